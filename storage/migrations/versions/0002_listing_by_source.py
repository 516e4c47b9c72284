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
    # Not by making the table again, as Alembic would for SQLite: other tables refer to its rows.
    op.execute("alter table portals drop column listing")
    op.add_column("entries", sa.Column("provenance", sa.String(), nullable=False, server_default="listing"))
