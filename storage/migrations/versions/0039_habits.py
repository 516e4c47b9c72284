"""When a portal publishes is learned: how long each entry may have stood there unseen, what was learned, and
until when a portal was to be read again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    """Of what was listed until now, only the reading that listed it is known."""
    op.add_column("entries", sa.Column("listed_after", sa.DateTime(timezone=True), nullable=True))
    op.add_column("portals", sa.Column("read_by", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "habits",
        sa.Column("portal", sa.String(), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("weekly", sa.Float(), nullable=False),
        sa.Column("weekly_at_sessions", sa.Float(), nullable=False),
        sa.Column("shape", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["portal"], ["portals.id"], name=op.f("fk_habits_portal_portals")),
        sa.PrimaryKeyConstraint("portal", name=op.f("pk_habits")),
    )
