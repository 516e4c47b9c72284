"""The publication record of one portal: each session of a year, and what is there of it."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from monitor.expectations.law import CALENDARS, PUBLISHED_BY_LAW
from monitor.expectations.placing import Placed
from monitor.expectations.record import Subject, list_other_sessions, list_sessions, list_undated
from monitor.expectations.rows import COUNTED
from monitor.expectations.telling import read_subject
from storage.model import Portal, SessionPart
from storage.portals import find_portal
from storage.sessions import count_kinds
from web.pages.record import SIGNS, choose_year
from web.problems import Problem
from web.reader import Reader, ReaderHere
from web.rendering import render
from web.sayings import speak_to
from web.site import SiteHere

router = APIRouter()


@router.get("/record/{portal}", include_in_schema=False)
def show_council(site: SiteHere, reader: ReaderHere, portal: str, year: str | None = None) -> HTMLResponse:
    """What a portal shows of its council's sessions in a year, and what is not there."""
    wanted, present = choose_year(site, year)
    with site.store.read() as connection:
        found = find_portal(connection, portal)
        if found is None:
            raise Problem(404, "portal", f"no portal {portal} is watched", "choose one on the page /record")
        subject = read_subject(connection, found, site.now())
        counts = count_kinds(connection, portal, wanted)
    return _render(reader, found, subject, wanted, present, {one: counts.get(one, 0) for one in COUNTED})


def _render(
    reader: Reader, portal: Portal, subject: Subject, year: int, present: int, counts: dict[str, int]
) -> HTMLResponse:
    others = list_other_sessions(subject, year)
    calendar = subject.calendar
    return render(
        reader,
        "council",
        portal=portal,
        name=portal.definition.display_name(reader.language.value) or portal.id,
        year=year,
        years=range(present, 2015, -1),
        calendar=calendar if calendar and year >= calendar.since else None,
        law_calendar=CALENDARS.get(subject.expect.body),
        coverage=subject.coverage,
        sessions=list_sessions(subject, year),
        extraordinary=[one for one in others if one.extraordinary],
        others=[one for one in others if not one.extraordinary],
        undated=list_undated(subject, year),
        counts=counts,
        signs=SIGNS,
        asked_by=_find_law,
        count_days=_count_days,
        **speak_to(reader),
    )


def _find_law(part: SessionPart) -> str | None:
    """What of the law asks for a part."""
    return PUBLISHED_BY_LAW.get(part)


def _count_days(one: Placed, day: date | None) -> int | None:
    """Days from a session's day to a publication, less than 0 before it."""
    published = one.published
    return (published - day).days if published and day else None
