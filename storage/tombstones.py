"""What was forgotten on request: the text is erased everywhere, a tombstone with digest and reason stays."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    Select,
    delete,
    insert,
    null,
    select,
    update,
)

from storage.amendments import amend_articles
from storage.evidence.keeping import digest_content
from storage.model import Tombstone
from storage.pagelines import erase_page
from storage.stopping import stop_deliveries
from storage.tables import (
    articles,
    attachments,
    deliveries,
    entries,
    events,
    files,
    marks,
    revisions,
    session_readings,
    tombstones,
)
from storage.wordindex import remove_article


def forgotten_articles() -> Select[tuple[int]]:
    """The numbers of what was forgotten, as part of a query."""
    return select(tombstones.c.article)


def insert_tombstone(connection: Connection, article: int, reason: str, now: datetime) -> Tombstone:
    """Erase an article's words and keep their digests; one that was forgotten before stays as it is."""
    before = find_tombstone(connection, article)
    digests = _list_digests(connection, article) if before is None else before.digests
    tombstone = before or Tombstone(article, reason, now, digests)
    if before is None:
        row = {"article": article, "reason": reason, "forgotten_at": now, "digests": list(digests)}
        connection.execute(insert(tombstones).values(row))
    _erase(connection, article)
    return tombstone


def find_tombstone(connection: Connection, article: int) -> Tombstone | None:
    """What stays of an article, if it was forgotten."""
    query = select(tombstones).where(tombstones.c.article == article)
    row = connection.execute(query).mappings().first()
    return None if row is None else _tombstone(row)


def find_tombstones(connection: Connection, articles: Collection[int]) -> dict[int, Tombstone]:
    """What stays of those of these articles that were forgotten."""
    query = select(tombstones).where(tombstones.c.article.in_(articles))
    return {row["article"]: _tombstone(row) for row in connection.execute(query).mappings()}


def list_tombstones(connection: Connection) -> list[Tombstone]:
    """All of them, in the order of the articles' numbers."""
    rows = connection.execute(select(tombstones).order_by(tombstones.c.article)).mappings()
    return [_tombstone(row) for row in rows]


def find_forgotten(connection: Connection, portal: str, key: str) -> int | None:
    """The number of the article behind an entry, if it was forgotten."""
    behind = (entries.c.portal == portal) & (entries.c.key == key)
    query = select(entries.c.article).where(behind, entries.c.article.in_(forgotten_articles()))
    return connection.scalar(query)


def find_forgotten_text(connection: Connection, portal: str, title: str, text: str) -> int | None:
    """The number of a portal's article that was forgotten and had these very words."""
    query = select(tombstones).join(articles, articles.c.id == tombstones.c.article)
    same = query.where(articles.c.portal == portal)
    rows = [_tombstone(row) for row in connection.execute(same).mappings()]
    digest = digest_content(title, text) if rows else ""
    return next((one.article for one in rows if digest in one.digests), None)


def erase_entries(connection: Connection, article: int) -> None:
    """Take the words from the entries behind which an article stands."""
    values = {"title": "", "date_text": None, "error": None}
    connection.execute(update(entries).where(entries.c.article == article).values(values))


def _list_digests(connection: Connection, article: int) -> tuple[str, ...]:
    query = select(revisions.c.title, revisions.c.text).where(revisions.c.article == article)
    rows = connection.execute(query.order_by(revisions.c.number))
    return tuple(digest_content(title, text) for title, text in rows)


def _erase(connection: Connection, article: int) -> None:
    words = {"title": "", "text": ""}
    here = articles.c.id == article
    unread: dict[str, Any] = {
        "event_dates": [],
        "facts": [],
        "kind_words": [],
        "cluster": None,
        "etag": None,
        "last_modified": None,
        "body_sha256": None,
    }
    remove_article(connection, article)
    connection.execute(update(articles).where(here).values(unread | words))
    amend_articles(connection, [article])
    erased = words | {"listed": null(), "details": null()}
    connection.execute(update(revisions).where(revisions.c.article == article).values(erased))
    connection.execute(delete(marks).where(marks.c.article == article))
    connection.execute(delete(session_readings).where(session_readings.c.article == article))
    _erase_files(connection, article)
    _erase_lines(connection, article)
    erase_entries(connection, article)
    about = events.c.article == article
    connection.execute(update(events).where(about).values(title="", summary="", reasons=[], facts={}))
    told = deliveries.c.event.in_(select(events.c.id).where(about))
    stop_deliveries(connection, told, "its article was forgotten")


def _erase_lines(connection: Connection, article: int) -> None:
    """What is remembered of its page: who knows a name could look for its digest."""
    query = select(articles.c.portal, articles.c.key).where(articles.c.id == article)
    for portal, key in connection.execute(query).all():
        erase_page(connection, portal, key)


def _erase_files(connection: Connection, article: int) -> None:
    """What it links to, with the texts of files that no other article links to."""
    connection.execute(delete(attachments).where(attachments.c.article == article))
    linked = select(attachments.c.sha256).where(attachments.c.sha256.is_not(None))
    connection.execute(delete(files).where(files.c.sha256.not_in(linked)))


def _tombstone(row: RowMapping) -> Tombstone:
    return Tombstone(row["article"], row["reason"], row["forgotten_at"], tuple(row["digests"]))
