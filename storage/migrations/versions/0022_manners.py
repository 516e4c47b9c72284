"""Subscriptions say in which language and when they are told; deliveries, with which others they went out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0020"


def upgrade() -> None:
    """Who subscribed before is told as before: in English, at once."""
    op.add_column("subscriptions", sa.Column("manner", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("deliveries", sa.Column("batch", sa.String(), nullable=True))
    op.create_index(op.f("ix_deliveries_batch"), "deliveries", ["batch"])
    op.create_index(op.f("ix_events_article"), "events", ["article"])
