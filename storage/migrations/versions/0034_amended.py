"""What becomes known without an event gets a number, by which a follower of the log learns of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Portals come to be known by it; of articles nobody can have followed anything yet."""
    for table in ("articles", "portals"):
        op.add_column(table, sa.Column("amended", sa.BigInteger(), nullable=True))
        some = sa.text("amended IS NOT NULL")
        op.create_index(
            op.f(f"ix_{table}_amended"), table, ["amended"], sqlite_where=some, postgresql_where=some
        )
    place = "(select count(*) from portals as other where other.id <= portals.id)"
    op.execute(f"update portals set amended = {place}")  # noqa: S608
