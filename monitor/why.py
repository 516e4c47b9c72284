"""Say in sentences when a portal is polled next, and why then."""

from __future__ import annotations

from calendar import day_name, month_name
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from monitor.expectations.record import find_calendar
from monitor.habits import DAYS_AFTER, SURE, find_next_session, find_session
from monitor.nextpoll import Cause, find_next_by_habit, list_months, read_habit
from monitor.officedays import HOURS_A_DAY, HOURS_A_WEEK
from monitor.schedule import LONGEST_BACKOFF, LONGEST_WAIT, PRICE, SHORTEST_WAIT, Timing
from storage import habits
from storage.database import Connection
from storage.model import MOROCCO, Habit, Portal

#: A plan is kept to the microsecond; what lies farther from it was not planned so.
_SAME = timedelta(seconds=1)
#: The busy days are those that bring this part of a week's articles, the busy hours that of what these bring.
_OF_DAYS, _OF_HOURS = 2 / 3, 1 / 2


@dataclass(frozen=True, slots=True)
class Why:
    """When a portal is polled next, why then, and what is known of its habits."""

    portal: Portal
    timing: Timing
    at: datetime | None  #: None: it is paused
    cause: Cause
    habit: Habit | None  #: None: its habits do not matter
    now: datetime


def find_why(connection: Connection, portal: Portal, timing: Timing, now: datetime) -> Why:
    """Why a watched portal is polled when it is, as far as the archive tells."""
    at = None if portal.paused else portal.next_poll_at
    if portal.paused:
        return Why(portal, timing, at, Cause.PAUSED, None, now)
    if portal.last_poll_at is None:
        return Why(portal, timing, at, Cause.UNPOLLED, None, now)
    if portal.failures:
        return Why(portal, timing, at, Cause.FAILED, None, now)
    if not timing.is_learned:
        return Why(portal, timing, at, Cause.FIXED, None, now)
    habit = habits.find_habit(connection, portal.id) or read_habit(connection, portal, now)
    planned = find_next_by_habit(connection, portal, timing, portal.last_poll_at, habit)
    is_so = abs(planned.at - portal.next_poll_at) <= _SAME
    return Why(portal, timing, at, planned.cause if is_so else Cause.PUT, habit, now)


def list_sentences(why: Why) -> list[str]:
    """For people, in English; instants are of UTC, hours of the day of Morocco's clock."""
    return [_say_when(why), *_say_habit(why)]


def make_why_row(why: Why) -> dict[str, Any]:
    """The same for programs."""
    habit = why.habit
    days, hours = find_busy(habit) if habit else ([], [])
    return {
        "portal": why.portal.id,
        "next_poll": why.at.isoformat() if why.at else None,
        "cause": why.cause.value,
        "why": list_sentences(why),
        "failures": why.portal.failures,
        "learned_from": habit.count if habit else None,
        "since": habit.since.isoformat() if habit else None,
        "weekly": round(habit.weekly, 2) if habit else None,
        "weekly_at_sessions": round(habit.weekly_at_sessions, 2) if habit else None,
        "busy_days": [day_name[one] for one in days],
        "busy_hours": [list(one) for one in hours],
    }


def find_busy(habit: Habit) -> tuple[list[int], list[tuple[int, int]]]:
    """The days of the week (0: Monday) and, from and until, the hours of them at which most comes out."""
    rows = [habit.shape[start : start + HOURS_A_DAY] for start in range(0, HOURS_A_WEEK, HOURS_A_DAY)]
    days = _find_most([sum(row) for row in rows], _OF_DAYS)
    hours = _find_most([sum(rows[day][hour] for day in days) for hour in range(HOURS_A_DAY)], _OF_HOURS)
    starts = [hour for hour in hours if hour - 1 not in hours]
    ends = [hour + 1 for hour in hours if hour + 1 not in hours]
    return days, list(zip(starts, ends, strict=True))


