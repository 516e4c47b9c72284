"""Revisions keep the article's kind and language as they were: whom an event concerned can be told later."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """An article's own row says what its latest revision is; of earlier ones it is not known any more."""
    op.add_column("revisions", sa.Column("kind", sa.String(), nullable=True))
    op.add_column("revisions", sa.Column("language", sa.String(), nullable=True))
    for column in ("kind", "language"):
        op.execute(
            f"update revisions set {column} = (select articles.{column} from articles "  # noqa: S608
            "where articles.id = revisions.article and articles.revision = revisions.number)"
        )
