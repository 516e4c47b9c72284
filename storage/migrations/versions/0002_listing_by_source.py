"""Each source is read in its own way, and an entry's date says where it was read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Move the listing's keys from the portal to its sources; entries so far came from listings."""
    op.add_column("sources", sa.Column("listing", sa.JSON(), nullable=False, server_default="{}"))
    op.execute("update sources set listing = (select listing from portals where portals.id = sources.portal)")
    with op.batch_alter_table("sources") as sources:
        sources.alter_column("listing", server_default=None)
    with op.batch_alter_table("portals") as portals:
        portals.drop_column("listing")
    op.add_column("entries", sa.Column("provenance", sa.String(), nullable=False, server_default="listing"))
    with op.batch_alter_table("entries") as entries:
        entries.alter_column("provenance", server_default=None)
