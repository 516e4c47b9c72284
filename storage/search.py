"""Full-text search: which articles hold what a reader looks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any, Protocol

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Select,
    and_,
    case,
    column,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    table,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from storage.filter import ArticleFilter, filter_articles
from storage.model import ArticleStatus, EventType
from storage.tables import articles, events
from storage.vectors import hint_pair, list_spans
from storage.wordindex import (
    event_facet,
    is_sqlite,
    kind_facet,
    portal_facet,
    sort_number,
    status_facet,
)
from text.folding import LONGEST_WORD
from text.query import Query, Term, Way

#: PostgreSQL reads so many of the newest articles before it asks its index, which lists every match.
_NEWEST = 1_000
#: Then its index is asked for the days of so many, unless these are of so many spans of days.
_RECENT, _MOST_SPANS = 20_000, 1_000
#: The index of words is to be read, also where it is thought that most articles match, and then one by one.
_BY_INDEX = (
    "set local enable_seqscan = off; set local enable_mergejoin = off; set local enable_hashjoin = off; "
    "set local jit = off; set local work_mem = '64MB'"
)


class _Ask(Protocol):
    def __call__(self, found: Select[Any]) -> list[int]:
        """The numbers of those that are wanted, as many as are asked for."""


_INDEXED = 3  # letters of a beginning of which FTS5 keeps an index (storage/migrations/versions/0015)
_HINTS = column("hints", ARRAY(Integer))
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
        return _search_sqlite(ask, query, wanted, event, limit)
    connection.exec_driver_sql(_BY_INDEX)
    listed = _list_possible(query, write_facets(wanted, event, is_sqlite=False))
    if wanted.portal or _is_seldom(wanted, event):
        return ask(_narrow(listed, wanted))
    return _search_postgresql(connection, ask, query, listed, wanted, limit)


def _search_sqlite(
    ask: _Ask, query: Query, wanted: ArticleFilter, event: EventType | None, limit: int
) -> list[int]:
    """FTS5 gives matches newest first; but of a long beginning it lists all before it gives the first."""
    place: ColumnClause[int] = column("rowid")
    columns: list[ColumnClause[Any]] = [place, column("title"), column("body")]
    rows: Select[Any] = select(*columns).select_from(table("word_index"))
    rows = _bound(rows, place, wanted).order_by(place.desc())
    long = [term for term in query.wanted if any(_is_long(way) for way in term.list_ways())]
    if long:
        # Of its first letters there is an index of their own; which of these matches are meant, they tell.
        cut = replace(query, wanted=tuple(_Begun(term.words, term.is_beginning) for term in query.wanted))
        near = make_match(cut, wanted, event, is_sqlite=True)
        newest = (
            rows.where(text("word_index match :near").bindparams(near=near)).limit(_NEWEST).subquery("newest")
        )
        found = _newest_first(newest, newest.c.rowid)
        for term in long:
            found = found.where(_holds(newest, term))
        numbers = ask(found)
        if len(numbers) == limit:
            return numbers
    found = _newest_first(table("word_index", place), place).where(text("word_index match :match"))
    return ask(_bound(found, place, wanted))


class _Begun(Term):
    """The same thing to be found, of whose long beginnings only the first letters are asked for."""

    def list_ways(self) -> list[Way]:
        """The runs of headwords, the last one cut where it may go on."""
        ways = super().list_ways()
        return [
            replace(way, words=(*way.words[:-1], way.words[-1][:_INDEXED])) if _is_long(way) else way
            for way in ways
        ]


def _is_long(way: Way) -> bool:
    return way.is_open and len(way.words[-1]) > _INDEXED


def _holds(rows: FromClause, term: Term) -> ColumnElement[bool]:
    """Whether a row of the index holds a term, as FTS5 would tell."""
    said = [literal(" ").concat(rows.c[name]).concat(" ") for name in ("title", "body")]
    runs = [f" {' '.join(_cut(way.words))}{'' if way.is_open else ' '}" for way in term.list_ways()]
    return or_(*(func.instr(column, run) > 0 for column in said for run in runs))


def _search_postgresql(
    connection: Connection, ask: _Ask, query: Query, listed: Select[Any], wanted: ArticleFilter, limit: int
) -> list[int]:
    """What is common is among the newest articles; what is not, the index lists soon."""
    pairs = [hints for term in query.wanted for hints in _list_hints(term)]
    place: ColumnClause[int] = column("sort")
    columns: list[ColumnClause[Any]] = [place, column("vector"), _HINTS]
    rows = _bound(select(*columns).select_from(table("word_index")), place, wanted).order_by(place.desc())
    newest = rows.limit(_NEWEST).subquery("newest")
    # In this order: numbers are compared sooner than words.
    is_match = case((and_(true(), *map(_has_hint, pairs)), _IS_MATCH), else_=false())
    found = ask(_newest_first(newest, newest.c.sort).where(is_match))
    if len(found) < limit and (spans := _list_recent(connection, rows.with_only_columns(place))):
        found = ask(_narrow(listed.where(_has_hint(spans)), wanted))
    return found if len(found) == limit else ask(_narrow(listed, wanted))


def _list_recent(connection: Connection, rows: Select[Any]) -> list[int]:
    """What stands for the days of the newest articles; nothing where they are all, or of too many days."""
    newest, oldest = (rows.limit(1).offset(place).scalar_subquery() for place in (0, _RECENT))
    ends = connection.execute(select(newest, oldest)).one()
    spans = [] if None in ends else list_spans(ends[1], ends[0])
    return spans if len(spans) <= _MOST_SPANS else []


def _list_possible(query: Query, facets: Sequence[str]) -> Select[Any]:
    """What the index lists where of a phrase it is asked for each two of its words together.

    It would list the same for the phrase itself, and ask itself of each article whether it may be one. Two
    words may share their number with two that are common; they are asked for, too. Three seldom do.
    """
    columns: list[ColumnClause[Any]] = [column("sort"), column("vector")]
    rows: Select[Any] = select(*columns).select_from(table("word_index"))
    hints = {term: _list_hints(term) for term in query.wanted}
    pairs = [pair for term in hints for pair in hints[term]]
    near = [_ask_places(term) for term in hints if len(hints[term]) == 1]
    near += [_ask_term(term) for term in hints if not hints[term]]
    near += facets
    if near:
        asked = " & ".join([*near, *(f"!{_ask_term(term)}" for term in query.excluded)])
        rows = rows.where(text("vector @@ cast(:near as tsquery)").bindparams(near=asked))
    return rows.where(*map(_has_hint, pairs))


def _ask_places(term: Term) -> str:
    """All words of a phrase, however each is written; not one that may go on."""
    ways = [_cut(way.words[:-1] if way.is_open else way.words) for way in term.list_ways()]
    places = ((f"'{word}'" for word in sorted(set(words))) for words in zip(*ways, strict=False))
    return " & ".join(f"({' | '.join(place)})" for place in places)


def _narrow(listed: Select[Any], wanted: ArticleFilter) -> Select[Any]:
    """Those of the listed that match, newest first, each looked into when those before it are not enough."""
    # Materialized: or the planner may walk back through all articles, and look into each.
    every = listed.cte("listed").prefix_with("MATERIALIZED")
    ordered = select(every).order_by(every.c.sort.desc()).offset(0).subquery("ordered")
    return _bound(_newest_first(ordered, ordered.c.sort).where(_IS_MATCH), ordered.c.sort, wanted)


def _has_hint(some: Sequence[int]) -> ColumnElement[bool]:
    is_there: ColumnElement[bool] = _HINTS.overlap(some)
    return is_there


def _list_hints(term: Term) -> list[list[int]]:
    """For each two words of a phrase, what stands for them, however they are written."""
    ways = [_cut(way.words[:-1] if way.is_open else way.words) for way in term.list_ways()]
    return [sorted({hint_pair(*pair) for pair in pairs}) for pairs in zip(*map(pairwise, ways), strict=False)]


def _newest_first(index: FromClause, place: ColumnElement[int]) -> Select[Any]:
    joined = index.join(articles, articles.c.sort == place)
    return select(articles.c.id).select_from(joined).order_by(place.desc())


def _bound(found: Select[Any], place: ColumnElement[int], wanted: ArticleFilter) -> Select[Any]:
    """Say of the index what days are wanted, or every other match would be looked up first."""
    if wanted.below is not None:
        found = found.where(place < wanted.below)
    if wanted.since:
        found = found.where(place >= sort_number(wanted.since.isoformat()[:4], None, None, 0))
    if wanted.until:
        day = (wanted.until + timedelta(days=1)).isoformat()
        found = found.where(place < sort_number(day, None, None, 0))
    return found


def make_match(query: Query, wanted: ArticleFilter, event: EventType | None, *, is_sqlite: bool) -> str:
    """What the engine's index is asked for, in its own words."""
    facets = write_facets(wanted, event, is_sqlite=is_sqlite)
    return _ask_sqlite(query, facets) if is_sqlite else _ask_postgresql(query, facets)


