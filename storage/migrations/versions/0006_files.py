"""The files that articles link to are read: what is in them, once for the same bytes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table of files and let attachments refer to it; nothing was known of any file before."""
    op.create_table(
        "files",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_status", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_files")),
    )
    # No version before this one has written these two.
    op.execute("update attachments set sha256 = null, text_status = null")
    with op.batch_alter_table("attachments") as table:
        table.drop_column("media_type")
        table.add_column(sa.Column("reason", sa.Text(), nullable=True))
        table.add_column(sa.Column("etag", sa.Text(), nullable=True))
        table.add_column(sa.Column("last_modified", sa.Text(), nullable=True))
        table.create_foreign_key(op.f("fk_attachments_sha256"), "files", ["sha256"], ["sha256"])
        table.create_index(op.f("ix_attachments_sha256"), ["sha256"])
