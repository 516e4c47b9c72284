"""Let today's settings reach what is known: its due times were reckoned with those of their day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from monitor.schedule import LONGEST_WAIT, Timing, find_place, next_check, next_poll
from storage import articles, planning, portals
from storage.articles import Waiting
from storage.database import Connection, Store
from storage.planning import Planned

#: What is overdue is polled after a start as if so much time had to lie between any two portals.
SPREAD = timedelta(seconds=1)
_AT_A_TIME = 1_000
T = TypeVar("T")


def shorten_waits(store: Store, timing: Timing) -> None:
    """Bring forward what would wait longer than the settings say, reckoned from its portal's last poll.

    What waits less than they say keeps its time: a longer setting counts from the next visit on.
    """
    with store.read() as connection:
        polled, late = dict[str, datetime](), dict[str, datetime]()
        for one in planning.walk_planned(connection):
            polled[one.id] = one.last_poll_at
            if one.next_poll_at > (due := _due_poll(one, timing)):
                late[one.id] = due
        waiting = [one for one in articles.list_waiting(connection) if one.portal in polled]
    overlong = [(one, due) for one in waiting if one.latest > (due := _due_visit(one, polled, timing))]
    for some in _in_parts(list(late.items())):
        with store.write() as connection:
            planning.plan_polls(connection, dict(some))
    for these in _in_parts(overlong):
        with store.write() as connection:
            articles.bring_forward(connection, these)


def _in_parts(every: Sequence[T]) -> Iterator[Sequence[T]]:
    """Some at a time: others that want to write, as workers started together do, do not wait long."""
    return (every[start : start + _AT_A_TIME] for start in range(0, len(every), _AT_A_TIME))


def spread_overdue(store: Store, timing: Timing, now: datetime) -> None:
    """After a time without polls, put what is overdue one after the other, each portal in its own place.

    What is due by less than an interval is what a watch that goes on has to do anyway, and keeps its time.
    """
    with store.read() as connection:
        late = portals.list_overdue(connection, now - timing.poll)
    if not late:
        return
    with store.write() as connection:
        spread(connection, late, timing, now)


def spread(connection: Connection, these: Sequence[str], timing: Timing, now: datetime) -> None:
    """Plan the next polls of portals one after the other from now on, each in its own place."""
    stretch = min(timing.poll, SPREAD * len(these))
    planning.plan_polls(connection, {portal: now + stretch * find_place(portal) for portal in these})


def _due_poll(one: Planned, timing: Timing) -> datetime:
    """The latest time of a portal's next poll."""
    if timing.is_learned and not one.failures:
        return one.last_poll_at + LONGEST_WAIT
    return next_poll(one.last_poll_at, timing.poll, one.failures, find_place(one.id))


def _due_visit(wait: Waiting, polled: dict[str, datetime], timing: Timing) -> datetime:
    last = polled[wait.portal]
    return last + timing.confirm if wait.is_doubted else next_check(last, timing.recheck, wait.checks)