def _is_seldom(wanted: ArticleFilter, event: EventType | None) -> bool:
    """Whether what is asked for has a facet because few articles have it."""
    return wanted.status is ArticleStatus.WITHDRAWN or event not in {None, EventType.NEW}


def write_facets(wanted: ArticleFilter, event: EventType | None, *, is_sqlite: bool) -> list[str]:
    """What the engine's index has of the conditions, in its own words."""
    every = [[portal_facet(wanted.portal)]] if wanted.portal else []
    every += [[portal_facet(one) for one in wanted.portals]] if wanted.portals else []
    every += [[kind_facet(wanted.kind)]] if wanted.kind else []
    every += [[status_facet(wanted.status)]] if wanted.status is ArticleStatus.WITHDRAWN else []
    every += [[event_facet(event)]] if event is not None and event is not EventType.NEW else []
    if is_sqlite:
        return [f"facets : ({' OR '.join(any_of)})" for any_of in every]
    return ["(" + " | ".join(f"'_{one}'" for one in any_of) + ")" for any_of in every]


def _ask_sqlite(query: Query, facets: Sequence[str]) -> str:
    def ask(term: Term) -> str:
        ways = (f'"{" ".join(_cut(way.words))}"{" *" if way.is_open else ""}' for way in term.list_ways())
        return "(" + " OR ".join(ways) + ")"

    words = " AND ".join(map(ask, query.wanted)) + "".join(f" NOT {ask(term)}" for term in query.excluded)
    return " AND ".join([f"{{title body}} : ({words})", *facets])


def _ask_postgresql(query: Query, facets: Sequence[str]) -> str:
    wanted = [*map(_ask_term, query.wanted), *(f"!{_ask_term(term)}" for term in query.excluded)]
    return " & ".join([*wanted, *facets])


def _ask_term(term: Term) -> str:
    """A word or phrase in PostgreSQL's words, in each way that it may be written."""
    ways = (
        " <-> ".join(f"'{word}'" for word in _cut(way.words)) + (":*" if way.is_open else "")
        for way in term.list_ways()
    )
    return "(" + " | ".join(f"({way})" for way in ways) + ")"


def _cut(words: Iterable[str]) -> list[str]:
    return [word[:LONGEST_WORD] for word in words]
