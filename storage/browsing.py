"""Articles as people leaf through them: a line of each, newest first, from any place on.

Where few of the newest are wanted, the index of words is asked by its facets: a walk back through a million
articles for those of one portal would take seconds, and so would all articles of a kind, to be sorted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    column,
    exists,
    func,
    select,
    table,
    text,
)

from storage.filter import ArticleFilter, filter_articles
from storage.model import ArticleStatus, EventType, PublishedDate
from storage.revisions import read_published
from storage.search import write_facets
from storage.tables import articles, events
from storage.wordindex import is_sqlite, sort_number

#: Of so many of the newest, those that are wanted are looked for one by one.
_NEAR = 5_000
#: Characters of a title that a line has room for, and more: what a portal calls a title may be a book.
_LONGEST_TITLE = 400


@dataclass(frozen=True, slots=True)
class Line:
    """What a list says of an article."""

    id: int
    place: int  #: in the order of all by newness, higher for newer
    portal: str
    url: str
    title: str  #: its beginning
    published: PublishedDate
    kind: str
    subkind: str | None
    language: str | None
    status: ArticleStatus
    revision: int


_COLUMNS = (
    articles.c.id,
    articles.c.sort,
    articles.c.portal,
    articles.c.url,
    func.substr(articles.c.title, 1, _LONGEST_TITLE).label("title"),
    *(articles.c[f"published{part}"] for part in ("", "_precision", "_provenance", "_after", "_before")),
    articles.c.kind,
    articles.c.subkind,
    articles.c.language,
    articles.c.status,
    articles.c.revision,
)


def list_lines(
    connection: Connection, wanted: ArticleFilter, limit: int, above: int | None = None
) -> list[Line]:
    """The newest that are wanted, newest first; with `above`, the oldest of those newer than that place."""
    walk = _Walk(connection, wanted, limit, above)
    # Of one portal, so many others stand between that the index is asked at once.
    rows = None if wanted.portal else walk.look_near()
    if rows is None:
        rows = walk.ask_index()
    lines = list(map(_line, rows))
    return lines if above is None else lines[::-1]


def find_few(
    connection: Connection, wanted: ArticleFilter, event: EventType | None, most: int
) -> list[int] | None:
    """The numbers of all that are wanted, and of which an event was logged, where they are so few at most.

    None where they are more, or nothing in the index tells them apart from others.
    """
    walk = _Walk(connection, wanted, most + 1, event=event)
    if not walk.facets:
        return None
    found = [row["id"] for row in walk.ask_index((articles.c.id,))]
    return found if len(found) <= most else None


def find_place(day: date) -> int:
    """The place at which a day begins."""
    return sort_number(day.isoformat(), None, None, 0)


def list_chosen(connection: Connection, numbers: Sequence[int]) -> list[Line]:
    """The articles of these numbers, in this order."""
    rows = connection.execute(select(*_COLUMNS).where(articles.c.id.in_(numbers))).mappings()
    found = {row["id"]: _line(row) for row in rows}
    return [found[number] for number in numbers if number in found]


class _Walk:
    """One question: from where, which way, what, and how many."""

    def __init__(
        self,
        connection: Connection,
        wanted: ArticleFilter,
        limit: int,
        above: int | None = None,
        event: EventType | None = None,
    ) -> None:
        self.connection, self.wanted, self.limit, self.above = connection, wanted, limit, above
        self.event = event
        self.facets = write_facets(wanted, event, is_sqlite=is_sqlite(connection))

    def look_near(self) -> Sequence[RowMapping] | None:
        """The next ones, where enough of the nearest are wanted; None where others have to be asked for."""
        place = articles.c.sort
        near = self._turn(self._bound(select(place), place), place).offset(_NEAR).limit(1)
        last: int | None = self.connection.scalar(near)
        query = self._turn(self._bound(self._select(select(*_COLUMNS)), place), place)
        if last is not None and self.facets:
            query = query.where(place >= last if self.above is None else place <= last)
        rows = self.connection.execute(query.limit(self.limit)).mappings().all()
        return None if last is not None and self.facets and len(rows) < self.limit else rows

    def ask_index(self, columns: Sequence[ColumnElement[Any]] = _COLUMNS) -> Sequence[RowMapping]:
        """The next ones, as the index of words lists them by its facets."""
        in_sqlite = is_sqlite(self.connection)
        place: ColumnElement[int] = column("rowid" if in_sqlite else "sort", _selectable=_INDEX)
        match = " AND ".join if in_sqlite else " & ".join
        is_match = "word_index match :match" if in_sqlite else "word_index.vector @@ cast(:match as tsquery)"
        query = select(*columns).select_from(_INDEX.join(articles, articles.c.sort == place))
        query = self._turn(self._bound(self._select(query).where(text(is_match)), place), place)
        found = self.connection.execute(query.limit(self.limit), {"match": match(self.facets)})
        return found.mappings().all()

    def _select(self, query: Select[Any]) -> Select[Any]:
        if self.event is not None:
            told = (events.c.article == articles.c.id) & (events.c.type == self.event)
            query = query.where(exists().where(told))
        return filter_articles(query, self.wanted)

    def _turn(self, query: Select[Any], place: ColumnElement[int]) -> Select[Any]:
        return query.order_by(place.desc() if self.above is None else place)

    def _bound(self, query: Select[Any], place: ColumnElement[int]) -> Select[Any]:
        """Say in places what days are wanted, so that no other day is looked at."""
        query = query.where(place.is_not(None))
        if self.above is not None:
            query = query.where(place > self.above)
        if self.wanted.below is not None:
            query = query.where(place < self.wanted.below)
        if self.wanted.since:
            query = query.where(place >= sort_number(self.wanted.since.isoformat()[:4], None, None, 0))
        if self.wanted.until:
            query = query.where(place < find_place(self.wanted.until + timedelta(days=1)))
        return query


_INDEX = table("word_index", column("rowid"), column("sort"))


def _line(row: RowMapping) -> Line:
    return Line(
        id=row["id"],
        place=row["sort"],
        portal=row["portal"],
        url=row["url"],
        title=row["title"],
        published=read_published(row),
        kind=row["kind"],
        subkind=row["subkind"],
        language=row["language"],
        status=ArticleStatus(row["status"]),
        revision=row["revision"],
    )
