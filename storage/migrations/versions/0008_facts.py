"""Articles keep the facts that their texts state, what told their kind, and which others say the same."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"


def upgrade() -> None:
    """Of what was read before, the facts are unknown until it is read again and has changed."""
    for name in ("kind_words", "facts"):
        op.add_column("articles", sa.Column(name, sa.JSON(), nullable=True))
    op.add_column("articles", sa.Column("cluster", sa.Integer(), nullable=True))
    op.create_index("ix_articles_cluster", "articles", ["cluster"])
    op.create_table(
        "marks",
        sa.Column("article", sa.Integer(), sa.ForeignKey("articles.id", name="fk_marks_article_articles")),
        sa.Column("mark", sa.BigInteger()),
        sa.PrimaryKeyConstraint("article", "mark", name="pk_marks"),
    )
    op.create_index("ix_marks_mark", "marks", ["mark"])
