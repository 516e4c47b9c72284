"""On which days a portal brought something out: published, or first listed where no day is known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import chain

from sqlalchemy import Connection, func, select

from storage.days import DAY, IS_DATED
from storage.model import Origin
from storage.tables import articles, entries, portals
from storage.tombstones import forgotten_articles

#: Of which no day of publication is known.
_UNDATED = articles.c.published.is_(None) | ~IS_DATED


def find_last_news(connection: Connection, portal: str) -> datetime | None:
    """When a portal last listed something new while it was watched; None: not since it was added."""
    here = (entries.c.portal == portal) & (entries.c.origin == Origin.WATCH)
    last: datetime | None = connection.scalar(select(func.max(entries.c.first_listed_at)).where(here))
    return last


def find_last_days(connection: Connection, ids: Sequence[str]) -> dict[str, date]:
    """The latest day on which something came out, of each of these portals of which any is known."""
    here = articles.c.portal == portals.c.id
    dated = select(articles.c.published).where(here, IS_DATED)
    dated = dated.order_by(articles.c.published.desc()).limit(1)
    query = select(portals.c.id, dated.correlate(portals).scalar_subquery()).where(portals.c.id.in_(ids))
    found = {portal: date.fromisoformat(last[:10]) for portal, last in connection.execute(query) if last}
    listed = (entries.c.portal == articles.c.portal) & (entries.c.article == articles.c.id)
    undated = (
        select(articles.c.portal, func.max(articles.c.first_seen))
        .join(entries, listed)
        .where(articles.c.portal.in_(ids), _UNDATED, entries.c.origin == Origin.WATCH)
        .group_by(articles.c.portal)
    )
    for portal, seen in connection.execute(undated):
        found[portal] = max(seen.date(), found.get(portal, seen.date()))
    return found


def list_news_days(connection: Connection, portal: str, limit: int) -> list[date]:
    """The latest days on which something came out, oldest first; what is known to the month only is left."""
    day = DAY.label("day")
    here = articles.c.portal == portal
    dated = select(day).where(here, IS_DATED).distinct().order_by(day.desc()).limit(limit)
    undated = (
        select(articles.c.first_seen)
        .join(entries, (entries.c.portal == portal) & (entries.c.article == articles.c.id))
        .where(here, _UNDATED, entries.c.origin == Origin.WATCH)
        .order_by(articles.c.first_seen.desc())
        .limit(limit)
    )
    days = chain(
        (date.fromisoformat(one) for one in connection.scalars(dated)),
        (one.date() for one in connection.scalars(undated)),
    )
    return sorted(set(days))[-limit:]


def count_news(connection: Connection, portal: str, first: date, last: date) -> dict[date, int]:
    """How many articles of a portal were published on each day of these; none that was forgotten."""
    day = DAY.label("day")
    query = (
        select(day, func.count())
        .where(articles.c.portal == portal, IS_DATED)
        .where(articles.c.id.not_in(forgotten_articles()))
        .where(day >= first.isoformat(), day <= last.isoformat())
        .group_by(day)
    )
    return {date.fromisoformat(one): count for one, count in connection.execute(query)}
