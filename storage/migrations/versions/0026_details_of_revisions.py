"""Revisions keep what their articles' rows said of them: a data set can be as of an instant."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Of those that were kept before, it is not known any more."""
    op.add_column("revisions", sa.Column("details", sa.JSON(), nullable=True))
