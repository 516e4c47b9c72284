"""When a definition was changed to read its portal otherwise: a slip in it is not the commune's fault."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"


def upgrade() -> None:
    """A column; of the portals there are it is not known, which is as if they had not been changed."""
    op.add_column("portals", sa.Column("redefined_at", sa.DateTime(timezone=True), nullable=True))
    unread = sa.text("error IS NOT NULL")
    op.create_index("ix_entries_unread", "entries", ["portal"], sqlite_where=unread, postgresql_where=unread)
