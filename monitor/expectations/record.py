"""The publication record: what a portal shows of each session of its council in a year (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from monitor.expectations.coverage import Coverage
from monitor.expectations.law import CALENDARS, PUBLISHED_BY_LAW, Calendar
from monitor.expectations.placing import (
    AHEAD_DAYS,
    Placed,
    YearMonth,
    find_day,
    is_put_off,
    place_all,
)
from storage.model import EXPECTED_PARTS, Expect, Publication, SessionPart

#: Sessions before one by which it is learned what a portal publishes.
LEARNED_FROM = 3


class Standing(StrEnum):
    """How it stands with one thing that a session leaves on its portal."""

    THERE = "there"
    LATE = "late"  #: there, and it came after its day
    OVERDUE = "overdue"  #: not on the portal, and its day is over
    EXPECTED = "expected"  #: not on the portal, and its day is to come
    UNJUDGED = "unjudged"  #: not known to us, and nobody looked all the time


@dataclass(frozen=True, slots=True)
class PartRecord:
    """One thing that a session leaves on its portal, or does not."""

    part: SessionPart
    standing: Standing
    due: date | None  #: the day after which it is overdue; None: the session was put off to an unknown day
    opens: date  #: the first day on which it could be published
    found: tuple[Placed, ...]
    days_late: int | None = None
    is_doubted: bool = False  #: not found, and something without a year may be it
    is_expected: bool = False  #: the definition names it, or the portal published it of sessions before


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One session that the calendar has."""

    month: YearMonth
    day: date | None  #: on which it is held, as its publications say
    parts: tuple[PartRecord, ...]
    put_off: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class OtherSession:
    """A session that no calendar has: extraordinary, or in another month."""

    extraordinary: bool
    month: YearMonth | None
    day: date | None
    found: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """Of whom the record is, and what is known."""

    expect: Expect
    coverage: Coverage
    today: date
    placed: tuple[Placed, ...]

    @property
    def calendar(self) -> Calendar | None:
        """When ordinary sessions are held; None where none are expected, or nothing tells."""
        return find_calendar(self.expect)


def make_subject(
    expect: Expect, coverage: Coverage, today: date, publications: Sequence[Publication]
) -> Subject:
    """Put the publications to their sessions."""
    calendar = find_calendar(expect)
    months = calendar.months if calendar else ()
    return Subject(expect, coverage, today, tuple(place_all(expect, publications, months)))


def find_calendar(expect: Expect) -> Calendar | None:
    """The months of the ordinary sessions: the definition's, or the law's for such a body."""
    if expect.sessions is not None:
        months = tuple(sorted(int(month) for month in expect.sessions))
        return Calendar(months, None, "the portal's definition", 1) if months else None
    return CALENDARS.get(expect.body)


def find_reach(expect: Expect, year: int) -> date:
    """A day before which nothing was published that is of a year's sessions, or tells what is expected."""
    calendar = find_calendar(expect)
    before = _list_before((year, calendar.months[0]), calendar.months) if calendar else []
    return date(min([year, *(one[0] for one in before)]) - 1, 1, 1)


def list_sessions(subject: Subject, year: int) -> list[SessionRecord]:
    """The sessions that the calendar has in a year, each with what is there of it."""
    calendar = subject.calendar
    if calendar is None or year < calendar.since:
        return []
    return [_record_session(subject, calendar, (year, month)) for month in calendar.months]


def list_other_sessions(subject: Subject, year: int) -> list[OtherSession]:
    """Sessions that no calendar has and of which something is there, oldest first."""
    held = {record.month for record in list_sessions(subject, year)}
    groups: dict[tuple[bool, YearMonth | None, date | None], list[Placed]] = {}
    for one in subject.placed:
        extraordinary = one.mention.extraordinary
        if _find_year(one) == year and (extraordinary or one.month not in held) and _is_dated(one):
            groups.setdefault((extraordinary, one.month, _find_own_day(subject, one)), []).append(one)
    found = [OtherSession(*key, tuple(group)) for key, group in groups.items()]
    return sorted(found, key=lambda one: _find_first(one, year))


def list_undated(subject: Subject, year: int) -> list[Placed]:
    """What is of a session of which nothing tells the year, or of an ordinary one without a month.

    Given in the year in which it came out, and in each in which it may have come out.
    """
    return [one for one in subject.placed if not _is_dated(one) and _may_be_of(one, year)]


