"""The processes that share an archive: who is there, since when, and what each has done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, text

from storage.tables import workers


@dataclass(frozen=True, slots=True)
class WorkerSeen:
    """What is known of one worker, by the clock of the database."""

    name: str
    began_at: datetime
    seen_at: datetime
    silent_seconds: float  #: since its last sign
    shards: int  #: that it has now
    turns: int  #: with a shard that it has ended


#: How long one that is not heard of any more stays on the list.
_FORGET = "interval '1 day'"
_BEAT = text(f"""
with gone as (delete from workers where seen_at < clock_timestamp() - {_FORGET})
insert into workers (name, began_at, seen_at, turns)
values (:name, clock_timestamp(), clock_timestamp(), :turns)
on conflict (name) do update set seen_at = excluded.seen_at, turns = excluded.turns
""")  # noqa: S608  # our own constant
_SEEN = text("""
select workers.*, extract(epoch from clock_timestamp() - seen_at) as silent_seconds,
    (
        select count(*) from shard_leases where holder = name and until > clock_timestamp() and shard >= 0
    ) as shards
from workers order by name
""")


def beat(connection: Connection, name: str, turns: int) -> None:
    """A worker is there, and has ended so many turns."""
    connection.execute(_BEAT, {"name": name, "turns": turns})


def leave(connection: Connection, name: str) -> None:
    """A worker has ended in order."""
    connection.execute(delete(workers).where(workers.c.name == name))


def list_workers(connection: Connection) -> list[WorkerSeen]:
    """The workers of the last day, by name."""
    rows = connection.execute(_SEEN).mappings().all()
    return [WorkerSeen(**dict(row) | {"silent_seconds": float(row["silent_seconds"])}) for row in rows]
