"""Articles are found by their words; what is kept already is indexed after this, batch by batch."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0009"

SQLITE_INDEX = (
    "create virtual table word_index using fts5"
    "(title, body, facets, tokenize='unicode61 remove_diacritics 0', prefix='2 3', columnsize=0)"
)


def upgrade() -> None:
    """An index of each engine's own; `articles.sort` says which row of it is whose."""
    op.add_column("articles", sa.Column("sort", sa.BigInteger(), nullable=True))
    op.create_index("ix_articles_sort", "articles", ["sort"], unique=True)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(SQLITE_INDEX)
        return
    op.execute("create table word_index (sort bigint primary key, vector tsvector not null)")
    op.execute("create index ix_word_index_vector on word_index using gin (vector)")
