"""How many days before or after its session a council's agenda, report or minutes came out (pure).

Only the days of sessions are known, never their hours: so no hours are told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from monitor.expectations.placing import Placed, find_day, place_all
from monitor.expectations.record import find_calendar
from storage.model import EXPECTED_PARTS, Expect, Publication, SessionPart


@dataclass(frozen=True, slots=True)
class Delay:
    """How long after its session the first of its publications of one sort came out."""

    article: int
    part: SessionPart
    days: int  #: less than 0: before the session


@dataclass(frozen=True, slots=True)
class Typical:
    """The delays of several sessions in one figure."""

    sessions: int
    median_days: float


def list_delays(expect: Expect, publications: Iterable[Publication]) -> list[Delay]:
    """One delay for each part of each session, where both days are known; the first publication counts."""
    calendar = find_calendar(expect)
    groups: dict[object, list[Placed]] = {}
    for one in place_all(expect, publications, calendar.months if calendar else ()):
        key = one.mention.day if one.mention.extraordinary else one.month
        if key is not None:
            groups.setdefault((one.mention.extraordinary, key), []).append(one)
    return [delay for group in groups.values() for delay in _list_of_session(group)]


def _list_of_session(placed: Sequence[Placed]) -> Iterable[Delay]:
    day = find_day(placed)
    for part in EXPECTED_PARTS:
        dated = [(one.published, one.publication.article) for one in placed if one.part is part]
        known = [(published, article) for published, article in dated if published is not None]
        if day is not None and known:
            first, article = min(known)
            yield Delay(article, part, _count_days(day, first))


def _count_days(session: date, published: date) -> int:
    return (published - session).days


def find_typical(delays: Iterable[Delay]) -> dict[SessionPart, Typical]:
    """The median of each part, where there is one."""
    days: dict[SessionPart, list[int]] = {}
    for one in delays:
        days.setdefault(one.part, []).append(one.days)
    return {part: Typical(len(found), float(median(found))) for part, found in days.items()}
