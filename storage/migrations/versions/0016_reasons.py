"""Events of edits keep the reasons why they matter, as they were told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Of edits that were logged before, no reasons are known; `balagh diff` finds them from the revisions."""
    op.add_column("events", sa.Column("reasons", sa.JSON(), nullable=True))
