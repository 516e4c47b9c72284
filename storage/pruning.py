"""What goes because of its age: what would, its going in small transactions, and the record that it went."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select, update

from storage.database import Store
from storage.evidence import rows
from storage.evidence.erasing import expire
from storage.evidence.keeping import EvidenceFolder
from storage.poll_log import count_old_polls, delete_old_polls
from storage.tables import portals, prunings

#: Portals whose polls go in one transaction: of one day, a thousand rows at four polls an hour.
_PORTALS_AT_ONCE = 10
#: Between two transactions, so that whoever waits to write gets its turn.
_PAUSE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Limits:
    """How long what is kept for a while is kept, in days."""

    poll_days: float
    evidence_days: float | None  #: None: for ever


@dataclass(frozen=True, slots=True)
class Pruning:
    """What goes, or went, because of its age."""

    what: str  #: `polls`, or `evidence` (its records)
    rows: int
    before: datetime  #: all of it is older


def list_prunable(store: Store, limits: Limits, now: datetime) -> list[Pruning]:
    """What `prune` would take away now."""
    polls_before = now - timedelta(days=limits.poll_days)
    with store.read() as connection:
        found = [Pruning("polls", count_old_polls(connection, polls_before), polls_before)]
        if limits.evidence_days is not None:
            before = now - timedelta(days=limits.evidence_days)
            count = rows.count_records_in(connection, rows.list_stale_files(connection, before))
            found.append(Pruning("evidence", count, before))
    return found


def prune(
    store: Store,
    folder: EvidenceFolder,
    limits: Limits,
    now: datetime,
    pause: Callable[[float], None] = time.sleep,
) -> list[Pruning]:
    """Take away what is older than it is to be kept; gives what went.

    Broken off, the next one goes on. Raises StorageError where the archive or a file cannot be written.
    """
    planned = list_prunable(store, limits, now)
    before = now - timedelta(days=limits.poll_days)
    with store.read() as connection:
        ids = list(connection.scalars(select(portals.c.id).order_by(portals.c.id)))
    gone = 0
    for start in range(0, max(len(ids), 1), _PORTALS_AT_ONCE):
        gone += _prune_polls(store, ids[start : start + _PORTALS_AT_ONCE], before, now)
        pause(_PAUSE_SECONDS)
    expire(store, folder, limits.evidence_days, now)
    return [Pruning("polls", gone, before), *(one for one in planned if one.what == "evidence")]


def list_prunings(connection: Connection) -> list[Pruning]:
    """What went because of its age since the beginning, and is not declared in its own table."""
    kept = connection.execute(select(prunings).where(prunings.c.rows > 0).order_by(prunings.c.what))
    return [Pruning(row["what"], row["rows"], row["before"]) for row in kept.mappings()]


def find_last_pruning(connection: Connection) -> datetime | None:
    """When what is too old was taken away last; None: never."""
    last: datetime | None = connection.scalar(select(func.max(prunings.c.done_at)))
    return last


def _prune_polls(store: Store, ids: Sequence[str], before: datetime, now: datetime) -> int:
    """Take away and note in one transaction: what is declared is what went, whatever breaks off the rest."""
    with store.write() as connection:
        gone = delete_old_polls(connection, ids, before)
        values = {"rows": prunings.c.rows + gone, "before": before, "done_at": now}
        done = connection.execute(update(prunings).where(prunings.c.what == "polls").values(values))
        if not done.rowcount:
            connection.execute(insert(prunings).values(what="polls", **(values | {"rows": gone})))
    return gone
