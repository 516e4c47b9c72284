"""Deliveries that are not to be sent any more."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, update

from storage.model import DeliveryStatus
from storage.tables import UNDELIVERED, deliveries


def stop_deliveries(connection: Connection, which: ColumnElement[bool], why: str) -> int:
    """Stop those of these that are on their way; gives how many.

    What was sent or given up before stays so. One that is being sent now counts as sent if it is accepted.
    """
    values = {"status": DeliveryStatus.STOPPED, "error": why, "leased_until": None}
    return connection.execute(update(deliveries).where(which, UNDELIVERED).values(values)).rowcount
