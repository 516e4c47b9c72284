"""What is still to be delivered is found without reading past all that ever was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

_UNDELIVERED = sa.text("deliveries.status IN ('pending', 'leased')")


def upgrade() -> None:
    """An index of these alone, in the order in which they go out."""
    op.create_index(
        "ix_deliveries_undelivered",
        "deliveries",
        ["subscription", "event"],
        sqlite_where=_UNDELIVERED,
        postgresql_where=_UNDELIVERED,
    )
