"""Send a range of events to one subscription again, under the ids that they had or would have had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.match import is_wanted
from storage import deliveries, events, portals
from storage.database import Connection
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


def replay(
    connection: Connection, subscription: Subscription, first: int, last: int | None, now: datetime
) -> Replayed:
    """Put on their way the events `first` to `last` (or to the newest) that the subscription wants."""
    done, definitions = Replayed(), portals.list_definitions(connection)
    for event in list(events.list_events(connection, first - 1, last)):
        row = deliveries.list_between(connection, event.id, event.id).get((event.id, subscription.id))
        definition = definitions.get(event.portal)
        if _is_forgotten(connection, event) or (
            row is None and not _may_want(connection, subscription, event, definition)
        ):
            done.unwanted += 1
        elif row is None:
            deliveries.insert_delivery(connection, subscription, event, now)
            done.first += 1
        elif row.status in (DeliveryStatus.SENT, DeliveryStatus.FAILED, DeliveryStatus.COVERED):
            deliveries.send_again(connection, row.id, now)
            done.again += 1
        else:
            done.waiting += 1
    return done


def _is_forgotten(connection: Connection, event: Event) -> bool:
    return event.article is not None and find_tombstone(connection, event.article) is not None


def _may_want(
    connection: Connection, subscription: Subscription, event: Event, definition: PortalDefinition | None
) -> bool:
    """Whether it is wanted by what was known then; where that is not certain, it is sent."""
    versions = [None] if event.article is None else list_versions(connection, event)
    return any(is_wanted(subscription, event, one, definition) for one in versions)
