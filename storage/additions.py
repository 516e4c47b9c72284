"""New articles: many are kept by as few statements as one, each with its first revision, files and words.

What only writes is sent to PostgreSQL together: each answer that is waited for takes longer than the row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, text

from storage.attachments import insert_attachments, record_files
from storage.clusters import insert_marks
from storage.database import sent_together
from storage.entries import set_harvested
from storage.model import ArticleRead, ArticleStatus
from storage.revisions import published_columns
from storage.tables import articles, revisions
from storage.wordindex import Written, insert_words, is_sqlite, sort_number
from text.likeness import list_marks

_NEXT = text("select nextval(pg_get_serial_sequence('articles', 'id')) from generate_series(1, :count)")


def insert_articles(
    connection: Connection, reads: Sequence[ArticleRead], next_checks: Sequence[datetime]
) -> list[int]:
    """Keep articles of one portal that were not known; gives their numbers, in order.

    With their first revisions, files, marks and words; their entries are pending no more.
    """
    texts = record_files(connection, [one for read in reads for one in read.attachments])
    numbers = _take_numbers(connection, len(reads))
    new = list(zip(numbers, reads, strict=True))
    rows = [_article_row(*one, due) for one, due in zip(new, next_checks, strict=True)]
    words = [_written(number, read, texts) for number, read in new]
    marks = {number: list_marks(read.text or read.title) for number, read in new}
    with sent_together(connection):
        connection.execute(insert(articles), rows)
        connection.execute(insert(revisions), [_revision_row(number, read) for number, read in new])
        insert_attachments(connection, [(number, 1, read.attachments) for number, read in new])
        insert_words(connection, words)
        insert_marks(connection, marks)
        set_harvested(connection, reads[0].portal, {read.entry.key: number for number, read in new})
    return numbers


def _take_numbers(connection: Connection, count: int) -> list[int]:
    """Numbers that no article has; whoever writes has the turn, so nobody else takes them meanwhile."""
    if is_sqlite(connection):
        last = connection.scalar(select(func.max(articles.c.id))) or 0
        return list(range(last + 1, last + 1 + count))
    return list(connection.scalars(_NEXT, {"count": count}))


def _sort(number: int, read: ArticleRead) -> int:
    return sort_number(read.published.value, read.published.before, read.published.after, number)


def _written(number: int, read: ArticleRead, texts: Mapping[str, str]) -> Written:
    """What an article is found by: its words, and what its files are called and say."""
    files = [(one.title, texts[one.file.sha256] if one.file else "") for one in read.attachments]
    written = [read.text, *(text for file in files for text in file)]
    return Written(_sort(number, read), read.title, written, read.portal, read.kind)


def _article_row(number: int, read: ArticleRead, next_check_at: datetime) -> dict[str, Any]:
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
        "sort": _sort(number, read),
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
