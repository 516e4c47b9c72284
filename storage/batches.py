"""Batches: deliveries of one subscription that go out as one message, under one id however often.

Who is in a batch, and who goes alone, is settled when it is first leased: a repeat tells the same under the
same id, and what became due since waits for the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import takewhile

from sqlalchemy import Connection, RowMapping, select

from storage.deliveries import ALARMS, DueDelivery, is_free, lease_all, list_alike
from storage.subscriptions import find_subscription
from storage.tables import deliveries, events

#: More than these in one message, nobody reads; the rest makes another one.
MOST_TOGETHER = 200


@dataclass(frozen=True, slots=True)
class Batch:
    """What goes out as one message."""

    id: str  #: the delivery's own where there is but one
    dues: tuple[DueDelivery, ...]


def lease_batches(
    connection: Connection,
    subscription: int,
    now: datetime,
    lease: timedelta,
    *,
    apart: int | None,
    most: int = 1,
) -> list[Batch]:
    """Take what are to be the next messages, `most` of them, in the order of the events.

    All that is due is one message where it is more than `apart`; a batch that was begun and an alarm with
    its like go by themselves. Nothing is taken where nothing is due, or for who unsubscribed meanwhile.
    """
    receiver = find_subscription(connection, subscription)
    due = _list_due(connection, subscription, now, most if apart is None else MOST_TOGETHER)
    if receiver is None or not due:
        return []
    until = now + lease
    together = _list_together(connection, due, subscription, now, apart)
    if together:
        batch = due[0]["batch"] or "bat_" + sha256(" ".join(together).encode()).hexdigest()[:24]
        return [Batch(batch, tuple(lease_all(connection, receiver, together, until, batch)))]
    alone = [due[0]["id"], *(row["id"] for row in takewhile(_goes_alone, due[1:most]))]
    return [Batch(one.delivery.id, (one,)) for one in lease_all(connection, receiver, alone, until)]


def _list_due(connection: Connection, subscription: int, now: datetime, most: int) -> Sequence[RowMapping]:
    """The oldest that are due, and what is known of each."""
    query = (
        select(deliveries.c.id, deliveries.c.batch, deliveries.c.event, events.c.type)
        .join(events, deliveries.c.event == events.c.id)
        .where(deliveries.c.subscription == subscription, is_free(now))
        .order_by(deliveries.c.event)
        .limit(most)
    )
    return connection.execute(query).mappings().all()


def _list_together(
    connection: Connection, due: Sequence[RowMapping], subscription: int, now: datetime, apart: int | None
) -> list[str]:
    """Those that make one message, the first among them; none where that goes alone."""
    first = due[0]
    if first["batch"] is not None:
        members = (deliveries.c.batch == first["batch"]) & is_free(now)
        is_alone = first["batch"] == first["id"]
        return [] if is_alone else list(connection.scalars(select(deliveries.c.id).where(members)))
    unsettled = [row["id"] for row in due if row["batch"] is None]
    if apart is not None and len(unsettled) > apart:
        return unsettled
    alike = list_alike(connection, subscription, first["event"], now) if first["type"] in ALARMS else []
    return alike if len(alike) > 1 else []


def _goes_alone(row: RowMapping) -> bool:
    return row["batch"] == row["id"] or (row["batch"] is None and row["type"] not in ALARMS)
