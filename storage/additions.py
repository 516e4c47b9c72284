"""New articles: many are kept by as few statements as one, each with its first revision, files and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, text

from storage.attachments import insert_attachments, list_file_texts
from storage.model import ArticleRead, ArticleStatus
from storage.revisions import published_columns
from storage.tables import articles, revisions
from storage.wordindex import Written, insert_words, is_sqlite, sort_number

_NEXT = text("select nextval(pg_get_serial_sequence('articles', 'id')) from generate_series(1, :count)")


def insert_articles(
    connection: Connection, reads: Sequence[ArticleRead], next_checks: Sequence[datetime]
) -> list[int]:
    """Keep articles that were not known, with their first revisions; gives their numbers, in order."""
    numbers = _take_numbers(connection, len(reads))
    sorts = [_sort(number, read) for number, read in zip(numbers, reads, strict=True)]
    rows = zip(numbers, reads, sorts, next_checks, strict=True)
    connection.execute(insert(articles), [_article_row(*row) for row in rows])
    connection.execute(insert(revisions), list(map(_revision_row, numbers, reads)))
    insert_attachments(
        connection, [(number, 1, read.attachments) for number, read in zip(numbers, reads, strict=True)]
    )
    files = list_file_texts(connection, numbers) if any(read.attachments for read in reads) else {}
    insert_words(
        connection,
        (
            Written(sort, read.title, [read.text, *files.get(number, ())], read.portal, read.kind)
            for number, sort, read in zip(numbers, sorts, reads, strict=True)
        ),
    )
    return numbers


def _take_numbers(connection: Connection, count: int) -> list[int]:
    """Numbers that no article has; whoever writes has the turn, so nobody else takes them meanwhile."""
    if is_sqlite(connection):
        last = connection.scalar(select(func.max(articles.c.id))) or 0
        return list(range(last + 1, last + 1 + count))
    return list(connection.scalars(_NEXT, {"count": count}))


def _sort(number: int, read: ArticleRead) -> int:
    return sort_number(read.published.value, read.published.before, read.published.after, number)


def _article_row(number: int, read: ArticleRead, sort: int, next_check_at: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "portal": read.portal,
        "key": read.entry.key,
        "status": ArticleStatus.PRESENT,
        "revision": 1,
        "change": 1,
        "first_seen": read.fetched_at,
        "checks": 0,
        "next_check_at": next_check_at,
        "sort": sort,
        **seen_columns(read),
        **content_columns(read),
    }


def _revision_row(number: int, read: ArticleRead) -> dict[str, Any]:
    return {
        "article": number,
        "number": 1,
        "title": read.title,
        "text": read.text,
        "changed": [],
        "seen_at": read.fetched_at,
        "kind": read.kind,
        "language": read.language,
        "reader": read.reader or None,
        "listed": asdict(read.entry),
        **published_columns(read.published),
    }


def content_columns(read: ArticleRead) -> dict[str, Any]:
    """What an article's row keeps of what its page says."""
    return {
        "url": read.url,
        "title": read.title,
        "text": read.text,
        "event_dates": [asdict(one) for one in read.event_dates],
        "kind": read.kind,
        "subkind": read.subkind,
        "language": read.language,
        **published_columns(read.published),
        "kind_words": list(read.kind_words),
        "facts": [asdict(one) for one in read.facts],
    }


def seen_columns(read: ArticleRead) -> dict[str, Any]:
    """What an article's row keeps of the last visit to its page."""
    return {
        "last_seen": read.fetched_at,
        "gone_since": None,
        "etag": read.validators.etag,
        "last_modified": read.validators.last_modified,
        "body_sha256": read.body_sha256,
    }
