"""The outbox: deliveries are written with their event, leased, sent, retried, and given up visibly."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import (
    ColumnElement,
    Connection,
    Label,
    RowMapping,
    and_,
    func,
    insert,
    or_,
    select,
    update,
)

from storage import signs
from storage.events import find_events
from storage.glimpses import Glimpse
from storage.model import Delivery, DeliveryStatus, Event, EventType, Subscription
from storage.tables import UNDELIVERED, deliveries, events, subscriptions
from storage.tombstones import forgotten_articles


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """A delivery that was leased, with all that its message needs."""

    delivery: Delivery
    event: Event
    subscription: Subscription
    thread: str | None = None  #: the id of the message in which the subscription first heard of the article
    glimpse: Glimpse | None = None  #: of the article, where a person is told of it alone


#: Events of a portal that are told together: portals of one platform or host fail and recover together.
ALARMS = (EventType.BROKEN, EventType.RECOVERED)


def make_id(subscription: Subscription, event: int) -> str:
    """The id of a delivery: the same whenever it is made."""
    # The subscription's uid is random, so ids of two installations never meet at one receiver.
    return "dlv_" + sha256(f"{subscription.uid}/{event}".encode()).hexdigest()[:24]


def insert_delivery(
    connection: Connection,
    subscription: Subscription,
    event: Event,
    due_at: datetime,
    repeats: str | None = None,
) -> None:
    """Put an event on its way to a subscription, under an id made from the two.

    `repeats` is the delivery in which it is told the same text.
    """
    connection.execute(
        insert(deliveries).values(
            id=make_id(subscription, event.id),
            subscription=subscription.id,
            event=event.id,
            status=DeliveryStatus.PENDING,
            attempts=0,
            due_at=due_at,
            repeats=repeats,
        )
    )


def list_due_subscriptions(connection: Connection, now: datetime) -> list[int]:
    """The numbers of the subscriptions for which something is due, and nothing that failed holds it up."""
    query = (
        select(deliveries.c.subscription)
        .join(subscriptions, deliveries.c.subscription == subscriptions.c.id)
        .where(is_free(now), subscriptions.c.removed_at.is_(None))
        .where(or_(subscriptions.c.rests_until.is_(None), subscriptions.c.rests_until <= now))
        .distinct()
    )
    return sorted(connection.scalars(query))


def _first_message() -> Label[str]:
    """The id of the message in which the subscription first heard of the article; None: it is this one."""
    earlier, told = deliveries.alias(), events.alias()
    return (
        select(func.coalesce(earlier.c.batch, earlier.c.id))
        .join(told, earlier.c.event == told.c.id)
        .where(earlier.c.subscription == deliveries.c.subscription)
        .where(told.c.article == events.c.article, told.c.id < events.c.id)
        .order_by(told.c.id)
        .limit(1)
        .correlate(deliveries, events)
        .label("thread")
    )


_THREAD = _first_message()


def lease_all(
    connection: Connection,
    receiver: Subscription,
    ids: Collection[str],
    until: datetime,
    batch: str | None = None,
) -> list[DueDelivery]:
    """Take these, in the order of their events, as a batch or each by itself; they are ours until then."""
    leased = {"status": DeliveryStatus.LEASED, "leased_until": until, "batch": batch or deliveries.c.id}
    connection.execute(update(deliveries).where(deliveries.c.id.in_(ids)).values(leased))
    wanted = (
        select(deliveries, _THREAD)
        .outerjoin(events, deliveries.c.event == events.c.id)
        .where(deliveries.c.id.in_(ids))
        .order_by(events.c.id)
    )
    rows = connection.execute(wanted).mappings().all()
    told = find_events(connection, [row["event"] for row in rows])
    return [
        DueDelivery(read_delivery(row), event, receiver, row["thread"])
        for row in rows
        if (event := told.get(row["event"]) or signs.make_event(row))
    ]


def list_alike(connection: Connection, subscription: int, first: int, now: datetime) -> list[str]:
    """An alarm and those of its kind behind it, due or not, of portals with nothing else told between."""
    waiting = or_(deliveries.c.status == DeliveryStatus.PENDING, is_free(now))
    there = (
        select(deliveries.c.id, events.c.type, events.c.portal)
        .join(events, deliveries.c.event == events.c.id)
        .where(deliveries.c.subscription == subscription, deliveries.c.event >= first)
        .where(waiting, deliveries.c.batch.is_(None), events.c.type.in_(ALARMS))
        .order_by(deliveries.c.event)
    )
    rows = connection.execute(there).all()
    alike, others = list[str](), set[str]()
    for row in rows:
        if row.type != rows[0].type:
            others.add(row.portal)
        elif row.portal not in others:
            alike.append(row.id)
    return alike


def release_alarms(connection: Connection, to: Collection[int], now: datetime) -> None:
    """Let the alarms go to these subscriptions that wait for others of their kind: no more are to come."""
    alarms = select(events.c.id).where(events.c.type.in_(ALARMS))
    waiting = (deliveries.c.status == DeliveryStatus.PENDING) & (deliveries.c.attempts == 0)
    waiting &= (deliveries.c.due_at > now) & deliveries.c.event.in_(alarms)
    waiting &= deliveries.c.subscription.in_(to)
    connection.execute(update(deliveries).where(waiting).values(due_at=now))


def record_sent(connection: Connection, ids: Collection[str], now: datetime) -> None:
    """The channel accepted them."""
    values = {"status": DeliveryStatus.SENT, "sent_at": now, "error": None, "leased_until": None}
    accepted = update(deliveries).where(deliveries.c.id.in_(ids))
    connection.execute(accepted.values(values | {"attempts": deliveries.c.attempts + 1}))


def record_failure(
    connection: Connection, dues: Collection[DueDelivery], error: str, retry_at: datetime | None
) -> None:
    """The channel did not accept them; tried again at `retry_at`, given up where that is None."""
    status = DeliveryStatus.FAILED if retry_at is None else DeliveryStatus.PENDING
    values = {"status": status, "error": error, "leased_until": None, "attempts": deliveries.c.attempts + 1}
    due = {} if retry_at is None else {"due_at": retry_at}
    connection.execute(update(deliveries).where(_still_ours(dues)).values(values | due))


def release(connection: Connection, dues: Collection[DueDelivery]) -> None:
    """They were not tried after all; whoever comes next may have them."""
    values = {"status": DeliveryStatus.PENDING, "leased_until": None}
    connection.execute(update(deliveries).where(_still_ours(dues)).values(values))


def _still_ours(dues: Collection[DueDelivery]) -> ColumnElement[bool]:
    """Those that no other has by now: a sender may be so late that its lease has run out.

    They were leased together.
    """
    return and_(
        deliveries.c.id.in_([due.delivery.id for due in dues]),
        deliveries.c.status == DeliveryStatus.LEASED,
        deliveries.c.leased_until.in_({due.delivery.leased_until for due in dues}),
    )


def retry_failed(connection: Connection, subscription: int, due_at: datetime) -> list[str]:
    """Put what was given up for a subscription on its way again; gives the ids. What was forgotten stays."""
    values = {"status": DeliveryStatus.PENDING, "attempts": 0, "due_at": due_at, "error": None}
    forgotten = select(events.c.id).where(events.c.article.in_(forgotten_articles()))
    failed = (deliveries.c.status == DeliveryStatus.FAILED) & (deliveries.c.subscription == subscription)
    failed &= deliveries.c.event.is_(None) | deliveries.c.event.not_in(forgotten)
    return list(
        connection.scalars(update(deliveries).where(failed).values(values).returning(deliveries.c.id))
    )


def list_deliveries(connection: Connection, *, failed: bool = False) -> list[Delivery]:
    """All deliveries, or those that were given up, oldest first."""
    query = select(deliveries).order_by(deliveries.c.event, deliveries.c.subscription)
    if failed:
        query = query.where(deliveries.c.status == DeliveryStatus.FAILED)
    return [read_delivery(row) for row in connection.execute(query).mappings()]


def list_between(connection: Connection, first: int, last: int) -> dict[tuple[int, int], Delivery]:
    """The deliveries of events first to last, by (event, subscription)."""
    query = select(deliveries).where(deliveries.c.event.between(first, last))
    found = [read_delivery(row) for row in connection.execute(query).mappings()]
    return {(one.event, one.subscription): one for one in found if one.event is not None}


def list_signs(connection: Connection, subscription: int) -> list[tuple[str, Delivery]]:
    """The signs of life of a subscription, each with the id that it was made under."""
    owner = connection.scalar(select(subscriptions.c.uid).where(subscriptions.c.id == subscription))
    ours = (deliveries.c.subscription == subscription) & deliveries.c.event.is_(None)
    rows = [read_delivery(row) for row in connection.execute(select(deliveries).where(ours)).mappings()]
    return [(signs.make_sign_id(owner or "", one.sign.since), one) for one in rows if one.sign]


def find_last_event(connection: Connection, subscription: int) -> int:
    """The number of the last event of which there is a delivery to a subscription; 0: there is none."""
    query = select(func.max(deliveries.c.event)).where(deliveries.c.subscription == subscription)
    return connection.scalar(query) or 0


def list_orphans(connection: Connection) -> list[Delivery]:
    """Deliveries of events or subscriptions that are not there: somebody has taken these away."""
    lost = or_(
        and_(deliveries.c.event.is_not(None), deliveries.c.event.not_in(select(events.c.id))),
        deliveries.c.subscription.not_in(select(subscriptions.c.id)),
    )
    query = select(deliveries).where(lost).order_by(deliveries.c.event, deliveries.c.subscription)
    return [read_delivery(row) for row in connection.execute(query).mappings()]


def send_again(connection: Connection, delivery_id: str, due_at: datetime) -> None:
    """Put on its way what was sent, given up or told by another one, under the id that it has.

    Not with all that went in one message with it: that message's id would tell of less than it did.
    """
    values = {"status": DeliveryStatus.PENDING, "attempts": 0, "due_at": due_at, "error": None, "batch": None}
    values["repeats"] = None  # it is this one that was asked for
    connection.execute(update(deliveries).where(deliveries.c.id == delivery_id).values(values))


def is_free(now: datetime) -> ColumnElement[bool]:
    """Which deliveries are due and in nobody's hands."""
    pending = and_(deliveries.c.status == DeliveryStatus.PENDING, deliveries.c.due_at <= now)
    left_behind = and_(deliveries.c.status == DeliveryStatus.LEASED, deliveries.c.leased_until <= now)
    return and_(UNDELIVERED, or_(pending, left_behind))


def read_delivery(row: RowMapping) -> Delivery:
    """The delivery that a row holds."""
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
        sign=signs.read_sign(row["sign"]),
        repeats=row["repeats"],
    )
