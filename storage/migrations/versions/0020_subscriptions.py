"""Subscriptions choose more, in the words of search; articles are found by headwords, and indexed anew.

What stood together in one `--words` before is a phrase now: it keeps meaning what it meant.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0018"

_NEW = ("events", "languages", "regions", "provinces")
_SIGNS = str.maketrans(dict.fromkeys('"«»“”„″*', " "))


def upgrade() -> None:
    """Four more conditions, none of them set; the index is emptied, and filled when the archive is opened."""
    for name in _NEW:
        op.add_column("subscriptions", sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
    connection = op.get_bind()
    for number, written in connection.execute(sa.text("select id, words from subscriptions")).all():
        words = json.loads(written) if isinstance(written, str) else written
        if isinstance(words, list) and words:
            phrases = [f'"{word.translate(_SIGNS).strip()}"' for word in words]
            changed = {"id": number, "words": json.dumps(phrases, ensure_ascii=False)}
            connection.execute(
                sa.text("update subscriptions set words = cast(:words as json) where id = :id")
                if connection.dialect.name == "postgresql"
                else sa.text("update subscriptions set words = :words where id = :id"),
                changed,
            )
    op.execute("delete from word_index")
    op.execute("update articles set sort = null")
