"""Of an archive that several machines share: who has which shard, and who is there."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, String, Table

from storage.instant import Instant
from storage.tables.schema import metadata

# Who may ask the hosts of a shard, by the database's clock. The token grows with each holder.
shard_leases = Table(
    "shard_leases",
    metadata,
    Column("shard", Integer, primary_key=True, autoincrement=False),
    Column("token", BigInteger, nullable=False),
    Column("holder", String, nullable=False),
    Column("until", Instant, nullable=False),
)

workers = Table(
    "workers",
    metadata,
    Column("name", String, primary_key=True),
    Column("began_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("turns", BigInteger, nullable=False),  # turns with a shard that it has ended
)