def _find_most(parts: Sequence[float], share: float) -> list[int]:
    """The places of the largest parts that make up a share of the whole, in order."""
    found, missing = list[int](), share * sum(parts)
    for place in sorted(range(len(parts)), key=lambda one: (-parts[one], one)):
        if missing <= 0:
            break
        found.append(place)
        missing -= parts[place]
    return sorted(found)


def _say_failed(failures: int) -> str:
    return "the last poll failed" if failures == 1 else f"the last {failures} polls failed"


def _say_when(why: Why) -> str:
    who, portal = why.portal.id, why.portal
    if why.at is None:
        return f"{who} is paused: it is not polled until `balagh resume {who}`."
    when = f"{who} is polled next at {_say_time(why.at)}"
    if why.at <= why.now:
        when = f"{who} is due since {_say_time(why.at)}, and polled as soon as `balagh watch` comes to it"
    reasons = {
        Cause.UNPOLLED: "it was added and not read yet",
        Cause.FIXED: f"BALAGH_POLL_SECONDS states {why.timing.poll.total_seconds():g} s between two polls",
        Cause.FAILED: f"{_say_failed(portal.failures)} ({portal.state_evidence}); "
        f"from the second on each waits twice as long as the last, {_say_hours(LONGEST_BACKOFF)} at most",
        Cause.LEARNED: "by then it is likely enough to have brought something out",
        Cause.PENDING: "it lists what could not be read yet",
        Cause.RECHECK: "an article that is known is to be visited again",
        Cause.DOUBT: "an article seems to be gone, and a second look is to prove it",
        Cause.PUT: "it was put there: it was resumed, others of its kind answered again, "
        "it was overdue when `balagh watch` began, or was planned by other settings",
    }
    return f"{when}: {reasons[why.cause]}."


def _say_habit(why: Why) -> Iterator[str]:
    habit = why.habit
    if habit is None:
        return
    weekly, since = f"about {habit.weekly:.1f} a week", f"{habit.since.astimezone(MOROCCO):%Y-%m-%d}"
    if habit.count:
        yield f"Learned from {_count(habit.count, 'article')} that came out since {since}: {weekly}."
    else:
        yield f"Nothing that came out since {since} is known: it is taken for any commune, with {weekly}."
    if 0 < habit.count < SURE:
        yield "So few say little: what is supposed of any commune weighs more than they do."
    days, hours = find_busy(habit)
    names = _join([day_name[one] for one in days])
    spans = _join([f"{first}:00 and {last}:00" for first, last in hours], "and between")
    yield f"Most is expected on {names}, between {spans} of Morocco's clock (holidays count as Sundays)."
    yield from _say_session(why, habit)
    yield (
        f"It is polled when what may lie there unseen is expected to have waited {PRICE.seconds} seconds "
        f"in all; {SHORTEST_WAIT // timedelta(minutes=1)} minutes after the last poll at the soonest, "
        f"{_say_hours(LONGEST_WAIT)} at the latest."
    )


def _say_session(why: Why, habit: Habit) -> Iterator[str]:
    today, months = why.now.astimezone(MOROCCO).date(), list_months(why.portal)
    calendar = find_calendar(why.portal.definition.expect)
    near, coming = find_session(today, months), find_next_session(today, months)
    expected = f"about {habit.weekly_at_sessions:.1f} a week are expected"
    if near is not None and calendar is not None:
        until = near + timedelta(days=DAYS_AFTER)
        session = f"the ordinary session of {_say_month(near)} ({calendar.source})"
        yield f"Because of {session}, {expected} until {until:%Y-%m-%d}."
    elif coming is not None:
        opens, month = coming
        yield f"From {opens:%Y-%m-%d} on, before the ordinary session of {_say_month(month)}, {expected}."


def _say_month(day: date) -> str:
    return f"{month_name[day.month]} {day.year}"


def _say_time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _say_hours(duration: timedelta) -> str:
    return _count(duration // timedelta(hours=1), "hour")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


def _join(parts: Sequence[str], last: str = "and") -> str:
    return f" {last} ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
