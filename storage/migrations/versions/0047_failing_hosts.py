"""The hosts that do not answer are listed at each turn of the watch without a look at all the others."""

from __future__ import annotations

from alembic import op

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    """An index; no row changes."""
    op.create_index("ix_hosts_failures", "hosts", ["failures"])
