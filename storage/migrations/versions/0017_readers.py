"""Revisions tell which reader made them; portals remember what stands on their articles' pages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Which reader made what is kept, and by which entry, is unknown."""
    op.add_column("revisions", sa.Column("reader", sa.String(), nullable=True))
    op.add_column("revisions", sa.Column("listed", sa.JSON(), nullable=True))
    op.create_table(
        "page_lines",
        sa.Column("portal", sa.String(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("digests", sa.JSON(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["portal"], ["portals.id"], name=op.f("fk_page_lines_portal")),
        sa.PrimaryKeyConstraint("portal", "key", name=op.f("pk_page_lines")),
    )
