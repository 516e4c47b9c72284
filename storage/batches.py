"""Batches: deliveries of one subscription that go out as one message, under one id however often.

Who is in a batch is settled when it is first leased: a repeat tells the same under the same id, and what
became due since waits for the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, select, update

from storage.deliveries import DueDelivery, is_free, lease_all
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
    """Take what is to be one message: a batch that was begun, or all that is due, if more than `apart`.

    None where the oldest one that is due goes out by itself; with `apart` None, each does.
    """
    ours = deliveries.c.subscription == subscription
    due = select(deliveries.c.id, deliveries.c.batch).where(ours, is_free(now)).order_by(deliveries.c.event)
    oldest = connection.execute(due.limit(1)).first()
    if oldest is None or (oldest.batch is None and apart is None):
        return None
    batch = oldest.batch
    if batch is None:
        together = due.where(deliveries.c.batch.is_(None)).limit(MOST_TOGETHER)
        ids = [row.id for row in connection.execute(together)]
        if apart is None or len(ids) <= apart:
            return None
        batch = "bat_" + sha256(" ".join(ids).encode()).hexdigest()[:24]
        connection.execute(update(deliveries).where(deliveries.c.id.in_(ids)).values(batch=batch))
    leased = lease_all(connection, subscription, deliveries.c.batch == batch, now, lease)
    return Batch(batch, tuple(leased)) if leased else None
