"""Articles in the order in which they came to say something else, for feeds: the latest change first.

First stand those of which something was found while watching, by its event; behind them those that were known
from the start or were found by walking back, by their date: old things are no news.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain, islice
from typing import Any

from sqlalchemy import Connection, Select, exists, func, select

from storage.browsing import find_few
from storage.filter import ArticleFilter, filter_articles
from storage.model import EventType, Origin, Reason, ReasonSort
from storage.model.reason import is_meaningful
from storage.search import search_articles
from storage.tables import WATCHED, articles, entries, events, tombstones
from text.query import Query

#: Of so few matches, each one's place is looked up; more are met on the way through all articles.
_FEW = 1_000
#: So many of the newest matches are in a feed at most.
MOST_MATCHES = 20_000
#: So many of the latest events are looked through for the same second.
_RECENT = 20
_BATCH = 200
#: Of so many articles the latest change is looked up together.
_LOOKED_UP = 50
#: By these an article came to say something else, or to be there.
_TELLING = (EventType.NEW, EventType.EDITED, EventType.WITHDRAWN, EventType.RESTORED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which articles a feed is of; an empty condition wants all."""

    filter: ArticleFilter = field(default_factory=ArticleFilter)
    portals: tuple[str, ...] | None = None  #: one of these
    query: Query | None = None
    event: EventType | None = None  #: of which this happened


@dataclass(frozen=True, slots=True)
class Place:
    """A place in this order: that of an event, or behind all of these that of an article's date."""

    is_watched: bool
    number: int  #: of the event, or `articles.sort`

    def __str__(self) -> str:
        return f"{'e' if self.is_watched else 's'}{self.number}"


