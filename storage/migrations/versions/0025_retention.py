"""Polls are counted by day, so that the log of them may go; what went on purpose is declared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

_COUNTS = ("polls", "failed", "changed", "requests", "not_modified", "events")


def upgrade() -> None:
    """The polls that are still in the log are counted; of those before, no number is known."""
    instant = sa.DateTime(timezone=True)
    op.add_column("portals", sa.Column("unread_why", sa.Text(), nullable=True))
    op.create_table(
        "poll_days",
        sa.Column("portal", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _COUNTS),
        sa.ForeignKeyConstraint(["portal"], ["portals.id"], name=op.f("fk_poll_days_portal")),
        sa.PrimaryKeyConstraint("portal", "day", name=op.f("pk_poll_days")),
    )
    op.create_table(
        "prunings",
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("before", instant, nullable=False),
        sa.Column("done_at", instant, nullable=False),
        sa.PrimaryKeyConstraint("what", name=op.f("pk_prunings")),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    day = (
        "substr(finished_at, 1, 10)" if is_sqlite else "to_char(finished_at at time zone 'UTC', 'YYYY-MM-DD')"
    )
    op.execute(
        f"insert into poll_days (portal, day, {', '.join(_COUNTS)}) "  # noqa: S608
        f"select portal, {day}, count(*), sum(case when outcome = 'failed' then 1 else 0 end), "
        "sum(case when outcome = 'changed' then 1 else 0 end), sum(requests), sum(not_modified), sum(events) "
        f"from polls group by portal, {day}"
    )
