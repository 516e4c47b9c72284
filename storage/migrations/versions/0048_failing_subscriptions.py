"""It is known which subscriptions fail, and until when what failed holds up the rest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    """Three columns, empty: who fails shows at the next try."""
    op.add_column("subscriptions", sa.Column("failing_since", sa.DateTime(timezone=True)))
    op.add_column("subscriptions", sa.Column("last_error", sa.Text()))
    op.add_column("subscriptions", sa.Column("rests_until", sa.DateTime(timezone=True)))
