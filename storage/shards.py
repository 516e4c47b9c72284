"""Shards: portals whose hosts stand at one address, polled by one process at a time.

A lease is a row that one process holds for a while, by the clock of the database. Whoever takes it over gets
the next token, and what comes with an older one is refused. PostgreSQL only: SQLite has one poller.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit

from sqlalchemy import Connection, func, select, text

from storage.tables import IS_POLLED, portals, shard_leases

#: Into how many the addresses fall. Another number would leave portals of one address in two of them until
#: each was polled once.
SHARDS = 256
#: In the place of a shard: what one process at a time does for the whole archive.
DUTIES = -1
#: What a job of Procrastinate is locked by, before the number of its shard.
LOCK = "shard-"


def find_shard(address: str) -> int:
    """The shard of an address, or of a host whose address is not known yet."""
    return int.from_bytes(sha256(address.lower().encode()).digest()[:8], "big") % SHARDS


def guess_shard(url: str) -> int:
    """The shard of a portal before its first poll tells its address: by its host's name."""
    return find_shard(urlsplit(url).hostname or url)


def list_due_shards(connection: Connection, among: Collection[int], now: datetime) -> set[int]:
    """Those of these shards in which a portal is due."""
    due = (portals.c.next_poll_at <= now) & IS_POLLED
    return set(connection.scalars(select(portals.c.shard).where(due, portals.c.shard.in_(among)).distinct()))


def count_late(connection: Connection, before: datetime) -> tuple[int, datetime | None]:
    """How many portals were due before that and are not polled yet, and the longest due time among them."""
    due = (portals.c.next_poll_at <= before) & IS_POLLED
    row = connection.execute(select(func.count(), func.min(portals.c.next_poll_at)).where(due)).one()
    return row[0], row[1]


_WAITING = text(f"""
select shard, due from (
    select shard, min(next_poll_at) as due from portals
    where removed_at is null and not paused and next_poll_at <= :now group by shard
) as due
where not exists (
    select from shard_leases as lease where lease.shard = due.shard and until > clock_timestamp()
)
and not exists (
    select from procrastinate_jobs as job
    where job.lock = '{LOCK}' || due.shard and job.status in ('todo', 'doing')
)
order by due
""")  # noqa: S608  # our own constant


def list_waiting(connection: Connection, now: datetime) -> list[int]:
    """The shards with due portals that nobody has and for which there is no job, longest due first."""
    return list(connection.scalars(_WAITING, {"now": now}))


_WAIT = text("select 1 from shard_leases where shard = :shard for update")
_TAKE = text("""
insert into shard_leases as mine (shard, token, holder, until)
values (:shard, 1, :holder, clock_timestamp() + make_interval(secs => :seconds))
on conflict (shard) do update set token = mine.token + 1, holder = excluded.holder, until = excluded.until
where mine.until < clock_timestamp()
returning token
""")


def take(connection: Connection, shard: int, holder: str, seconds: float) -> int | None:
    """Lease a shard; gives the token, None where another process has it."""
    # Who checks its lease in a transaction of its own (`list_ours`) is waited for; who only renews it is not.
    connection.execute(_WAIT, {"shard": shard})
    token: int | None = connection.scalar(_TAKE, {"shard": shard, "holder": holder, "seconds": seconds})
    return token


_OURS = """from unnest(cast(:shards as integer[]), cast(:tokens as bigint[])) as held (shard, token)
where lease.shard = held.shard and lease.token = held.token"""
_UNTIL = "clock_timestamp() + make_interval(secs => :seconds)"
_RENEW = text(f"update shard_leases as lease set until = {_UNTIL} {_OURS} returning lease.shard")  # noqa: S608
_RELEASE = text(f"update shard_leases as lease set until = clock_timestamp() {_OURS}")  # noqa: S608


def renew(connection: Connection, held: Mapping[int, int], seconds: float) -> set[int]:
    """Hold these shards longer, each with its token; gives those that are still ours."""
    return set(connection.scalars(_RENEW, _name(held) | {"seconds": seconds}))


def release(connection: Connection, held: Mapping[int, int]) -> None:
    """Let others have these shards."""
    connection.execute(_RELEASE, _name(held))


def _name(held: Mapping[int, int]) -> dict[str, object]:
    return {"shards": list(held), "tokens": list(held.values())}


def list_ours(connection: Connection, held: Mapping[int, int]) -> set[int]:
    """Those of these shards that nobody has taken over; until this transaction ends, nobody does."""
    query = select(shard_leases.c.shard, shard_leases.c.token).where(shard_leases.c.shard.in_(held))
    query = query.with_for_update(read=True, key_share=True)
    return {row.shard for row in connection.execute(query) if row.token == held[row.shard]}


def is_anybody_there(connection: Connection, but: str) -> bool:
    """Whether any other process than that one has a lease."""
    others = (shard_leases.c.holder != but) & (shard_leases.c.until > func.clock_timestamp())
    return connection.execute(select(shard_leases.c.shard).where(others).limit(1)).first() is not None


def find_holder(connection: Connection, shard: int) -> str | None:
    """Who has a shard now."""
    held = (shard_leases.c.shard == shard) & (shard_leases.c.until > func.clock_timestamp())
    return connection.scalar(select(shard_leases.c.holder).where(held))
