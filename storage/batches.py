"""Batches: deliveries of one subscription that go out as one message, under one id however often.

Who is in a batch is settled when it is first leased: a repeat tells the same under the same id, and what
became due since waits for the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, Row, Select, select, update

from storage.deliveries import DueDelivery, is_free, lease_all, lease_next
from storage.model import EventType
from storage.repeats import is_settled, list_repeats
from storage.tables import deliveries

#: More than these in one message, nobody reads; the rest makes another one.
MOST_TOGETHER = 200


#: (id, batch, repeats) of a delivery that is due.
_Due = Row[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Batch:
    """What goes out as one message."""

    id: str  #: the delivery's own where there is but one
    dues: tuple[DueDelivery, ...]


def lease_batch(
    connection: Connection, subscription: int, now: datetime, lease: timedelta, apart: int | None
) -> Batch | None:
    """Take what is to be the next message: a batch that was begun, or all that is due, if more than `apart`.

    Otherwise it is the oldest one that is due, an alarm with its like, a text with its repeats. None where
    nothing is due. What repeats a text that was told is settled on the way.
    """
    ours = deliveries.c.subscription == subscription
    columns = (deliveries.c.id, deliveries.c.batch, deliveries.c.repeats)
    due = select(*columns).where(ours, is_free(now)).order_by(deliveries.c.event)
    oldest = _find_oldest(connection, due, now)
    if oldest is None:
        return None
    if oldest.batch is not None:
        wanted = (deliveries.c.batch == oldest.batch) & is_free(now)
        begun = lease_all(connection, subscription, wanted, now, lease)
        return Batch(oldest.batch, tuple(begun)) if begun else None
    if apart is not None:
        together = due.where(deliveries.c.batch.is_(None)).limit(MOST_TOGETHER)
        ids = _list_unsettled(connection, together, now)
        if len(ids) > apart:
            wanted = deliveries.c.id.in_([*ids, *list_repeats(connection, ids)])
            return _begin(connection, lease_all(connection, subscription, wanted, now, lease))
    first = lease_next(connection, subscription, now, lease)
    if first is None:
        return None
    again = _lease_repeats(connection, first, now, lease)
    return _begin(connection, [first, *first.together, *again])


def _find_oldest(connection: Connection, due: Select[tuple[str, str, str]], now: datetime) -> _Due | None:
    """The oldest that is due and to be sent."""
    while (row := connection.execute(due.limit(1)).first()) is not None:
        if row.batch is not None or not _is_settled(connection, row, now):
            return row
    return None


def _list_unsettled(connection: Connection, due: Select[tuple[str, str, str]], now: datetime) -> list[str]:
    """Of those that are due, all that are to be sent; what repeats one of them goes with it."""
    rows = connection.execute(due).all()
    ids = {row.id for row in rows}
    return [row.id for row in rows if row.repeats in ids or not _is_settled(connection, row, now)]


def _is_settled(connection: Connection, row: _Due, now: datetime) -> bool:
    return row.repeats is not None and is_settled(connection, row.id, row.repeats, now)


def _lease_repeats(
    connection: Connection, first: DueDelivery, now: datetime, lease: timedelta
) -> list[DueDelivery]:
    """What tells the same text as one that is tried for the first time: of another, the message stands."""
    if first.event.type is not EventType.NEW or first.delivery.attempts > 1:
        return []
    again = list_repeats(connection, [first.delivery.id])
    wanted = deliveries.c.id.in_(again)
    return lease_all(connection, first.subscription.id, wanted, now, lease) if again else []


def _begin(connection: Connection, dues: list[DueDelivery]) -> Batch | None:
    """Settle who goes out together; one alone keeps its own id."""
    ids = [due.delivery.id for due in dues]
    if len(ids) < 2:
        return Batch(ids[0], tuple(dues)) if ids else None
    batch = "bat_" + sha256(" ".join(ids).encode()).hexdigest()[:24]
    connection.execute(update(deliveries).where(deliveries.c.id.in_(ids)).values(batch=batch))
    return Batch(batch, tuple(dues))