def learn_parts(subject: Subject, month: YearMonth) -> frozenset[SessionPart]:
    """What is expected of a session: what the definition names, else what was there of those before."""
    if subject.expect.publishes is not None:
        return frozenset(subject.expect.publishes)
    calendar = subject.calendar
    before = _list_before(month, calendar.months) if calendar else []
    ordinary = [one for one in subject.placed if not one.mention.extraordinary]
    return frozenset(one.part for one in ordinary if one.month in before)


def _record_session(subject: Subject, calendar: Calendar, month: YearMonth) -> SessionRecord:
    own = [one for one in subject.placed if one.month == month and not one.mention.extraordinary]
    day = find_day(own)
    expected = learn_parts(subject, month)
    is_open = day is None and any(is_put_off(one) for one in own)
    held = None if is_open else day or calendar.latest_day(*month)
    parts = [
        _record_part(subject, month, part, [one for one in own if one.part is part], held, part in expected)
        for part in EXPECTED_PARTS
        if part in PUBLISHED_BY_LAW or part in expected or any(one.part is part for one in own)
    ]
    put_off = tuple(one for one in own if one.part is SessionPart.POSTPONED)
    return SessionRecord(month, day, tuple(parts), put_off)


def _record_part(
    subject: Subject,
    month: YearMonth,
    part: SessionPart,
    found: Sequence[Placed],
    held: date | None,
    is_expected: bool,
) -> PartRecord:
    """How it stands with one part; `held` is the session's day, or the latest that it may have."""
    first = date(*month, 1)
    opens = first - timedelta(days=AHEAD_DAYS) if part is SessionPart.AGENDA else first
    # An agenda is in time until its session; for the rest there is a grace.
    grace = 0 if part is SessionPart.AGENDA else subject.expect.grace_days
    due = held + timedelta(days=grace) if held else None
    first_out = min((one.published for one in found if one.published), default=None)
    late = (first_out - due).days if first_out and due and first_out > due else None
    if found:
        standing = Standing.THERE if late is None else Standing.LATE
    else:
        standing = _find_standing(subject, opens, due)
    doubted = standing is Standing.OVERDUE and _may_be_there(subject, month, part)
    standing = Standing.UNJUDGED if doubted else standing
    return PartRecord(part, standing, due, opens, tuple(found), late, doubted, is_expected)


def _may_be_there(subject: Subject, month: YearMonth, part: SessionPart) -> bool:
    """Whether a publication of which nothing tells the year may be of this session."""
    undated = [one for one in list_undated(subject, month[0]) if one.part is part]
    return any(one.mention.month in (None, month[1]) for one in undated)


def _find_standing(subject: Subject, opens: date, due: date | None) -> Standing:
    """How it stands with what was not found."""
    if due is None:
        return Standing.UNJUDGED
    if subject.today <= due:
        return Standing.EXPECTED
    return Standing.OVERDUE if subject.coverage.holds(opens, due) else Standing.UNJUDGED


def _list_before(month: YearMonth, months: Sequence[int]) -> list[YearMonth]:
    years = range(month[0] - LEARNED_FROM, month[0] + 1)
    return sorted((year, one) for year in years for one in months if (year, one) < month)[-LEARNED_FROM:]


def _is_dated(one: Placed) -> bool:
    return one.month is not None or (one.mention.extraordinary and one.published is not None)


def _find_year(one: Placed) -> int | None:
    if one.month is not None:
        return one.month[0]
    return one.published.year if one.published else None


def _find_own_day(subject: Subject, one: Placed) -> date | None:
    """The day of such a session; of one that is called by its month, the only one in that month."""
    if one.mention.day is not None or one.month is None:
        return one.mention.day
    same = {
        other.mention.day
        for other in subject.placed
        if other.month == one.month
        and other.mention.extraordinary == one.mention.extraordinary
        and other.mention.day
    }
    return same.pop() if len(same) == 1 else None


def _find_first(one: OtherSession, year: int) -> date:
    if one.day is not None:
        return one.day
    return date(one.month[0], one.month[1], 1) if one.month else date(year, 12, 31)


def _may_be_of(one: Placed, year: int) -> bool:
    published = one.publication.published
    after = (published.value or published.after or f"{year}")[:4]
    before = (published.value or published.before or f"{year}")[:4]
    return int(after) <= year <= int(before)
