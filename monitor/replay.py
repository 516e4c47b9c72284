"""Send again: a range of events to one subscription, or all that was given up, under the same ids.

Whoever asks for it wants it now: no digest is waited for, but quiet hours are kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from monitor.match import is_wanted
from monitor.timing import quiet_until
from storage import deliveries, events, subscriptions
from storage.database import Connection
from storage.definitions import list_definitions
from storage.model import DeliveryStatus, Event, PortalDefinition, Subscription
from storage.past import list_versions
from storage.tombstones import find_tombstone


@dataclass(slots=True)
class Replayed:
    """What became of the events of a range."""

    again: int = 0  #: were sent or given up before
    first: int = 0  #: of which there was no delivery, as of before the subscription was made
    waiting: int = 0  #: on their way anyhow
    unwanted: int = 0  #: not for this subscription, or forgotten
    ids: list[str] = field(default_factory=list)  #: of the deliveries that were put on their way


@dataclass(frozen=True, slots=True)
class Retried:
    """What became of the deliveries that had been given up."""

    ids: list[str]  #: of those that were put on their way
    ended: int  #: are not sent again, as nobody is subscribed any more
    forgotten: int  #: are not sent again, as their articles were forgotten


def retry(connection: Connection, now: datetime) -> Retried:
    """Put on its way again what was given up, to whoever is still subscribed."""
    ids: list[str] = []
    for one in subscriptions.list_subscriptions(connection):
        ids += retry_one(connection, one, now)
    left = deliveries.list_deliveries(connection, failed=True)
    ended = {one.id for one in subscriptions.list_all_subscriptions(connection) if one.removed_at}
    gone = sum(one.subscription in ended for one in left)
    return Retried(ids, gone, len(left) - gone)


def retry_one(connection: Connection, subscription: Subscription, now: datetime) -> list[str]:
    """Put on its way again what was given up for one subscription; gives the ids."""
    ids = deliveries.retry_failed(connection, subscription.id, _now_or_after(now, subscription))
    if ids:
        subscriptions.end_rest(connection, subscription.id)
    return ids


def replay(
    connection: Connection, subscription: Subscription, first: int, last: int | None, now: datetime
) -> Replayed:
    """Put on their way the events `first` to `last` (or to the newest) that the subscription wants."""
    done, definitions = Replayed(), list_definitions(connection)
    due_at = _now_or_after(now, subscription)
    for event in list(events.list_events(connection, first - 1, last)):
        row = deliveries.list_between(connection, event.id, event.id).get((event.id, subscription.id))
        definition = definitions.get(event.portal)
        if _is_forgotten(connection, event) or (
            row is None and not _may_want(connection, subscription, event, definition)
        ):
            done.unwanted += 1
        elif row is None:
            deliveries.insert_delivery(connection, subscription, event, due_at)
            done.ids.append(deliveries.make_id(subscription, event.id))
            done.first += 1
        elif row.status in (DeliveryStatus.SENT, DeliveryStatus.FAILED, DeliveryStatus.COVERED):
            deliveries.send_again(connection, row.id, due_at)
            done.ids.append(row.id)
            done.again += 1
        else:
            done.waiting += 1
    if done.ids:
        subscriptions.end_rest(connection, subscription.id)
    return done


def _now_or_after(now: datetime, subscription: Subscription) -> datetime:
    """Now, or when the subscription's quiet hours end."""
    return quiet_until(now, subscription.manner) or now


def _is_forgotten(connection: Connection, event: Event) -> bool:
    return event.article is not None and find_tombstone(connection, event.article) is not None


def _may_want(
    connection: Connection, subscription: Subscription, event: Event, definition: PortalDefinition | None
) -> bool:
    """Whether it is wanted by what was known then; where that is not certain, it is sent."""
    versions = [None] if event.article is None else list_versions(connection, event)
    return any(is_wanted(subscription, event, one, definition) for one in versions)
