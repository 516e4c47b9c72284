"""The log of polls: each for a while, those that brought events for good, and the counts of each day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import poll_days, polls

_COUNTS = ("polls", "failed", "changed", "requests", "not_modified", "events")


@dataclass(frozen=True, slots=True)
class PollDay:
    """How often a portal was polled on a day, and with what success; kept when the polls have gone."""

    portal: str
    day: str  #: of UTC, on which the polls ended: 2026-11-27
    polls: int
    failed: int
    changed: int  #: that brought events
    requests: int
    not_modified: int
    events: int


def insert_polls(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Log polls (rows of `polls`), and count each with the others of its day."""
    connection.execute(insert(polls), rows)
    engine = sqlite if connection.dialect.name == "sqlite" else postgresql
    added = engine.insert(poll_days)
    more = {name: poll_days.c[name] + added.excluded[name] for name in _COUNTS}
    counted = added.on_conflict_do_update(index_elements=["portal", "day"], set_=more)
    connection.execute(counted, [_count(row) for row in rows])


def _count(row: dict[str, Any]) -> dict[str, Any]:
    counts = {name: row[name] for name in ("requests", "not_modified", "events")}
    counts |= {name: int(row["outcome"] == name) for name in ("failed", "changed")} | {"polls": 1}
    return {"portal": row["portal"], "day": f"{row['finished_at']:%Y-%m-%d}", **counts}


def list_poll_days(connection: Connection, portals: Sequence[str] | None = None) -> Iterator[PollDay]:
    """The days of each portal, or of those that are named, oldest first, one at a time."""
    query = select(poll_days).order_by(poll_days.c.portal, poll_days.c.day)
    if portals is not None:
        query = query.where(poll_days.c.portal.in_(portals))
    for row in connection.execute(query.execution_options(yield_per=500)).mappings():
        yield PollDay(**row)


def count_old_polls(connection: Connection, before: datetime) -> int:
    """How many polls there are that `delete_old_polls` would take."""
    return connection.scalar(select(func.count()).select_from(polls).where(_is_spent(before))) or 0


def delete_old_polls(connection: Connection, portals: Sequence[str], before: datetime) -> int:
    """Take the polls of some portals out of the log that ended before an instant; gives how many.

    Those that brought events stay: when they ended proves what was known when an alert was due
    (storage/past.py).
    """
    these = polls.c.portal.in_(portals) & _is_spent(before)
    return connection.execute(delete(polls).where(these)).rowcount


def _is_spent(before: datetime) -> ColumnElement[bool]:
    # By its beginning, too: that is what the index has.
    return (polls.c.started_at < before) & (polls.c.finished_at < before) & (polls.c.events == 0)
