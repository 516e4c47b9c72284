"""The index of words: the headwords of each article's words, in a form of the engine's own, newest first.

It is FTS5 on SQLite and a tsvector with GIN on PostgreSQL. Both hold our own headwords and find the same.
A row's number is `articles.sort`, in which newer is higher: the newest matches are the index's last ones, and
nothing is sorted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, text, update

from storage.attachments import list_file_texts
from storage.model import ArticleStatus, EventType
from storage.tables import articles, events
from storage.vectors import make_hints, make_vector
from text.folding import LONGEST_WORD
from text.headwords import list_headwords

#: Words of one article that are found; a longer one is an annex of tables.
MOST_WORDS = 100_000
_HIGHEST = 2**63 - 1  #: that a database counts to
_ID_BITS = 32
_BATCH = 100  # articles that are indexed together, with the texts of their files
_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Written:
    """What one article is found by."""

    sort: int  #: its place among all, by `sort_number`
    title: str
    texts: Sequence[str]  #: its own, and what its files are called and say
    portal: str
    kind: str
    status: str = ArticleStatus.PRESENT
    events: Sequence[str] = ()  #: that happened to it, besides that it was new

    def list_facets(self) -> list[str]:
        """What stands for its portal, its kind, and what few articles have."""
        facets = [portal_facet(self.portal), kind_facet(self.kind), *map(event_facet, self.events)]
        return facets if self.status == ArticleStatus.PRESENT else [*facets, status_facet(self.status)]


def sort_number(published: str | None, before: str | None, after: str | None, article: int) -> int:
    """Higher for newer: the minute of publication, or of what bounds it, then the article's number."""
    written = published or before or after
    minutes = 0
    if written:
        day = written + "-01-01"[len(written) - len("2024") :]  # of a month or year alone, its first day
        # The clock that the portal shows: readers order days by it, and not by the zone.
        minutes = (datetime.fromisoformat(day).replace(tzinfo=UTC) - _EARLIEST) // timedelta(minutes=1)
    # Of the last millennia of the calendar there are more minutes than a database counts: they are one place.
    return min(minutes << _ID_BITS | article, _HIGHEST)


def index_article(connection: Connection, article: int) -> None:
    """Let an article be found by the words that it and its files have now."""
    row = connection.execute(select(articles).where(articles.c.id == article)).one()
    remove_article(connection, article)
    _index(connection, [row])


def _index(connection: Connection, rows: Sequence[Row[Any]]) -> None:
    """Let articles be found of which none is in the index."""
    numbers = [row.id for row in rows]
    files = list_file_texts(connection, numbers)
    told = select(events.c.article, events.c.type).distinct().order_by(events.c.type)
    happened: dict[int, list[str]] = {}
    for number, event in connection.execute(
        told.where(events.c.article.in_(numbers), events.c.type != EventType.NEW)
    ):
        happened.setdefault(number, []).append(event)
    found = [
        Written(
            sort_number(row.published, row.published_before, row.published_after, row.id),
            row.title,
            [row.text, *files.get(row.id, ())],
            row.portal,
            row.kind,
            row.status,
            happened.get(row.id, ()),
        )
        for row in rows
    ]
    sorts = [{"number": row.id, "place": one.sort} for row, one in zip(rows, found, strict=True)]
    connection.execute(_SET_SORT, sorts)
    insert_words(connection, found)


_SET_SORT = update(articles).where(articles.c.id == bindparam("number")).values(sort=bindparam("place"))


def remove_article(connection: Connection, article: int) -> None:
    """Let an article not be found any more."""
    sort = connection.scalar(select(articles.c.sort).where(articles.c.id == article))
    if sort is not None:
        column = "rowid" if is_sqlite(connection) else "sort"
        connection.execute(text(f"delete from word_index where {column} = :sort"), {"sort": sort})  # noqa: S608


def has_missing(connection: Connection) -> bool:
    """Whether any article is not in the index yet."""
    query = select(articles.c.id).where(articles.c.sort.is_(None)).limit(1)
    return connection.scalar(query) is not None


def index_missing(connection: Connection) -> int:
    """Index some of the articles that are not in it yet; gives how many, 0 when all are."""
    query = select(articles).where(articles.c.sort.is_(None)).limit(_BATCH)
    missing = connection.execute(query).all()
    if missing:
        _index(connection, missing)
    return len(missing)


def _list_words(texts: Iterable[str]) -> list[str]:
    found = (word[:LONGEST_WORD] for one in texts for word in list_headwords(one))
    return list(islice(found, MOST_WORDS))


def insert_words(connection: Connection, found: Iterable[Written]) -> None:
    """Let articles be found by their words, of which none is in the index."""
    # FTS5 writes out what it holds whenever a row comes that is no newer than the last one.
    ordered = sorted(found, key=lambda one: one.sort)
    if is_sqlite(connection):
        connection.exec_driver_sql(_INSERT_FTS5, list(map(_fts5_row, ordered)))
    else:  # one statement: it is told of each row of many by a message of its own
        columns = tuple(map(list, zip(*map(_gin_row, ordered), strict=True)))
        connection.exec_driver_sql(_INSERT_GIN, columns)


_INSERT_FTS5 = "insert into word_index (rowid, title, body, facets) values (?, ?, ?, ?)"
_INSERT_GIN = (
    "insert into word_index (sort, vector, hints) "
    "select sort, cast(vector as tsvector), cast(hints as integer[]) "
    "from unnest(%s::bigint[], %s::text[], %s::text[]) as new (sort, vector, hints)"
)


def _fts5_row(one: Written) -> tuple[int, str, str, str]:
    title, body = _list_words([one.title]), _list_words(one.texts)
    return one.sort, " ".join(title), " ".join(body), " ".join(one.list_facets())


def _gin_row(one: Written) -> tuple[int, str, str]:
    title, body = _list_words([one.title]), _list_words(one.texts)
    return one.sort, make_vector(title, body, one.list_facets()), make_hints(title, body, one.sort)


def portal_facet(portal: str) -> str:
    """What stands in the index for a portal; others may share it."""
    return "p" + "".join(letter for letter in portal if letter.isalnum())


def kind_facet(kind: str) -> str:
    """What stands in the index for a kind."""
    return "k" + "".join(letter for letter in kind if letter.isalnum())


def status_facet(status: str) -> str:
    """What stands in the index for a status other than present."""
    return f"s{status}"


def event_facet(event: str) -> str:
    """What stands in the index for an event other than that the article was new."""
    return f"e{event}"


def is_sqlite(connection: Connection) -> bool:
    """Whether the index is SQLite's."""
    return connection.dialect.name == "sqlite"
