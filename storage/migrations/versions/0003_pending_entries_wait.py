"""An entry whose page could not be read waits before it is tried again; what a poll brought is found fast."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Keep when an entry is due: those of before are at once."""
    op.add_column("entries", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_events_portal_at"), "events", ["portal", "at"], unique=False)