@dataclass(frozen=True, slots=True)
class Placed:
    """An article in this order."""

    article: int
    place: Place
    updated: datetime  #: when it was found to say what it says, or to be there


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the archive has come: as long as it stands there, each feed is what it was."""

    event: int  #: number of the newest event
    forgotten: int  #: articles that were forgotten on request
    at: datetime | None  #: of the newest of both; None: there is none, or a second holds several


def find_standing(connection: Connection, portal: str | None = None) -> Standing:
    """How far the archive has come, or what is known of one portal."""
    query = select(events.c.id, events.c.at)
    if portal is not None:
        query = query.where(events.c.portal == portal)
    latest = connection.execute(query.order_by(events.c.id.desc()).limit(_RECENT)).all()
    forgotten, at = connection.execute(
        select(func.count(), func.max(tombstones.c.forgotten_at)).select_from(tombstones)
    ).one()
    instants = sorted([*(row.at for row in latest), *([at] if at else [])], reverse=True)
    newest = instants[0].replace(microsecond=0) if instants else None
    # A date of HTTP has no fractions: of two changes within one second it could not tell the later one.
    is_single = newest is not None and not [one for one in instants[1:] if one >= newest]
    return Standing(latest[0].id if latest else 0, forgotten, newest if is_single else None)


def list_latest(connection: Connection, wanted: Wanted, before: Place | None, limit: int) -> list[Placed]:
    """So many articles behind a place (exclusive), or from the first one on."""
    asking = _Asking(connection, wanted)
    if asking.few is not None:
        return [one for one in asking.few if before is None or _rank(one.place) < _rank(before)][:limit]
    watched = asking.list_watched(before, newest_first=True) if before is None or before.is_watched else ()
    return list(islice(chain(watched, asking.list_others(before, newest_first=True)), limit))


def list_before(connection: Connection, wanted: Wanted, after: Place, limit: int) -> list[Placed]:
    """The so many articles that stand right before a place (exclusive), in the same order."""
    asking = _Asking(connection, wanted)
    if asking.few is not None:
        return [one for one in asking.few if _rank(one.place) > _rank(after)][-limit:]
    others = () if after.is_watched else asking.list_others(after, newest_first=False)
    found = list(islice(chain(others, asking.list_watched(after, newest_first=False)), limit))
    return found[::-1]


def _rank(place: Place) -> tuple[bool, int]:
    """Higher for what stands nearer to the beginning."""
    return place.is_watched, place.number


def list_first_keys(connection: Connection, numbers: list[int]) -> dict[int, str]:
    """By article: the key of the address at which it was found first; it stays when the article moves."""
    query = select(events.c.article, events.c.portal, events.c.key)
    query = query.where(events.c.article.in_(numbers), events.c.type == EventType.NEW)
    found: dict[int, str] = {}
    for article, portal, key in connection.execute(query):
        found[article] = key.removeprefix(f"article/{portal}/").removesuffix(f"/1/{EventType.NEW}")
    # What was imported has no such event of ours; its first entry is the one that came with it.
    imported = [article for article, key in found.items() if key.startswith("imported/")]
    first = select(func.min(entries.c.id)).where(entries.c.article.in_(imported)).group_by(entries.c.article)
    rows = connection.execute(select(entries.c.article, entries.c.key).where(entries.c.id.in_(first)))
    return found | {row.article: row.key for row in rows} if imported else found


class _Asking:
    """One question for articles in this order."""

    def __init__(self, connection: Connection, wanted: Wanted) -> None:
        self._connection = connection
        self._wanted = wanted
        self._matches: frozenset[int] | None = None
        #: All articles in their order, where there are few.
        self.few: list[Placed] | None = None
        if wanted.query is not None:
            found = search_articles(connection, wanted.query, wanted.filter, MOST_MATCHES, wanted.event)
            self._matches = frozenset(found)
            few = found if len(found) <= _FEW else None
        else:
            narrow = replace(wanted.filter, portals=wanted.portals or ())
            few = [] if wanted.portals == () else find_few(connection, narrow, wanted.event, _FEW)
        self.few = None if few is None else self._place_all(few)

    def _place_all(self, numbers: list[int]) -> list[Placed]:
        """These articles in this order."""
        query = select(articles.c.id, articles.c.portal, articles.c.sort, articles.c.first_seen)
        watched = self._find_latest(numbers)
        found = [
            watched.get(row.id) or Placed(row.id, Place(False, row.sort), row.first_seen)
            for row in self._connection.execute(query.where(articles.c.id.in_(numbers)))
            if self._wanted.portals is None or row.portal in self._wanted.portals
        ]
        return sorted(found, key=lambda one: _rank(one.place), reverse=True)

    def list_watched(self, place: Place | None, *, newest_first: bool) -> Iterator[Placed]:
        """Articles of which something was found while watching; each only at its latest change."""
        query = select(events.c.id, events.c.article, events.c.at, events.c.type, events.c.reasons)
        query = query.join(articles, events.c.article == articles.c.id)
        query = query.where(events.c.type.in_(_TELLING), WATCHED)
        query = query.order_by(events.c.id.desc() if newest_first else events.c.id)
        if place is not None and place.is_watched:
            query = query.where(events.c.id < place.number if newest_first else events.c.id > place.number)
        found = (row for row in self._list(query) if _is_telling(row.type, row.reasons))
        while some := list(islice(found, _LOOKED_UP)):
            latest = self._find_latest([row.article for row in some])
            yield from (latest[row.article] for row in some if latest[row.article].place.number == row.id)

    def list_others(self, place: Place | None, *, newest_first: bool) -> Iterator[Placed]:
        """Articles of which nothing was found while watching."""
        told = (events.c.article == articles.c.id) & (events.c.origin == Origin.WATCH)
        surely = exists().where(told, events.c.type.in_([one for one in _TELLING if one != EventType.EDITED]))
        perhaps = exists().where(told, events.c.type == EventType.EDITED)
        query = select(articles.c.id.label("article"), articles.c.sort, articles.c.first_seen, perhaps)
        query = query.where(~surely).order_by(articles.c.sort.desc() if newest_first else articles.c.sort)
        if place is not None and not place.is_watched:
            sort = articles.c.sort
            query = query.where(sort < place.number if newest_first else sort > place.number)
        for article, sort, first_seen, is_edited in self._list(query):
            if not (is_edited and self._find_latest([article])):
                yield Placed(article, Place(False, sort), first_seen)

    def _list(self, query: Select[Any]) -> Iterator[Any]:
        """The rows of a query over articles that are wanted."""
        query = filter_articles(query, self._wanted.filter)
        if self._wanted.portals is not None:
            # Not by the index of portals: all articles of a region would be read, to be sorted.
            query = query.where(articles.c.portal.concat("").in_(self._wanted.portals))
        if self._wanted.event is not None:
            happened = events.alias()
            told = (happened.c.article == articles.c.id) & (happened.c.type == self._wanted.event)
            query = query.where(exists().where(told))
        # Closed with whoever asks for no more of them: a server keeps what is not read yet.
        with self._connection.execute(query.execution_options(yield_per=_BATCH)) as rows:
            yield from (row for row in rows if self._matches is None or row.article in self._matches)

    def _find_latest(self, numbers: list[int]) -> dict[int, Placed]:
        """Where those of these articles stand of which something was found while watching."""
        query = select(events.c.id, events.c.article, events.c.at, events.c.type, events.c.reasons)
        query = query.where(events.c.article.in_(numbers), events.c.origin == Origin.WATCH)
        found: dict[int, Placed] = {}
        for row in self._connection.execute(query.where(events.c.type.in_(_TELLING)).order_by(events.c.id)):
            if _is_telling(row.type, row.reasons):
                found[row.article] = Placed(row.article, Place(True, row.id), row.at)
        return found


def _is_telling(event_type: str, reasons: list[dict[str, str]] | None) -> bool:
    """Whether an event says more than that words were spelt otherwise; old ones do not tell why."""
    if event_type != EventType.EDITED or not reasons:
        return True
    return is_meaningful(
        Reason(one["field"], ReasonSort(one["sort"]), one["before"], one["after"]) for one in reasons
    )
