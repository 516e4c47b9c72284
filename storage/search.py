"""Full-text search: which articles hold what a reader looks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import ColumnClause, Connection, column, select, table, text

from storage.filter import ArticleFilter, filter_articles
from storage.model import EventType
from storage.tables import articles, events
from storage.wordindex import LONGEST_WORD, is_sqlite, kind_facet, portal_facet, sort_number
from text.query import Query, Term


def search_articles(
    connection: Connection, query: Query, wanted: ArticleFilter, limit: int, event: EventType | None = None
) -> list[int]:
    """The numbers of the articles that hold what is looked for, the newest first."""
    sqlite = is_sqlite(connection)
    place: ColumnClause[int] = column("rowid" if sqlite else "sort")
    index = table("word_index", place)
    matches = "word_index match :match" if sqlite else "vector @@ cast(:match as tsquery)"
    match = make_match(query, wanted, is_sqlite=sqlite)
    found = (
        select(articles.c.id)
        .select_from(index.join(articles, articles.c.sort == place))
        .where(text(matches).bindparams(match=match))
        .order_by(place.desc())
        .limit(limit)
    )
    if wanted.until:
        # Said of the index too, or every newer match would be looked up first.
        day = (wanted.until + timedelta(days=1)).isoformat()
        found = found.where(place < sort_number(day, None, None, 0))
    if event is not None:
        told = select(events.c.article).where(events.c.type == event, events.c.article.is_not(None))
        found = found.where(articles.c.id.in_(told))
    return list(connection.scalars(filter_articles(found, wanted)))


def make_match(query: Query, wanted: ArticleFilter, *, is_sqlite: bool) -> str:
    """What the engine's index is asked for, in its own words."""
    facets = _list_facets(wanted)
    return _ask_sqlite(query, facets) if is_sqlite else _ask_postgresql(query, facets)


def _list_facets(wanted: ArticleFilter) -> list[str]:
    portal = [portal_facet(wanted.portal)] if wanted.portal else []
    return portal + ([kind_facet(wanted.kind)] if wanted.kind else [])


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
