"""A list that holds nothing is told from a page that is another one now, by the links around the list."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Keep where a source's page leads besides its entries; those of before from their next change on."""
    op.add_column("sources", sa.Column("landmarks", sa.JSON(), nullable=True))
