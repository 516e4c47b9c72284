"""On which days a portal brought something out: published, or first listed where no day is known."""

from __future__ import annotations

from datetime import date, datetime
from itertools import chain

from sqlalchemy import Connection, func, or_, select

from storage.model import Origin
from storage.tables import articles, entries
from storage.tombstones import forgotten_articles

_DAY = len("2024-02-12")


def find_last_news(connection: Connection, portal: str) -> datetime | None:
    """When a portal last listed something new while it was watched; None: not since it was added."""
    here = (entries.c.portal == portal) & (entries.c.origin == Origin.WATCH)
    last: datetime | None = connection.scalar(select(func.max(entries.c.first_listed_at)).where(here))
    return last


def list_news_days(connection: Connection, portal: str, limit: int) -> list[date]:
    """The latest days on which something came out, oldest first; what is known to the month only is left."""
    day = func.substr(articles.c.published, 1, _DAY).label("day")
    is_dated = func.length(articles.c.published) >= _DAY
    here = articles.c.portal == portal
    dated = select(day).where(here, is_dated).distinct().order_by(day.desc()).limit(limit)
    undated = (
        select(articles.c.first_seen)
        .join(entries, (entries.c.portal == portal) & (entries.c.article == articles.c.id))
        .where(here, or_(articles.c.published.is_(None), ~is_dated), entries.c.origin == Origin.WATCH)
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
    day = func.substr(articles.c.published, 1, _DAY).label("day")
    query = (
        select(day, func.count())
        .where(articles.c.portal == portal, func.length(articles.c.published) >= _DAY)
        .where(articles.c.id.not_in(forgotten_articles()))
        .where(day >= first.isoformat(), day <= last.isoformat())
        .group_by(day)
    )
    return {date.fromisoformat(one): count for one, count in connection.execute(query)}
