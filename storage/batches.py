"""Batches: deliveries of one subscription that go out as one message, under one id however often.

Who is in a batch is settled when it is first leased: a repeat tells the same under the same id, and what
became due since waits for the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, select, update

from storage.deliveries import DueDelivery, is_free, lease_all, lease_next
from storage.tables import deliveries

#: More than these in one message, nobody reads; the rest makes another one.
MOST_TOGETHER = 200


@dataclass(frozen=True, slots=True)
class Batch:
    """What goes out as one message."""

    id: str  #: the delivery's own where there is but one
    dues: tuple[DueDelivery, ...]


def lease_batch(
    connection: Connection, subscription: int, now: datetime, lease: timedelta, apart: int | None
) -> Batch | None:
    """Take what is to be the next message: a batch that was begun, or all that is due, if more than `apart`.

    Otherwise it is the oldest one that is due, an alarm with its like. None where nothing is due.
    """
    ours = deliveries.c.subscription == subscription
    due = select(deliveries.c.id, deliveries.c.batch).where(ours, is_free(now)).order_by(deliveries.c.event)
    oldest = connection.execute(due.limit(1)).first()
    if oldest is None:
        return None
    if oldest.batch is not None:
        wanted = (deliveries.c.batch == oldest.batch) & is_free(now)
        begun = lease_all(connection, subscription, wanted, now, lease)
        return Batch(oldest.batch, tuple(begun)) if begun else None
    if apart is not None:
        together = due.where(deliveries.c.batch.is_(None)).limit(MOST_TOGETHER)
        ids = [row.id for row in connection.execute(together)]
        if len(ids) > apart:
            wanted = deliveries.c.id.in_(ids) & is_free(now)
            return _begin(connection, lease_all(connection, subscription, wanted, now, lease))
    first = lease_next(connection, subscription, now, lease)
    return _begin(connection, [first, *first.together]) if first is not None else None


def _begin(connection: Connection, dues: list[DueDelivery]) -> Batch | None:
    """Settle who goes out together; one alone keeps its own id."""
    ids = [due.delivery.id for due in dues]
    if len(ids) < 2:
        return Batch(ids[0], tuple(dues)) if ids else None
    batch = "bat_" + sha256(" ".join(ids).encode()).hexdigest()[:24]
    connection.execute(update(deliveries).where(deliveries.c.id.in_(ids)).values(batch=batch))
    return Batch(batch, tuple(dues))
