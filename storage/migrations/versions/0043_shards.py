"""Portals fall into shards; who has one holds a lease of it, and the workers are known by name."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from storage.shards import guess_shard

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    """Shards are guessed by host; the next poll of each portal corrects its own."""
    instant = sa.DateTime(timezone=True)
    op.add_column("portals", sa.Column("shard", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.create_index(op.f("ix_portals_shard"), "portals", ["shard"])
    connection = op.get_bind()
    for portal, definition in connection.execute(sa.text("select id, definition from portals")).all():
        described = json.loads(definition) if isinstance(definition, str) else definition
        values = {"portal": portal, "shard": guess_shard(described["url"])}
        connection.execute(sa.text("update portals set shard = :shard where id = :portal"), values)
    op.create_table(
        "shard_leases",
        sa.Column("shard", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("until", instant, nullable=False),
        sa.PrimaryKeyConstraint("shard", name=op.f("pk_shard_leases")),
    )
    op.create_table(
        "workers",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("began_at", instant, nullable=False),
        sa.Column("seen_at", instant, nullable=False),
        sa.Column("turns", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_workers")),
    )
