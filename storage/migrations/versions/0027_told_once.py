"""Deliveries may tell what another one tells, or be signs of life; events keep what they say in parts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """What was told before was told each for itself, and is told in the sentences that were kept."""
    with op.batch_alter_table("deliveries") as table:
        table.add_column(sa.Column("repeats", sa.String(), nullable=True))
        table.add_column(sa.Column("sign", sa.JSON(), nullable=True))
        table.alter_column("event", existing_type=sa.Integer(), nullable=True)
    op.create_index(op.f("ix_deliveries_repeats"), "deliveries", ["repeats"])
    op.add_column("events", sa.Column("facts", sa.JSON(), nullable=True))
