"""The publication record as plain rows: what `balagh record --json` prints, and the API."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from crawler.definitions import find_definition
from monitor.expectations.law import CALENDARS, PUBLISHED_BY_LAW
from monitor.expectations.placing import Placed, YearMonth
from monitor.expectations.record import (
    OtherSession,
    PartRecord,
    SessionRecord,
    Subject,
    list_other_sessions,
    list_sessions,
    list_undated,
)
from monitor.expectations.telling import read_subject
from storage import sessions
from storage.database import Connection
from storage.model import Portal

#: No commune had a portal before.
FIRST_YEAR = 1995
#: Kinds of articles that are counted beside the sessions.
COUNTED = ("budget", "tender", "recruitment", "results")


def read_record(
    connection: Connection, portal: Portal, folders: Iterable[Path], year: int, now: datetime
) -> dict[str, Any]:
    """The record of one year, by what the archive holds and the definition's file in the folders says now.

    Raises ConfigurationError where that file cannot be used.
    """
    # Also before the next poll takes it up.
    stated = find_definition(portal.id, folders) or portal.definition
    subject = read_subject(connection, replace(portal, definition=stated), now)
    return make_rows(portal, subject, year, sessions.count_kinds(connection, portal.id, year))


def make_rows(portal: Portal, subject: Subject, year: int, counts: dict[str, int]) -> dict[str, Any]:
    """The record of one year."""
    others = list_other_sessions(subject, year)
    return {
        "portal": portal.id,
        "name": portal.definition.display_name(),
        "year": year,
        "body": subject.expect.body.value,
        "calendar": _describe_calendar(subject, year),
        "coverage": _describe_coverage(portal, subject),
        "sessions": [_describe_session(one) for one in list_sessions(subject, year)],
        "extraordinary": [_describe_other(one) for one in others if one.extraordinary],
        "other_sessions": [_describe_other(one) for one in others if not one.extraordinary],
        "undated": [_describe_article(one, None) for one in list_undated(subject, year)],
        "counts": {kind: counts.get(kind, 0) for kind in COUNTED},
    }


def _describe_calendar(subject: Subject, year: int) -> dict[str, Any] | None:
    calendar = subject.calendar
    if calendar is None or year < calendar.since:
        return None
    return {
        "months": list(calendar.months),
        "within_days": calendar.within_days,
        "source": calendar.source,
    }


def _describe_coverage(portal: Portal, subject: Subject) -> dict[str, Any]:
    covered = subject.coverage
    return {
        "watched_since": covered.watched_since.isoformat(),
        "known_since": _iso(covered.since),
        "last_read": _iso(covered.until),
        "walked_back": covered.walked_back,
        "state": portal.state.value,
    }


def _describe_session(one: SessionRecord) -> dict[str, Any]:
    return {
        "session": _month(one.month),
        "date": _iso(one.day),
        "parts": [_describe_part(part, one.day) for part in one.parts],
        "postponed": [_describe_article(article, one.day) for article in one.put_off],
    }


def _describe_part(one: PartRecord, day: date | None) -> dict[str, Any]:
    return {
        "part": one.part.value,
        "standing": one.standing.value,
        "due": _iso(one.due),
        "seen_from": one.opens.isoformat(),
        "days_late": one.days_late,
        "doubted": one.is_doubted,
        "expected": one.is_expected,
        "law": PUBLISHED_BY_LAW.get(one.part),
        "articles": [_describe_article(article, day) for article in one.found],
    }


def _describe_other(one: OtherSession) -> dict[str, Any]:
    return {
        "session": _month(one.month),
        "date": _iso(one.day),
        "articles": [_describe_article(article, one.day) for article in one.found],
    }


def _describe_article(one: Placed, day: date | None) -> dict[str, Any]:
    """One publication; `days` counts from the session's day to it, less than 0 before."""
    published = one.published
    return {
        "article": one.publication.article,
        "part": one.part.value,
        "kind": " ".join(filter(None, (one.publication.kind, one.publication.subkind))),
        "title": one.publication.title,
        "url": one.publication.url,
        "published": one.publication.published.value,
        "days": (published - day).days if published and day else None,
        "status": one.publication.status.value,
    }


def explain_no_calendar(rows: dict[str, Any]) -> str:
    """Why no ordinary session is expected in a year."""
    known = next((calendar for body, calendar in CALENDARS.items() if body == rows["body"]), None)
    if known is not None and rows["year"] < known.since:
        return f"the calendar of before {known.since} is not known here; what is in force now: {known.source}"
    return (
        f"no ordinary sessions are known of this portal ({rows['body']}); `expect.sessions` can state months"
    )


def _month(month: YearMonth | None) -> str | None:
    return f"{month[0]}-{month[1]:02}" if month else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
