"""Bound what has no date by its dated neighbours."""

from __future__ import annotations

from dataclasses import replace

from monitor.identify import find_bounds
from storage import articles, entries
from storage.database import Connection
from storage.model import ArticleRead, PublishedDate


def bound_read(connection: Connection, read: ArticleRead) -> ArticleRead:
    """The reading, bounded by what is known of its neighbours where it has no date."""
    if read.published.value is not None:
        return read
    neighbours = entries.list_neighbours(connection, read.portal)
    return replace(read, published=_bounded(read.published, *find_bounds(read.entry.key, neighbours)))


def bound_undated(connection: Connection, portal: str) -> None:
    """Bound a portal's undated articles by what is known now."""
    undated = articles.list_undated(connection, portal)
    neighbours = entries.list_neighbours(connection, portal) if undated else []
    for article in undated:
        bounds = _bounded(article.published, *find_bounds(article.key, neighbours))
        if bounds != article.published:
            articles.set_bounds(connection, article.id, bounds.after, bounds.before)


def _bounded(published: PublishedDate, after: str | None, before: str | None) -> PublishedDate:
    """The narrower of what was known and what neighbours say."""
    latest = max((one for one in (published.after, after) if one), default=None)
    earliest = min((one for one in (published.before, before) if one), default=None)
    return replace(published, after=latest, before=earliest)
