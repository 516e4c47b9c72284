"""Hosts: how each is to be asked is known to whoever asks it next."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0035"


def upgrade() -> None:
    """None is known at first: each is learned when it is asked next."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "hosts",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("robots", sa.Text(), nullable=True),
        sa.Column("robots_status", sa.Integer(), nullable=True),
        sa.Column("robots_said", sa.Text(), nullable=True),
        sa.Column("robots_at", instant, nullable=True),
        sa.Column("robots_failing_since", instant, nullable=True),
        sa.Column("crawl_delay", sa.Float(), nullable=True),
        sa.Column("asked_at", instant, nullable=True),
        sa.Column("wait_until", instant, nullable=True),
        sa.Column("wait_why", sa.Text(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", instant, nullable=True),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_hosts")),
    )
    op.create_index(op.f("ix_hosts_address_asked_at"), "hosts", ["address", "asked_at"])
    op.create_index(op.f("ix_hosts_wait_until"), "hosts", ["wait_until"])
