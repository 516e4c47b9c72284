"""What a poll that brings nothing is recognised by, before anything is parsed and with nothing else asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0039"


def upgrade() -> None:
    """Nothing is known of what was read before: the next polls find it out."""
    op.add_column("sources", sa.Column("span", sa.JSON(), nullable=True))
    op.add_column("portals", sa.Column("settled_until", sa.DateTime(timezone=True), nullable=True))
