"""The publication record: communes against the calendar of their sessions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from monitor.expectations.record import (
    OtherSession,
    SessionRecord,
    Subject,
    list_other_sessions,
    list_sessions,
)
from monitor.expectations.rows import FIRST_YEAR
from monitor.expectations.telling import read_year, stamp_all
from monitor.remembering import ByPortal
from storage.database import Connection
from storage.directory import Card, list_cards
from storage.model import MOROCCO, Body
from storage.portals import list_portals
from web.asking import read_choice, read_number
from web.leafing import leaf_through
from web.places import call_place
from web.problems import Problem
from web.reader import Reader, ReaderHere
from web.rendering import render
from web.sayings import speak_to
from web.site import Site, SiteHere

router = APIRouter()

#: Communes on one page.
PAGE = 40
#: Signs beside the words of each standing; a screen reader is not told of them.
SIGNS = {"there": "✓", "late": "✓", "overdue": "✗", "expected": "…", "unjudged": "?", "doubted": "?"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The conditions as an address gives them."""

    year: str | None
    region: str | None
    province: str | None
    page: str | None


def _read_asked(
    year: Annotated[str | None, Query()] = None,
    region: Annotated[str | None, Query()] = None,
    province: Annotated[str | None, Query()] = None,
    page: Annotated[str | None, Query()] = None,
) -> Asked:
    return Asked(*(one or None for one in (year, region, province, page)))


@dataclass(frozen=True, slots=True)
class Row:
    """What a portal shows of its council's sessions in a year."""

    card: Card
    body: Body
    sessions: Mapping[int, SessionRecord]  #: by month
    extraordinary: Sequence[OtherSession]
    has_calendar: bool


@router.get("/record", include_in_schema=False)
def show_board(
    request: Request, site: SiteHere, reader: ReaderHere, asked: Annotated[Asked, Depends(_read_asked)]
) -> HTMLResponse:
    """A row for each commune, a column for each session of the year."""
    year, present = choose_year(site, asked.year)
    with site.store.read() as connection:
        watched = [one for one in list_cards(connection).values() if one.removed_at is None]
        chosen = _choose(watched, asked)
        chosen.sort(key=lambda one: (one.call(reader.language).casefold(), one.id))
        leaf = leaf_through(chosen, PAGE, asked.page)
        boards: ByPortal[Subject] = request.app.state.boards
        subjects = _read_subjects(connection, boards, [one.id for one in leaf.shown], year, site.now())
    rows = [_make_row(one, subjects[one.id], year) for one in leaf.shown]
    return render(
        reader,
        "record",
        asked=asked,
        year=year,
        years=range(present, 2015, -1),
        months=sorted({month for row in rows for month in row.sessions}),
        rows=rows,
        leaf=leaf,
        kept={"year": year, "region": asked.region, "province": asked.province},
        regions=_offer((one.region for one in watched), reader),
        provinces=_offer((one.province for one in watched if asked.region in (None, one.region)), reader),
        signs=SIGNS,
        **speak_to(reader),
    )


def _read_subjects(
    connection: Connection, boards: ByPortal[Subject], ids: Sequence[str], year: int, now: datetime
) -> dict[str, Subject]:
    """What is known of the councils on a page, of which what is remembered is not read again."""
    portals = {one.id: one for one in list_portals(connection, ids)}

    def find_out(missing: Sequence[str]) -> dict[str, Subject]:
        return read_year(connection, [portals[portal] for portal in missing], year, now)

    stamps = stamp_all(connection, list(portals.values()), now)
    return boards.find(connection, {portal: (year, stamp) for portal, stamp in stamps.items()}, find_out)


def choose_year(site: Site, text: str | None) -> tuple[int, int]:
    """The year that an address names, and the present one, which it is else. Raises Problem."""
    present = site.now().astimezone(MOROCCO).year
    year = read_number(text, "year") or present
    if not FIRST_YEAR <= year <= present:
        raise Problem(
            422, "year", f"there is no record of {year}", f"give a year from {FIRST_YEAR} to {present}"
        )
    return year, present


def _choose(watched: Sequence[Card], asked: Asked) -> list[Card]:
    region = read_choice(asked.region, "region", _list_names(one.region for one in watched))
    province = read_choice(asked.province, "province", _list_names(one.province for one in watched))
    return [
        one
        for one in watched
        if (region is None or one.region == region) and (province is None or one.province == province)
    ]


def _list_names(names: Iterable[str | None]) -> list[str]:
    return sorted({name for name in names if name})


def _offer(names: Iterable[str | None], reader: Reader) -> list[tuple[str, str]]:
    """What is chosen from, by name and by what the reader calls it."""
    return [(name, call_place(name, reader.language)) for name in _list_names(names)]


def _make_row(card: Card, subject: Subject, year: int) -> Row:
    sessions = {one.month[1]: one for one in list_sessions(subject, year)}
    others = [one for one in list_other_sessions(subject, year) if one.extraordinary]
    return Row(card, subject.expect.body, sessions, others, bool(sessions))
