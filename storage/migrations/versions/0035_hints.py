"""PostgreSQL's index of words holds hints for phrases and days: articles are indexed anew there."""

from __future__ import annotations

from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """The index is emptied, and filled when the archive is opened; SQLite's needs no hints."""
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute("drop index ix_word_index_vector")
    op.execute("truncate word_index")
    op.execute("alter table word_index add column hints integer[] not null")
    op.execute("create index ix_word_index_vector on word_index using gin (vector, hints)")
    op.execute("update articles set sort = null")
