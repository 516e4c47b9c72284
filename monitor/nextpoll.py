"""Decide when a portal is polled next, by what the archive knows of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.expectations.record import find_calendar
from monitor.habits import MEMORY, learn, list_rates, list_sightings
from monitor.schedule import (
    LONGEST_WAIT,
    SHORTEST_WAIT,
    Timing,
    find_place,
    next_check,
    next_look,
    next_poll,
    next_visit,
)
from storage import entries, habits
from storage.database import Connection
from storage.idle import list_visits
from storage.model import Habit, Portal

#: A habit is learned anew after this time: it is no matter of a day, and most polls are to cost little.
FRESH = timedelta(days=3)


class Cause(StrEnum):
    """Why a portal is polled when it is."""

    FIXED = "fixed"  #: at the interval that the settings state
    FAILED = "failed"  #: again, after polls that failed
    LEARNED = "learned"  #: when it is likely to publish
    PENDING = "pending"  #: for what it lists and could not be read yet
    RECHECK = "recheck"  #: for the sake of a visit to a known article
    DOUBT = "doubt"  #: for the second look at what seems to be gone
    UNPOLLED = "unpolled"  #: it was added, and is polled at once
    PAUSED = "paused"  #: it is not polled
    PUT = "put"  #: nothing of this: its time was brought forward or put off


@dataclass(frozen=True, slots=True)
class NextPoll:
    """When a portal is polled next, and why then."""

    at: datetime
    cause: Cause


def find_next(
    connection: Connection, portal: Portal, timing: Timing, now: datetime, failures: int
) -> NextPoll:
    """The next poll after one that ended now, as the `failures`-th in a row that failed, or well.

    What is learned on the way is kept.
    """
    place = find_place(portal.id)
    if failures or not timing.is_learned:
        at = next_poll(now, timing.poll, failures, place)
        return NextPoll(at, Cause.FAILED if failures else Cause.FIXED)
    habit = habits.find_habit(connection, portal.id)
    if habit is None or now - habit.learned_at >= FRESH:
        habit = read_habit(connection, portal, now)
        habits.set_habit(connection, portal.id, habit)
    return find_next_by_habit(connection, portal, timing, now, habit)


def read_habit(connection: Connection, portal: Portal, now: datetime) -> Habit:
    """What is learned of a portal from all that is known now."""
    listed = habits.list_listed(connection, portal.id, now - MEMORY)
    sightings, since = list_sightings(listed, portal.added_at, now)
    if len(listed) == habits.MOST_LISTED:
        since = max(since, min(one.after for one in sightings))
    return learn(sightings, since, now, list_months(portal))


def list_months(portal: Portal) -> tuple[int, ...]:
    """The months of the ordinary sessions of a portal's council; none where nothing tells."""
    calendar = find_calendar(portal.definition.expect)
    return calendar.months if calendar else ()


def find_next_by_habit(
    connection: Connection, portal: Portal, timing: Timing, now: datetime, habit: Habit
) -> NextPoll:
    """The next poll after one that went well and ended now."""
    hours = LONGEST_WAIT // timedelta(hours=1) + 1
    rates = list_rates(habit, list_months(portal), now, hours)
    found = [NextPoll(next_look(now, rates, find_place(portal.id)), Cause.LEARNED)]
    pending = entries.find_pending_due(connection, portal.id)
    if pending is not None:
        found.append(NextPoll(max(now + timing.poll, pending), Cause.PENDING))
    # What is due already was left over, or became due in this very poll: it is visited by the next one.
    for due, checks, is_doubted in list_visits(connection, portal.id, found[0].at):
        waited = next_check(now, timing.recheck, checks) - now
        at = now + timing.poll if due <= now else next_visit(due, waited, is_doubted=is_doubted)
        found.append(NextPoll(at, Cause.DOUBT if is_doubted else Cause.RECHECK))
    first = min(found, key=lambda one: one.at)
    return NextPoll(max(first.at, now + SHORTEST_WAIT), first.cause)
