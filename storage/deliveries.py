"""The outbox: deliveries are written with their event, leased, sent, retried, and given up visibly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, func, insert, or_, select, update

from storage.events import find_event
from storage.model import Delivery, DeliveryStatus, Event, EventType, Subscription
from storage.subscriptions import find_subscription, list_subscriptions
from storage.tables import deliveries, events, subscriptions
from storage.tombstones import forgotten_articles


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """A delivery that was leased, with all that its message needs."""

    delivery: Delivery
    event: Event
    subscription: Subscription
    thread: str | None = None  #: the id of the message in which the subscription first heard of the article
    together: tuple[DueDelivery, ...] = ()  #: others that are told in the same message


#: Events of a portal that are told together: portals of one platform or host fail and recover together.
ALARMS = (EventType.BROKEN, EventType.RECOVERED)


def make_id(subscription: Subscription, event: int) -> str:
    """The id of a delivery: the same whenever it is made."""
    # The subscription's uid is random, so ids of two installations never meet at one receiver.
    return "dlv_" + sha256(f"{subscription.uid}/{event}".encode()).hexdigest()[:24]


def insert_delivery(connection: Connection, subscription: Subscription, event: Event, now: datetime) -> None:
    """Put an event on its way to a subscription, under an id made from the two."""
    connection.execute(
        insert(deliveries).values(
            id=make_id(subscription, event.id),
            subscription=subscription.id,
            event=event.id,
            status=DeliveryStatus.PENDING,
            attempts=0,
            due_at=now,
        )
    )


def list_due_subscriptions(connection: Connection, now: datetime) -> list[int]:
    """The numbers of the subscriptions for which something is due."""
    query = (
        select(deliveries.c.subscription)
        .join(subscriptions, deliveries.c.subscription == subscriptions.c.id)
        .where(is_free(now), subscriptions.c.removed_at.is_(None))
        .distinct()
    )
    return sorted(connection.scalars(query))


def lease_next(
    connection: Connection, subscription: int, now: datetime, lease: timedelta
) -> DueDelivery | None:
    """Take the oldest delivery that is due; it is ours until the lease runs out.

    With an alarm go those of its kind behind it, due or not; what is told of one portal keeps its order.
    """
    oldest = (
        select(deliveries.c.id)
        .where(deliveries.c.subscription == subscription, is_free(now))
        .order_by(deliveries.c.event)
        .limit(1)
    )
    only = (deliveries.c.id == oldest.scalar_subquery()) & is_free(now)
    first = next(iter(lease_all(connection, subscription, only, now, lease)), None)
    if first is None or first.event.type not in ALARMS:
        return first
    alike = deliveries.c.id.in_(_list_alike(connection, first, now))
    return replace(first, together=tuple(lease_all(connection, subscription, alike, now, lease)))


def lease_all(
    connection: Connection, subscription: int, wanted: ColumnElement[bool], now: datetime, lease: timedelta
) -> list[DueDelivery]:
    """Take those that are wanted, in the order of their events; none for who unsubscribed meanwhile."""
    receiver = find_subscription(connection, subscription)
    if receiver is None:
        return []
    taken = (
        update(deliveries)
        .where(wanted)
        .values(status=DeliveryStatus.LEASED, leased_until=now + lease, attempts=deliveries.c.attempts + 1)
        .returning(deliveries)
    )
    rows = connection.execute(taken).mappings().all()
    return [_due(connection, row, receiver) for row in sorted(rows, key=lambda row: row["event"])]


def _list_alike(connection: Connection, first: DueDelivery, now: datetime) -> list[str]:
    """The alarms of the same kind that stand behind one, of portals of which nothing else is told between."""
    waiting = or_(deliveries.c.status == DeliveryStatus.PENDING, is_free(now))
    behind = (
        select(deliveries.c.id, events.c.type, events.c.portal)
        .join(events, deliveries.c.event == events.c.id)
        .where(deliveries.c.subscription == first.subscription.id, deliveries.c.event > first.event.id)
        .where(waiting, deliveries.c.batch.is_(None), events.c.type.in_(ALARMS))
        .order_by(deliveries.c.event)
    )
    alike, others = list[str](), set[str]()
    for row in connection.execute(behind):
        if row.type != first.event.type:
            others.add(row.portal)
        elif row.portal not in others:
            alike.append(row.id)
    return alike


def _due(connection: Connection, row: RowMapping, receiver: Subscription) -> DueDelivery:
    event = find_event(connection, row["event"])
    assert event is not None
    return DueDelivery(_delivery(row), event, receiver, _find_thread(connection, receiver.id, event))


def _find_thread(connection: Connection, subscription: int, event: Event) -> str | None:
    """The id of the message in which the subscription first heard of the article; None: it is this one."""
    if event.article is None:
        return None
    query = (
        select(func.coalesce(deliveries.c.batch, deliveries.c.id))
        .join(events, deliveries.c.event == events.c.id)
        .where(
            deliveries.c.subscription == subscription,
            events.c.article == event.article,
            events.c.id < event.id,
        )
        .order_by(events.c.id)
        .limit(1)
    )
    first: str | None = connection.scalar(query)
    return first


def release_alarms(connection: Connection, now: datetime) -> None:
    """Let the alarms go that wait for others of their kind: no more are to come. Digests have their time."""
    at_once = [one.id for one in list_subscriptions(connection) if one.manner.digest is None]
    alarms = select(events.c.id).where(events.c.type.in_(ALARMS))
    waiting = (deliveries.c.status == DeliveryStatus.PENDING) & (deliveries.c.attempts == 0)
    waiting &= (deliveries.c.due_at > now) & deliveries.c.event.in_(alarms)
    waiting &= deliveries.c.subscription.in_(at_once)
    connection.execute(update(deliveries).where(waiting).values(due_at=now))


def record_sent(connection: Connection, delivery_id: str, now: datetime) -> None:
    """The channel accepted it."""
    values = {"status": DeliveryStatus.SENT, "sent_at": now, "error": None, "leased_until": None}
    connection.execute(update(deliveries).where(deliveries.c.id == delivery_id).values(values))


def record_failure(connection: Connection, delivery: Delivery, error: str, retry_at: datetime | None) -> None:
    """The channel did not accept it; tried again at `retry_at`, given up where that is None.

    Nothing is recorded by a sender who was so late that its lease has run out and another one has it now.
    """
    status = DeliveryStatus.FAILED if retry_at is None else DeliveryStatus.PENDING
    values = {"status": status, "error": error, "leased_until": None}
    due = {} if retry_at is None else {"due_at": retry_at}
    still_ours = and_(
        deliveries.c.id == delivery.id,
        deliveries.c.status == DeliveryStatus.LEASED,
        deliveries.c.leased_until == delivery.leased_until,
    )
    connection.execute(update(deliveries).where(still_ours).values(**values, **due))


def retry_failed(connection: Connection, now: datetime) -> int:
    """Put what was given up on its way again, to whoever is still subscribed; gives how many."""
    values = {"status": DeliveryStatus.PENDING, "attempts": 0, "due_at": now}
    standing = select(subscriptions.c.id).where(subscriptions.c.removed_at.is_(None))
    forgotten = select(events.c.id).where(events.c.article.in_(forgotten_articles()))
    failed = (deliveries.c.status == DeliveryStatus.FAILED) & deliveries.c.subscription.in_(standing)
    failed &= deliveries.c.event.not_in(forgotten)
    return connection.execute(update(deliveries).where(failed).values(values)).rowcount


def list_deliveries(connection: Connection, *, failed: bool = False) -> list[Delivery]:
    """All deliveries, or those that were given up, oldest first."""
    query = select(deliveries).order_by(deliveries.c.event, deliveries.c.subscription)
    if failed:
        query = query.where(deliveries.c.status == DeliveryStatus.FAILED)
    return [_delivery(row) for row in connection.execute(query).mappings()]


def list_between(connection: Connection, first: int, last: int) -> dict[tuple[int, int], Delivery]:
    """The deliveries of events first to last, by (event, subscription)."""
    query = select(deliveries).where(deliveries.c.event.between(first, last))
    found = [_delivery(row) for row in connection.execute(query).mappings()]
    return {(one.event, one.subscription): one for one in found}


def find_last_event(connection: Connection, subscription: int) -> int:
    """The number of the last event of which there is a delivery to a subscription; 0: there is none."""
    query = select(func.max(deliveries.c.event)).where(deliveries.c.subscription == subscription)
    return connection.scalar(query) or 0


def list_orphans(connection: Connection) -> list[Delivery]:
    """Deliveries of events or subscriptions that are not there: somebody has taken these away."""
    lost = or_(
        deliveries.c.event.not_in(select(events.c.id)),
        deliveries.c.subscription.not_in(select(subscriptions.c.id)),
    )
    query = select(deliveries).where(lost).order_by(deliveries.c.event, deliveries.c.subscription)
    return [_delivery(row) for row in connection.execute(query).mappings()]


def send_again(connection: Connection, delivery_id: str, now: datetime) -> None:
    """Put on its way what was sent or given up, under the id that it has.

    Not with all that went in one message with it: that message's id would tell of less than it did.
    """
    values = {"status": DeliveryStatus.PENDING, "attempts": 0, "due_at": now, "error": None, "batch": None}
    connection.execute(update(deliveries).where(deliveries.c.id == delivery_id).values(values))


def is_free(now: datetime) -> ColumnElement[bool]:
    """Which deliveries are due and in nobody's hands."""
    return or_(
        and_(deliveries.c.status == DeliveryStatus.PENDING, deliveries.c.due_at <= now),
        and_(deliveries.c.status == DeliveryStatus.LEASED, deliveries.c.leased_until <= now),
    )


def _delivery(row: RowMapping) -> Delivery:
    return Delivery(
        id=row["id"],
        subscription=row["subscription"],
        event=row["event"],
        status=DeliveryStatus(row["status"]),
        attempts=row["attempts"],
        due_at=row["due_at"],
        error=row["error"],
        sent_at=row["sent_at"],
        leased_until=row["leased_until"],
    )
