"""What was withdrawn, and what happened to articles, stands in the index of words: those are indexed anew."""

from __future__ import annotations

from alembic import op

revision = "0030"
down_revision = "0027"

_CHANGED = """
    select id from articles where sort is not null and (status <> 'present' or exists
    (select 1 from events where events.article = articles.id and events.type <> 'new'))
"""


def upgrade() -> None:
    """Take them out of the index; `storage/migrate.py` brings in what is missing."""
    place = "rowid" if op.get_bind().dialect.name == "sqlite" else "sort"
    changed = f"select sort from articles where id in ({_CHANGED})"  # noqa: S608
    op.execute(f"delete from word_index where {place} in ({changed})")  # noqa: S608
    op.execute(f"update articles set sort = null where id in ({_CHANGED})")  # noqa: S608
