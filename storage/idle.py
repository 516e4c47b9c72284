"""What is to be visited at portals, besides their lists: whether anything is, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, or_, select

from storage.tables import articles, entries, portals, witnesses
from storage.tombstones import forgotten_articles

#: Visits that are asked for when it is asked which is the next.
_MOST_VISITS = 50
_PENDING = (entries.c.portal == portals.c.id) & entries.c.article.is_(None)
#: As `storage/entries.py: list_rechecks` takes them.
_IS_VISITED = exists().where(
    entries.c.portal == articles.c.portal, entries.c.article == articles.c.id, entries.c.key == articles.c.key
) & articles.c.id.not_in(forgotten_articles())
# Asked at nearly every poll: to put it together would take longer than to ask it.
_VISITS = (
    select(articles.c.next_check_at, articles.c.checks, articles.c.gone_since)
    .where(
        articles.c.portal == bindparam("portal"), articles.c.next_check_at < bindparam("until"), _IS_VISITED
    )
    .order_by(articles.c.next_check_at)
    .limit(_MOST_VISITS)
)


def list_idle(connection: Connection, ids: Sequence[str], now: datetime) -> frozenset[str]:
    """Those of some portals at which no article is to be read and no second list to be asked by now."""
    to_read = exists().where(_PENDING, or_(entries.c.due_at.is_(None), entries.c.due_at <= now))
    to_check = exists().where(articles.c.portal == portals.c.id, articles.c.next_check_at <= now, _IS_VISITED)
    to_ask = exists().where(
        witnesses.c.portal == portals.c.id,
        or_(witnesses.c.due_at <= now, witnesses.c.frozen_since.is_not(None)),
    )
    query = select(portals.c.id).where(portals.c.id.in_(ids), ~to_read, ~to_check, ~to_ask)
    return frozenset(connection.scalars(query))


def list_visits(connection: Connection, portal: str, until: datetime) -> list[tuple[datetime, int, bool]]:
    """The first visits that are due before an instant: when, after how many, and whether in doubt."""
    found = connection.execute(_VISITS, {"portal": portal, "until": until})
    return [(due, checks, since is not None) for due, checks, since in found]
