"""Deliveries say which other one tells the same text; events keep what they say in parts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """What was told before was told each for itself, and is told in the sentences that were kept."""
    op.add_column("deliveries", sa.Column("repeats", sa.String(), nullable=True))
    op.create_index(op.f("ix_deliveries_repeats"), "deliveries", ["repeats"])
