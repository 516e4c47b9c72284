"""What a poll that ended leaves: its place in the log, its portal's times, and when it is polled next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from storage.model import PollRead, PortalState
from storage.poll_log import insert_polls
from storage.shards import find_shard
from storage.tables import events, portals

_READ = {"paused_at": None, "unread_why": None}
_SET_UNCHANGED = (
    update(portals)
    .where(portals.c.id == bindparam("portal"))
    .values(
        last_poll_at=bindparam("at"),
        last_read_at=bindparam("at"),
        next_poll_at=bindparam("due"),
        read_by=bindparam("due"),
        shard=func.coalesce(bindparam("shard", type_=portals.c.shard.type), portals.c.shard),
        state_evidence=func.coalesce(
            bindparam("evidence", type_=portals.c.state_evidence.type), portals.c.state_evidence
        ),
        failures=0,
        **_READ,
    )
)


#: How much later than its end what a poll brought may be dated.
_MARGIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A poll of a settled portal that brought nothing."""

    read: PollRead
    state: PortalState  #: which it had before, and has
    next_poll_at: datetime


def record_poll(
    connection: Connection,
    read: PollRead,
    state: PortalState,
    next_poll_at: datetime,
    settled_until: datetime | None = None,
    failures: int = 0,
) -> int:
    """Log a poll that ended and when the next is due; gives the number of events that it brought.

    `failures`: polls that failed one after the other, up to this one.
    """
    # What a clock that was ahead dated later than this is none of this poll's.
    during = events.c.at.between(read.started_at, max(read.started_at, read.finished_at) + _MARGIN)
    brought = connection.scalar(select(func.count()).where(events.c.portal == read.portal, during))
    failed = read.trouble is not None
    outcome = "failed" if failed else ("changed" if brought else "unchanged")
    insert_polls(connection, [_log_row(read, state, outcome, brought or 0)])
    times = {"last_poll_at": read.finished_at, "next_poll_at": next_poll_at, "settled_until": settled_until}
    place = {} if read.address is None else {"shard": find_shard(read.address)}
    well = _READ | {"last_read_at": read.finished_at, "read_by": next_poll_at}
    kept = {} if failed else well
    values = times | place | kept | {"failures": failures}
    connection.execute(update(portals).where(portals.c.id == read.portal).values(values))
    return brought or 0


def record_unchanged(connection: Connection, polls: Sequence[Unchanged]) -> None:
    """The same for many polls of settled portals, which brought nothing."""
    insert_polls(connection, [_log_row(one.read, one.state, "unchanged", 0) for one in polls])
    # Of a portal that is quiet, the evidence is its silence.
    rows = [
        {
            "portal": one.read.portal,
            "at": one.read.finished_at,
            "due": one.next_poll_at,
            "shard": None if one.read.address is None else find_shard(one.read.address),
            "evidence": one.read.evidence if one.state is PortalState.HEALTHY else None,
        }
        for one in polls
    ]
    connection.execute(_SET_UNCHANGED, rows)


def list_eventful(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Those of some portals of which anything was logged since their last poll."""
    query = (
        select(portals.c.id)
        .join(events, (events.c.portal == portals.c.id) & (events.c.at > portals.c.last_poll_at))
        .where(portals.c.id.in_(ids))
        .distinct()
    )
    return set(connection.scalars(query))


def _log_row(read: PollRead, state: PortalState, outcome: str, brought: int) -> dict[str, Any]:
    return {
        "portal": read.portal,
        "started_at": read.started_at,
        "finished_at": read.finished_at,
        "outcome": outcome,
        "state": state,
        "requests": read.requests,
        "not_modified": read.not_modified,
        "entries": read.entries,
        "events": brought,
        "error": read.evidence if outcome == "failed" else None,
    }
