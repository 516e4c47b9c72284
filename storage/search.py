"""Full-text search: which articles hold what a reader looks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Protocol

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    column,
    exists,
    select,
    table,
    text,
)

from storage.filter import ArticleFilter, filter_articles
from storage.model import ArticleStatus, EventType
from storage.tables import articles, events
from storage.wordindex import (
    LONGEST_WORD,
    event_facet,
    is_sqlite,
    kind_facet,
    portal_facet,
    sort_number,
    status_facet,
)
from text.query import Query, Term

#: PostgreSQL reads so many of the newest articles before it asks its index, which lists every match.
_NEWEST = 1_000


class _Ask(Protocol):
    def __call__(self, found: Select[Any]) -> list[int]:
        """The numbers of those that are wanted, as many as are asked for."""


_IS_MATCH = text("vector @@ cast(:match as tsquery)")


def search_articles(
    connection: Connection, query: Query, wanted: ArticleFilter, limit: int, event: EventType | None = None
) -> list[int]:
    """The numbers of the articles that hold what is looked for, the newest first."""
    match = make_match(query, wanted, event, is_sqlite=is_sqlite(connection))

    def ask(found: Select[Any]) -> list[int]:
        if event is not None:
            told = (events.c.article == articles.c.id) & (events.c.type == event)
            found = found.where(exists().where(told))
        return list(connection.scalars(filter_articles(found.limit(limit), wanted), {"match": match}))

    if is_sqlite(connection):
        place: ColumnClause[int] = column("rowid")
        index = table("word_index", place)
        found = _newest_first(index, place).where(text("word_index match :match"))
        return ask(_bound(found, place, wanted))
    return _search_postgresql(ask, wanted, limit, is_rare=bool(wanted.portal or _is_seldom(wanted, event)))


def _search_postgresql(ask: _Ask, wanted: ArticleFilter, limit: int, *, is_rare: bool) -> list[int]:
    """What is common is among the newest articles; what is not, the index lists soon."""
    place: ColumnClause[int] = column("sort")
    rows: Select[Any] = select(place, column("vector")).select_from(table("word_index"))
    rows = _bound(rows, place, wanted)
    if not is_rare:
        newest = rows.order_by(place.desc()).limit(_NEWEST).subquery("newest")
        found = ask(_newest_first(newest, newest.c.sort).where(_IS_MATCH))
        if len(found) == limit:
            return found
    # Materialized: or the planner may walk back through all articles, and look into each.
    every = rows.with_only_columns(place).where(_IS_MATCH).cte("found").prefix_with("MATERIALIZED")
    return ask(_newest_first(every, every.c.sort))


def _newest_first(index: FromClause, place: ColumnElement[int]) -> Select[Any]:
    joined = index.join(articles, articles.c.sort == place)
    return select(articles.c.id).select_from(joined).order_by(place.desc())


def _bound(found: Select[Any], place: ColumnElement[int], wanted: ArticleFilter) -> Select[Any]:
    """Say of the index what days are wanted, or every other match would be looked up first."""
    if wanted.since:
        found = found.where(place >= sort_number(wanted.since.isoformat()[:7], None, None, 0))
    if wanted.until:
        day = (wanted.until + timedelta(days=1)).isoformat()
        found = found.where(place < sort_number(day, None, None, 0))
    return found


def make_match(query: Query, wanted: ArticleFilter, event: EventType | None, *, is_sqlite: bool) -> str:
    """What the engine's index is asked for, in its own words."""
    facets = _list_facets(wanted, event)
    return _ask_sqlite(query, facets) if is_sqlite else _ask_postgresql(query, facets)


def _is_seldom(wanted: ArticleFilter, event: EventType | None) -> bool:
    """Whether what is asked for has a facet because few articles have it."""
    return wanted.status is ArticleStatus.WITHDRAWN or event not in {None, EventType.NEW}


def _list_facets(wanted: ArticleFilter, event: EventType | None) -> list[str]:
    facets = [portal_facet(wanted.portal)] if wanted.portal else []
    facets += [kind_facet(wanted.kind)] if wanted.kind else []
    facets += [status_facet(wanted.status)] if wanted.status is ArticleStatus.WITHDRAWN else []
    return facets + ([event_facet(event)] if event not in {None, EventType.NEW} else [])


def _ask_sqlite(query: Query, facets: Sequence[str]) -> str:
    def ask(term: Term) -> str:
        ways = (f'"{" ".join(_cut(way.words))}"{" *" if way.is_open else ""}' for way in term.list_ways())
        return "(" + " OR ".join(ways) + ")"

    words = " AND ".join(map(ask, query.wanted)) + "".join(f" NOT {ask(term)}" for term in query.excluded)
    return " AND ".join([f"{{title body}} : ({words})", *(f"facets : {facet}" for facet in facets)])


def _ask_postgresql(query: Query, facets: Sequence[str]) -> str:
    def ask(term: Term) -> str:
        ways = (
            " <-> ".join(f"'{word}'" for word in _cut(way.words)) + (":*" if way.is_open else "")
            for way in term.list_ways()
        )
        return "(" + " | ".join(f"({way})" for way in ways) + ")"

    wanted = [*map(ask, query.wanted), *(f"!{ask(term)}" for term in query.excluded)]
    return " & ".join([*wanted, *(f"'_{facet}'" for facet in facets)])


def _cut(words: Iterable[str]) -> list[str]:
    return [word[:LONGEST_WORD] for word in words]
