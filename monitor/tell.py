"""Log what became of an article or a portal, and put it on its way to whoever wants to know (steps 9 and 10).

All in the transaction of whatever it tells of: neither is there without the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.cluster import list_tellings
from monitor.match import is_wanted
from monitor.timing import next_due
from storage import articles, deliveries, events, portals, subscriptions
from storage.database import Connection
from storage.events import Arrival
from storage.model import Article, Event, EventType, Origin, Portal, Told


@dataclass(frozen=True, slots=True)
class PortalFound:
    """What was found out of a portal, for people."""

    type: EventType
    since: datetime  #: when it began: part of the event's key
    at: datetime
    why: Told  #: a sentence, and its parts
    due: datetime  #: when people are to be told


def tell_new(connection: Connection, arrivals: Sequence[Arrival], *, is_polled: bool) -> None:
    """Articles of one portal that were not known, in this order."""
    told = [replace(one, origin=_find_origin(one.origin, is_polled)) for one in arrivals]
    events.insert_arrivals(connection, told)
    if subscriptions.list_subscriptions(connection):
        for one in told:
            _deliver(connection, events.find_arrival(connection, one.article), _find(connection, one.article))


def tell_article(
    connection: Connection,
    article_id: int,
    event_type: EventType,
    at: datetime,
    changed: tuple[str, ...] = (),
    summary: str = "",
    origin: Origin = Origin.WATCH,
) -> None:
    """A change of a known article, under its next number."""
    articles.increment_change(connection, article_id)
    _log(connection, _find(connection, article_id), event_type, origin, at, Told(changed, summary))


def tell_edit(
    connection: Connection,
    article_id: int,
    event_type: EventType,
    at: datetime,
    edit: Told,
    origin: Origin = Origin.WATCH,
) -> None:
    """A change of what a known article says, under its next number, with the reasons why it matters."""
    articles.increment_change(connection, article_id)
    _log(connection, _find(connection, article_id), event_type, origin, at, edit)


def tell_portal(connection: Connection, portal: Portal, found: PortalFound) -> None:
    """What became of a portal, once for each `since`."""
    event = events.insert_portal_event(connection, portal, found.type, found.since, found.at, found.why)
    if event is not None:
        _deliver(connection, event, None, found.due)


def tell_overdue(connection: Connection, portal: Portal, what: str, why: Told, at: datetime) -> None:
    """Something that the portal was expected to show by now and does not; told once, under its own key."""
    event = events.insert_overdue_event(connection, portal, what, at, why)
    if event is not None:
        _deliver(connection, event, None)


def _find(connection: Connection, article_id: int) -> Article:
    article = articles.find_article(connection, article_id)
    assert article is not None
    return article


def _log(
    connection: Connection,
    article: Article,
    event_type: EventType,
    origin: Origin,
    at: datetime,
    told: Told,
) -> None:
    origin = _find_origin(origin, portals.is_polled(connection, article.portal))
    event = events.insert_article_event(connection, article, event_type, origin, at, told)
    _deliver(connection, event, article)


def _find_origin(origin: Origin, is_polled: bool) -> Origin:
    """The first poll is the baseline, also of what was kept from before the portal was removed."""
    return Origin.BASELINE if origin is Origin.WATCH and not is_polled else origin


def _deliver(
    connection: Connection, event: Event, article: Article | None, due: datetime | None = None
) -> None:
    receivers = subscriptions.list_subscriptions(connection)
    portal = portals.find_portal(connection, event.portal) if receivers else None
    definition = portal.definition if portal else None
    wanting = [one for one in receivers if is_wanted(one, event, article, definition)]
    tellings: dict[int, str] = {}
    if wanting and article is not None and event.type is EventType.NEW:
        tellings = list_tellings(connection, article)
    for one in wanting:
        due_at = next_due(due or event.at, one.manner)
        deliveries.insert_delivery(connection, one, event, due_at, tellings.get(one.id))
