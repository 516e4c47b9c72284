"""What articles say of a council's sessions is kept, and not read from their words for each figure."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    """An empty table: who reads what was kept before keeps what it says (monitor/expectations/keeping.py)."""
    op.create_table(
        "session_readings",
        sa.Column("article", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("reading", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.id"], name=op.f("fk_session_readings_article")),
        sa.PrimaryKeyConstraint("article", name=op.f("pk_session_readings")),
    )
