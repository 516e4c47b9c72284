"""Which session of a council an article belongs to, and what of it the article is (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache

from crawler.article.facts.sessions import find_sessions
from crawler.dates import DateReading, find_dates
from monitor.expectations import wording
from monitor.expectations.wording import has_any
from storage.model import GENERAL_KINDS, Mention, Publication, SessionPart, SessionReading

_DAY_PRECISIONS = ("day", "hour", "minute", "second")
#: A sitting may be held so many days before its month begins, and after.
_EARLIEST, _LATEST = -7, 75
#: A day in a text that names no month is the session's where it is not farther than this from publication.
_NEAR_DAYS = 45
_YEAR = re.compile(r"(?:19|20)\d\d")


#: Publications that are remembered: files are read each time.
_REMEMBERED = 4_096


def read_words(one: Publication) -> Publication:
    """The publication with what its words say of sessions, which are read unless that is known."""
    if one.reading is not None:
        return one
    return replace(one, reading=SessionReading(find_session(one), is_of_other_council(one)))


def find_reading(one: Publication) -> SessionReading:
    """What its words say of sessions."""
    reading = read_words(one).reading
    assert reading is not None
    return reading


def is_of_other_council(one: Publication) -> bool:
    """Whether a title speaks of the council of a region, a province or a district, or of parliament."""
    return has_any(one.title, wording.OTHER_COUNCILS)


@lru_cache(_REMEMBERED)
def find_session(one: Publication) -> Mention | None:
    """The session that an article belongs to; None for one that is no part of any session's record."""
    if not _belongs(one):
        return None
    published = read_published_day(one)
    stated = _find_stated(one)
    days = _list_days(one, stated, published)
    month, year, day = _settle(stated, days, published)
    if day and published and day > published and _tells_of_end(one.title):
        day = None  # what the text says of a later day is something else: the session was over
    part = _find_part(one, day, published)
    if year is None and month is not None:
        year = _find_year(month, part, published)
    return Mention(part, _is_extraordinary(one), stated is not None, month, year, day)


def read_published_day(one: Publication) -> date | None:
    """The day on which an article came out, where it is known to the day."""
    value = one.published.value
    return None if value is None or len(value) < len("2024-02-12") else date.fromisoformat(value[:10])


def _belongs(one: Publication) -> bool:
    if has_any(one.title, wording.OTHER_THINGS):
        return False
    if one.kind == "session":
        return True
    kinds = (*wording.ORDINARY, *wording.EXTRAORDINARY)
    named = has_any(one.title, kinds) or next(find_sessions(one.title, None), None) is not None
    return one.kind in GENERAL_KINDS and has_any(one.title, wording.SESSIONS) and named


def _is_extraordinary(one: Publication) -> bool:
    for words in (one.title, one.text):
        if has_any(words, wording.ORDINARY):
            return False
        if has_any(words, wording.EXTRAORDINARY):
            return True
    return False


def _find_stated(one: Publication) -> tuple[int, int | None] | None:
    """The month and, where it is written, the year by which the session is called; the title goes first."""
    found = _read_name(one.title) or _read_month(one.title)
    if found is not None or has_any(one.title, wording.AGENDA):
        return found  # the points of an agenda name other sessions
    return _read_name(one.text)


def _read_name(text: str) -> tuple[int, int | None] | None:
    """The first session that a text calls by its month: "session d'octobre"."""
    fact = next(find_sessions(text, None), None)
    if fact is None:
        return None
    year = _YEAR.search(fact.matched)
    return int(fact.value[-2:]), int(year[0]) if year else None


def _read_month(title: str) -> tuple[int, int | None] | None:
    """A month with its year in a title that calls the session otherwise: "council's session (May 2024)"."""
    for found in find_dates(title):
        if found.start and found.precision == "month":
            return int(found.start[5:7]), int(found.start[:4])
    return None


def _list_days(one: Publication, stated: tuple[int, int | None] | None, published: date | None) -> list[date]:
    """The days that title and text speak of, in their order; what has no year is read as of the session."""
    reference = published
    if stated is not None and stated[1] is not None:
        reference = date(stated[1], stated[0], 15)
    now = datetime.combine(published, time(12)) if published else None
    readings = (
        *find_dates(one.title, reference=reference),
        *find_dates(one.text, now=now, reference=reference),
    )
    return list(_keep_days(readings))


def _keep_days(readings: Sequence[DateReading]) -> Iterator[date]:
    for found in readings:
        if found.start and found.precision in _DAY_PRECISIONS:
            yield date.fromisoformat(found.start[:10])


def _settle(
    stated: tuple[int, int | None] | None, days: Sequence[date], published: date | None
) -> tuple[int | None, int | None, date | None]:
    """The session's month and year, and its day, each None where nothing tells."""
    if stated is None:
        near = [day for day in days if published is None or abs((day - published).days) <= _NEAR_DAYS]
        return (near[0].month, near[0].year, near[0]) if near else (None, None, None)
    month, year = stated
    if year is None:
        own = [day for day in days if day.month == month]
        return month, own[0].year if own else None, own[0] if own else None
    first = date(year, month, 1)
    own = [day for day in days if _EARLIEST <= (day - first).days <= _LATEST]
    return month, year, own[0] if own else None


def _find_year(month: int, part: SessionPart, published: date | None) -> int | None:
    """The year of a month that is named alone: what tells of a session that was is never before it."""
    if published is None:
        return None
    if part in (SessionPart.MINUTES, SessionPart.REPORT):
        return published.year - (month > published.month)
    years = (published.year - 1, published.year, published.year + 1)
    return min(years, key=lambda year: abs((date(year, month, 1) - published).days))


def _find_part(one: Publication, day: date | None, published: date | None) -> SessionPart:
    if has_any(one.title, wording.POSTPONED):
        return SessionPart.POSTPONED
    if has_any(one.title, wording.AGENDA):
        return SessionPart.AGENDA
    is_minutes = one.subkind in ("minutes", "decisions") or has_any(one.title, wording.MINUTES)
    if is_minutes and not has_any(one.title, wording.NEWS):
        return SessionPart.MINUTES
    if day and published and day != published:
        return SessionPart.AGENDA if published < day else SessionPart.REPORT
    return _find_tense(one.title) or _find_tense(one.text) or SessionPart.REPORT


def _tells_of_end(title: str) -> bool:
    """Whether a title says that a session is over, and calls to none."""
    return has_any(title, wording.ENDED) and not has_any(title, wording.TO_COME)


def _find_tense(words: str) -> SessionPart | None:
    if has_any(words, wording.OVER):
        return SessionPart.REPORT
    return SessionPart.AGENDA if has_any(words, wording.TO_COME) else None
