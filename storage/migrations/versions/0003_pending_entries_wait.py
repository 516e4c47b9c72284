"""An entry whose page could not be read waits before it is tried again; those of before are due at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Keep when an entry is due."""
    op.add_column("entries", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
