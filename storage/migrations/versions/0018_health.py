"""Portals keep what was told of them, gaps in watching, a second list to compare with, and what was asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

#: Failed polls after which the older versions told of a broken portal.
_TOLD = 2


def upgrade() -> None:
    """Of the time before no gap is known; who was told that a portal is broken is told when it recovers."""
    instant = sa.DateTime(timezone=True)
    for name in ("alarmed_at", "paused_at"):
        op.add_column("portals", sa.Column(name, instant, nullable=True))
    portals = sa.table("portals", *map(sa.column, ("alarmed_at", "state_since", "failures")))
    told = portals.c.failures >= _TOLD
    op.execute(portals.update().where(told).values(alarmed_at=portals.c.state_since))
    op.create_table(
        "gaps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("portal", sa.String(), nullable=False),
        sa.Column("started_at", instant, nullable=False),
        sa.Column("ended_at", instant, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["portal"], ["portals.id"], name=op.f("fk_gaps_portal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gaps")),
    )
    op.create_index(op.f("ix_gaps_portal_started_at"), "gaps", ["portal", "started_at"])
    op.create_table(
        "witnesses",
        sa.Column("portal", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("listing", sa.JSON(), nullable=False),
        sa.Column("due_at", instant, nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("missing_since", instant, nullable=True),
        sa.Column("frozen_since", instant, nullable=True),
        sa.ForeignKeyConstraint(["portal"], ["portals.id"], name=op.f("fk_witnesses_portal")),
        sa.PrimaryKeyConstraint("portal", name=op.f("pk_witnesses")),
    )
    op.create_table(
        "requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("portal", sa.String(), nullable=False),
        sa.Column("asked_at", instant, nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("size_bytes", sa.Integer(), nullable=True),
        sa.Column("milliseconds", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["portal"], ["portals.id"], name=op.f("fk_requests_portal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
    )
    op.create_index(op.f("ix_requests_portal_asked_at"), "requests", ["portal", "asked_at"])
