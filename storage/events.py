"""The event log: what was found out, in the order in which it was committed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, text

from storage.model import (
    Article,
    ArticleRead,
    ArticleStatus,
    Event,
    EventType,
    Origin,
    Portal,
    Reason,
    ReasonSort,
    Told,
)
from storage.tables import articles, events
from storage.wordindex import index_article

#: What becomes of an article by an event of its own; by other ones it stays what it is.
STATUS_AFTER = {EventType.WITHDRAWN: ArticleStatus.WITHDRAWN, EventType.RESTORED: ArticleStatus.PRESENT}


def insert_article_event(
    connection: Connection,
    article: Article,
    event_type: EventType,
    origin: Origin,
    at: datetime,
    told: Told,
) -> Event:
    """Log what became of an article, under the key (article, its change number, type)."""
    key = f"article/{article.portal}/{article.key}/{article.change}/{event_type}"
    event = _insert(
        connection,
        key,
        type=event_type,
        origin=origin,
        portal=article.portal,
        article=article.id,
        revision=article.revision,
        changed=told.changed,
        url=article.url,
        title=article.title,
        summary=told.summary,
        reasons=[asdict(one) for one in told.reasons],
        facts=dict(told.facts),
        at=at,
    )
    if event_type is not EventType.NEW:
        index_article(connection, article.id)
    return event


@dataclass(frozen=True, slots=True)
class Arrival:
    """An article that was not known before this reading."""

    article: int
    read: ArticleRead
    origin: Origin
    like: Told = field(default_factory=Told)  #: names another one with the same text


def insert_arrivals(connection: Connection, arrivals: Sequence[Arrival]) -> None:
    """Log new articles, in this order."""
    connection.execute(insert(events), list(map(_arrival_row, arrivals)))


def find_arrival(connection: Connection, article: int) -> Event:
    """The event by which an article came to be known."""
    query = select(events).where(events.c.article == article, events.c.type == EventType.NEW)
    return _event(connection.execute(query).mappings().one())


def list_events_of(connection: Connection, article: int, limit: int) -> list[Event]:
    """The latest events of an article, newest first."""
    query = select(events).where(events.c.article == article).order_by(events.c.id.desc()).limit(limit)
    return [_event(row) for row in connection.execute(query).mappings()]


def count_events_of(connection: Connection, portal: str) -> dict[tuple[EventType, Origin], int]:
    """How many events of each type and origin there are of a portal and its articles."""
    groups = (events.c.type, events.c.origin)
    query = select(*groups, func.count()).where(events.c.portal == portal).group_by(*groups)
    return {(EventType(what), Origin(origin)): count for what, origin, count in connection.execute(query)}


def insert_portal_event(
    connection: Connection,
    portal: Portal,
    event_type: EventType,
    since: datetime,
    at: datetime,
    why: Told | str,
) -> Event | None:
    """Log what became of a portal, under the key (portal, type, since); None where that was logged before."""
    return _insert_once(connection, portal, event_type, since.isoformat(), at, why)


def insert_overdue_event(
    connection: Connection, portal: Portal, what: str, at: datetime, why: Told | str
) -> Event | None:
    """Log that something is overdue, under the key (portal, type, what); None where it was logged before."""
    return _insert_once(connection, portal, EventType.OVERDUE, what, at, why)


def list_portals_with(connection: Connection, event_type: EventType, since: datetime) -> list[str]:
    """The portals of which an event of that type was logged since an instant."""
    query = select(events.c.portal).distinct().where(events.c.type == event_type, events.c.at >= since)
    return list(connection.scalars(query))


def list_events(
    connection: Connection, after: int = 0, last: int | None = None, limit: int | None = None
) -> Iterator[Event]:
    """The log after an event's number (exclusive), up to another (inclusive), oldest first, one at a time."""
    query = select(events).where(events.c.id > after).order_by(events.c.id).limit(limit)
    if last is not None:
        query = query.where(events.c.id <= last)
    for row in connection.execute(query.execution_options(yield_per=500)).mappings():
        yield _event(row)


def list_events_since(connection: Connection, since: datetime, newest: int | None = None) -> Iterator[Event]:
    """The log from an instant on, or so many of its newest, oldest first, one at a time."""
    query = select(events).where(events.c.at >= since).order_by(events.c.id)
    if newest is not None:
        least = select(events.c.id).where(events.c.at >= since).order_by(events.c.id.desc()).limit(newest)
        query = query.where(events.c.id.in_(least))
    for row in connection.execute(query.execution_options(yield_per=500)).mappings():
        yield _event(row)


def count_told(connection: Connection, since: datetime) -> int:
    """How many events there are from an instant on that somebody who wants everything is told of."""
    query = select(func.count()).select_from(events)
    found = query.where(events.c.at >= since, events.c.origin == Origin.WATCH)
    return connection.scalar(found.where(events.c.type != EventType.MOVED)) or 0


