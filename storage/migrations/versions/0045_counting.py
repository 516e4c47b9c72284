"""Articles are counted, and what was found while watching is listed, without a look at each row's words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"

_WATCHED = sa.text("events.origin = 'watch'")


def upgrade() -> None:
    """Three indexes; that of events by article is made anew, with what is asked of each."""
    op.create_index(
        "ix_articles_portal_published_kind_language_status",
        "articles",
        ["portal", "published", "kind", "language", "status"],
    )
    op.drop_index("ix_events_article", "events")
    op.create_index("ix_events_article_origin_type", "events", ["article", "origin", "type"])
    op.create_index("ix_events_watched", "events", ["id"], sqlite_where=_WATCHED, postgresql_where=_WATCHED)
