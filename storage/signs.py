"""Signs of life: deliveries that tell of no event, each made once, in the transaction of a poll."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, insert, or_, select

from storage.model import (
    DeliveryStatus,
    Event,
    EventType,
    Origin,
    PortalState,
    Sign,
    Subscription,
    Unread,
)
from storage.tables import deliveries, events, polls


def make_sign_id(uid: str, since: datetime) -> str:
    """The id of the sign of life that ends a silence of a subscription: the same whenever it is made."""
    return "dlv_" + sha256(f"{uid}/alive/{since.isoformat()}".encode()).hexdigest()[:24]


def insert_sign(connection: Connection, subscription: Subscription, sign: Sign, due_at: datetime) -> None:
    """Put a sign of life on its way."""
    values = {
        "id": make_sign_id(subscription.uid, sign.since),
        "subscription": subscription.id,
        "event": None,
        "sign": _write_sign(sign),
        "status": DeliveryStatus.PENDING,
        "attempts": 0,
        "due_at": due_at,
    }
    connection.execute(insert(deliveries).values(values))


def find_last_telling(connection: Connection, subscription: Subscription) -> datetime:
    """When something was last found that a subscription was told of, or a sign of life made for it."""
    latest = (
        select(events.c.at)
        .join(deliveries, deliveries.c.event == events.c.id)
        .where(deliveries.c.subscription == subscription.id, _is_telling())
        .order_by(deliveries.c.event.desc())
        .limit(1)
    )
    told: list[datetime] = list(connection.scalars(latest))
    told += [sign.until for _, sign in list_signs(connection, subscription.id)]
    return max([subscription.created_at, *told])


def list_tellings(connection: Connection, subscription: int) -> list[datetime]:
    """When everything was found that a subscription was told of, oldest first."""
    query = select(events.c.at).join(deliveries, deliveries.c.event == events.c.id)
    return sorted(connection.scalars(query.where(deliveries.c.subscription == subscription, _is_telling())))


def list_signs(connection: Connection, subscription: int) -> list[tuple[str, Sign]]:
    """(id, sign) of the signs of life that were made for a subscription."""
    ours = (deliveries.c.subscription == subscription) & deliveries.c.event.is_(None)
    rows = connection.execute(select(deliveries.c.id, deliveries.c.sign).where(ours)).all()
    return [(row.id, sign) for row in rows if (sign := read_sign(row.sign))]


def has_poll_between(connection: Connection, since: datetime, until: datetime | None) -> bool:
    """Whether a poll of any portal ended from one instant to another (exclusive), as far as the log goes."""
    query = select(polls.c.id).where(polls.c.finished_at >= since).limit(1)
    if until is not None:
        query = query.where(polls.c.finished_at < until)
    return connection.execute(query).first() is not None


def make_event(row: RowMapping) -> Event | None:
    """A sign of life in the form of an event, for the message that tells it."""
    sign = read_sign(row["sign"])
    if sign is None:
        return None
    return Event(0, EventType.ALIVE, Origin.WATCH, "", None, None, (), "", "", sign.until)


def read_sign(kept: Mapping[str, Any] | None) -> Sign | None:
    """A sign as it was kept."""
    if kept is None:
        return None
    return Sign(
        since=datetime.fromisoformat(kept["since"]),
        until=datetime.fromisoformat(kept["until"]),
        portals=kept["portals"],
        first_checked_at=_read_instant(kept["first_checked_at"]),
        last_checked_at=_read_instant(kept["last_checked_at"]),
        unread=tuple(
            Unread(one["portal"], PortalState(one["state"]), _read_instant(one["last_read_at"]))
            for one in kept["unread"]
        ),
    )


def _read_instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _write_sign(sign: Sign) -> dict[str, Any]:
    unread = [asdict(one) | {"last_read_at": _write(one.last_read_at)} for one in sign.unread]
    checked = {
        "first_checked_at": _write(sign.first_checked_at),
        "last_checked_at": _write(sign.last_checked_at),
    }
    instants = {"since": _write(sign.since), "until": _write(sign.until)}
    return {**instants, **checked, "portals": sign.portals, "unread": unread}


def _write(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


def _is_telling() -> ColumnElement[bool]:
    """Of what is told by another delivery nothing is heard, unless it was sent itself."""
    return and_(
        deliveries.c.event.is_not(None),
        or_(deliveries.c.repeats.is_(None), deliveries.c.status == DeliveryStatus.SENT),
    )
