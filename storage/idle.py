"""Portals at which nothing is to be done but to look whether their lists are what they were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, exists, or_, select

from storage.health_tables import witnesses
from storage.tables import articles, entries, portals

_PENDING = (entries.c.portal == portals.c.id) & entries.c.article.is_(None)


def list_idle(connection: Connection, ids: Sequence[str], now: datetime) -> frozenset[str]:
    """Those of some portals at which no article is to be read and no second list to be asked by now."""
    to_read = exists().where(_PENDING, or_(entries.c.due_at.is_(None), entries.c.due_at <= now))
    to_check = exists().where(articles.c.portal == portals.c.id, articles.c.next_check_at <= now)
    to_ask = exists().where(
        witnesses.c.portal == portals.c.id,
        or_(witnesses.c.due_at <= now, witnesses.c.frozen_since.is_not(None)),
    )
    query = select(portals.c.id).where(portals.c.id.in_(ids), ~to_read, ~to_check, ~to_ask)
    return frozenset(connection.scalars(query))
