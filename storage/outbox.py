"""The outbox as people and programs leaf through it; what is done with it: storage/deliveries.py."""

from __future__ import annotations

from sqlalchemy import Connection, func, or_, select

from storage.deliveries import read_delivery
from storage.model import Delivery, DeliveryStatus
from storage.tables import deliveries


def count_by_status(connection: Connection) -> dict[int, dict[DeliveryStatus, int]]:
    """How many deliveries of each status each subscription has."""
    counted = (deliveries.c.subscription, deliveries.c.status)
    found: dict[int, dict[DeliveryStatus, int]] = {}
    for number, status, count in connection.execute(select(*counted, func.count()).group_by(*counted)):
        found.setdefault(number, {})[DeliveryStatus(status)] = count
    return found


def list_newest(connection: Connection, subscription: int, limit: int, offset: int) -> list[Delivery]:
    """The deliveries of a subscription, the newest first."""
    query = select(deliveries).where(deliveries.c.subscription == subscription)
    query = query.order_by(deliveries.c.due_at.desc(), deliveries.c.id).limit(limit).offset(offset)
    return [read_delivery(row) for row in connection.execute(query).mappings()]


def list_some(
    connection: Connection,
    after: tuple[int, str],
    limit: int,
    subscription: int | None = None,
    status: DeliveryStatus | None = None,
) -> list[Delivery]:
    """Deliveries in the order of their events, signs of life first, after (event, id)."""
    event = func.coalesce(deliveries.c.event, 0)
    query = select(deliveries).where(
        or_(event > after[0], (event == after[0]) & (deliveries.c.id > after[1]))
    )
    if subscription is not None:
        query = query.where(deliveries.c.subscription == subscription)
    if status is not None:
        query = query.where(deliveries.c.status == status)
    rows = connection.execute(query.order_by(event, deliveries.c.id).limit(limit)).mappings()
    return [read_delivery(row) for row in rows]
