"""Where articles are and were: the addresses of a portal's articles, and what stands at each of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select, update

from storage.articles import UNREAD
from storage.entries import entry_columns, insert_entry, set_harvested
from storage.model import ArticleStatus, Entry, Member, Origin
from storage.tables import articles, entries
from storage.tombstones import forgotten_articles


def move_pending(connection: Connection, portal: str, key: str, entry: Entry, listed_at: datetime) -> None:
    """Keep an entry under its new address whose article was not harvested yet."""
    here = (entries.c.portal == portal) & (entries.c.key == key)
    values = {"last_listed_at": listed_at, "due_at": None, **entry_columns(entry)}
    connection.execute(update(entries).where(here).values(values))


def add_address(connection: Connection, portal: str, article: int, entry: Entry, at: datetime) -> None:
    """Keep another address of an article beside those at which it was; a list may show any of them."""
    if find_last_listed(connection, portal, entry.key) is None:
        insert_entry(connection, portal, entry, Origin.BACKFILL, at)
    set_harvested(connection, portal, {entry.key: article})


def move_article(connection: Connection, article_id: int, key: str, url: str, due: datetime) -> None:
    """Keep an article under its new address; it has not been read there yet."""
    here = articles.c.id == article_id
    moved = {"key": key, "url": url, "gone_since": None, "next_check_at": due}
    connection.execute(update(articles).where(here).values(**moved, **UNREAD))


def is_left(connection: Connection, portal: str, key: str) -> bool:
    """Whether an article was at that address and is known to be at another one now."""
    query = (
        select(articles.c.id)
        .join(entries, entries.c.article == articles.c.id)
        .where(entries.c.portal == portal, entries.c.key == key, articles.c.key != key)
    )
    return connection.scalar(query) is not None


def find_last_listed(connection: Connection, portal: str, key: str) -> datetime | None:
    """When the entry was last seen in a list."""
    query = select(entries.c.last_listed_at).where(entries.c.portal == portal, entries.c.key == key)
    return connection.scalar(query)


def find_break(connection: Connection, portal: str, begun: datetime | None) -> datetime | None:
    """Since when a portal's articles have other addresses: since its site was found anew, or never.

    Never where more of what was known by then is listed at its old address since than was listed last before.
    """
    if begun is None:
        return None
    here, last = entries.c.portal == portal, entries.c.last_listed_at
    stayed = select(func.count()).where(here, entries.c.first_listed_at < begun, last >= begun)
    before = select(func.max(last)).where(here, last < begun).scalar_subquery()
    left = select(func.count()).where(here, last == before)
    kept, lost = connection.scalar(stayed) or 0, connection.scalar(left) or 0
    return None if kept > lost else begun


def list_left_behind(connection: Connection, portal: str, begun: datetime, limit: int) -> tuple[str, ...]:
    """The keys of the entries that no list has shown since then, the latest first."""
    query = (
        select(entries.c.key)
        .outerjoin(articles, entries.c.article == articles.c.id)
        .where(entries.c.portal == portal, entries.c.last_listed_at < begun)
        .where(articles.c.key.is_(None) | (articles.c.key == entries.c.key))
        .order_by(entries.c.last_listed_at.desc(), entries.c.id)
        .limit(limit)
    )
    return tuple(connection.scalars(query))


def list_members(connection: Connection, portal: str, begun: datetime | None) -> tuple[Member, ...]:
    """The harvested articles of a portal; those left behind are the ones not listed since `begun`."""
    columns = (articles.c.id, articles.c.key, articles.c.last_seen, articles.c.gone_since, articles.c.status)
    query = (
        select(*columns, entries.c.last_listed_at)
        .join(entries, (entries.c.article == articles.c.id) & (entries.c.key == articles.c.key))
        # Said of both, or every entry there is would be read.
        .where(articles.c.portal == portal, entries.c.portal == portal)
        .where(articles.c.id.not_in(forgotten_articles()))
    )
    return tuple(
        Member(
            number=number,
            key=key,
            last_seen=last_seen,
            is_left_behind=begun is not None and listed < begun,
            is_doubted=gone_since is not None,
            is_withdrawn=status == ArticleStatus.WITHDRAWN,
        )
        for number, key, last_seen, gone_since, status, listed in connection.execute(query)
    )


def list_withdrawn(connection: Connection, portal: str) -> frozenset[str]:
    """The keys of the articles that a portal took away."""
    gone = (articles.c.portal == portal) & (articles.c.status == ArticleStatus.WITHDRAWN)
    return frozenset(connection.scalars(select(articles.c.key).where(gone)))