def has_event_since(connection: Connection, portal: str, since: datetime | None) -> bool:
    """Whether anything was logged of a portal after an instant, or ever."""
    query = select(events.c.id).where(events.c.portal == portal).limit(1)
    if since is not None:
        query = query.where(events.c.at > since)
    return connection.scalar(query) is not None


def find_events(connection: Connection, ids: Collection[int]) -> dict[int, Event]:
    """The events of these numbers."""
    rows = connection.execute(select(events).where(events.c.id.in_(ids))).mappings()
    return {row["id"]: _event(row) for row in rows}


def list_missing_numbers(connection: Connection) -> list[range]:
    """Numbers of events that were given and are not there any more, each run of them as one range.

    SQLite gives them without a gap, and takes back those of a transaction that failed. PostgreSQL does not:
    none is told to be missing there.
    """
    if connection.dialect.name != "sqlite":
        return []
    last = connection.scalar(text("select seq from sqlite_sequence where name = 'events'")) or 0
    if connection.scalar(select(func.count()).select_from(events)) == last:
        return []
    there = [0, *connection.scalars(select(events.c.id).order_by(events.c.id)), last + 1]
    return [range(one + 1, next_one) for one, next_one in pairwise(there) if next_one - one > 1]


def list_missing_changes(connection: Connection) -> list[tuple[int, int]]:
    """(article, change number) of events that are not there any more: each article counts its own."""
    logged = select(events.c.article, func.count().label("number")).group_by(events.c.article).subquery()
    count = func.coalesce(logged.c.number, 0)
    query = select(articles.c.id, articles.c.change).outerjoin(logged, logged.c.article == articles.c.id)
    missing: list[tuple[int, int]] = []
    for article, change in connection.execute(query.where(count != articles.c.change)).all():
        keys = connection.scalars(select(events.c.key).where(events.c.article == article))
        there = {int(key.rsplit("/", 2)[1]) for key in keys}
        missing += [(article, number) for number in range(1, change + 1) if number not in there]
    return missing


def find_newest(connection: Connection) -> int:
    """The number of the newest event; 0: there is none."""
    return connection.scalar(select(func.max(events.c.id))) or 0


def list_status_changes(connection: Connection, numbers: Collection[int]) -> list[tuple[int, int, EventType]]:
    """(article, number of the event, type) of when these articles were withdrawn or restored, in order."""
    query = select(events.c.article, events.c.id, events.c.type)
    query = query.where(events.c.article.in_(numbers), events.c.type.in_(list(STATUS_AFTER))).order_by(
        events.c.id
    )
    return [(article, number, EventType(kind)) for article, number, kind in connection.execute(query)]


def find_first_since(connection: Connection, since: datetime) -> int | None:
    """The number of the first event that was found since an instant."""
    first: int | None = connection.scalar(select(func.min(events.c.id)).where(events.c.at >= since))
    return first


def _arrival_row(one: Arrival) -> dict[str, Any]:
    return {
        "key": f"article/{one.read.portal}/{one.read.entry.key}/1/{EventType.NEW}",
        "type": EventType.NEW,
        "origin": one.origin,
        "portal": one.read.portal,
        "article": one.article,
        "revision": 1,
        "changed": [],
        "url": one.read.url,
        "title": one.read.title,
        "summary": one.like.summary,
        "reasons": [],
        "facts": dict(one.like.facts),
        "at": one.read.fetched_at,
    }


def _insert_once(
    connection: Connection, portal: Portal, event_type: EventType, which: str, at: datetime, why: Told | str
) -> Event | None:
    told = Told(summary=why) if isinstance(why, str) else why
    key = f"portal/{portal.id}/{event_type}/{which}"
    if connection.scalar(select(events.c.id).where(events.c.key == key)) is not None:
        return None
    return _insert(
        connection,
        key,
        type=event_type,
        origin=Origin.WATCH,
        portal=portal.id,
        article=None,
        revision=None,
        changed=(),
        url=portal.definition.url,
        title=portal.definition.display_name() or portal.id,
        summary=told.summary,
        facts=dict(told.facts),
        at=at,
    )


def _insert(connection: Connection, key: str, **values: object) -> Event:
    changed = values.pop("changed")
    assert isinstance(changed, tuple)
    query = insert(events).values(key=key, changed=list(changed), **values).returning(events)
    return _event(connection.execute(query).mappings().one())


def _event(row: RowMapping) -> Event:
    return Event(
        id=row["id"],
        type=EventType(row["type"]),
        origin=Origin(row["origin"]),
        portal=row["portal"],
        article=row["article"],
        revision=row["revision"],
        changed=tuple(row["changed"]),
        url=row["url"],
        title=row["title"],
        at=row["at"],
        summary=row["summary"],
        reasons=tuple(
            Reason(one["field"], ReasonSort(one["sort"]), one["before"], one["after"])
            for one in row["reasons"] or ()
        ),
        facts=row["facts"] or {},
    )
