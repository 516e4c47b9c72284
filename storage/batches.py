"""Batches: deliveries of one subscription that go out as one message, under one id however often.

Who is in a batch, and who goes alone, is settled when it is first leased: a repeat tells the same under the
same id, and what became due since waits for the next one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import takewhile

from sqlalchemy import Connection, RowMapping, exists, select

from storage.deliveries import ALARMS, DueDelivery, is_free, lease_all, list_alike
from storage.glimpses import find_glimpse
from storage.repeats import is_waiting, list_repeats, settle
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

    All that is due is one message where it is more than `apart`; a batch that was begun, an alarm with its
    like and a text with its repeats go by themselves. Nothing is taken where nothing is due, where what
    failed holds it up, or for who unsubscribed meanwhile.
    """
    receiver = find_subscription(connection, subscription)
    if receiver is None or (receiver.rests_until or now) > now:
        return []
    due = _list_due(connection, subscription, now, most if apart is None else MOST_TOGETHER)
    if not due:
        return []
    until = now + lease
    together = _list_together(connection, due, subscription, now, apart)
    if together:
        batch = due[0]["batch"] or "bat_" + sha256(" ".join(together).encode()).hexdigest()[:24]
        leased = lease_all(connection, receiver, together, until, batch)
        return [Batch(batch, tuple(leased if apart is None else _look_at_first(connection, leased)))]
    ids = {row["id"] for row in due}
    alone = [due[0]["id"], *(row["id"] for row in takewhile(lambda row: _goes_alone(row, ids), due[1:most]))]
    leased = lease_all(connection, receiver, alone, until)
    if apart is not None:
        leased = _look_at_first(connection, leased)
    return [Batch(one.delivery.id, (one,)) for one in leased]


def _look_at_first(connection: Connection, leased: list[DueDelivery]) -> list[DueDelivery]:
    """What a person is told of one article alone says more of it; the first stands for those like it."""
    return [replace(one, glimpse=find_glimpse(connection, one.event)) for one in leased[:1]] + leased[1:]


def _list_due(connection: Connection, subscription: int, now: datetime, most: int) -> Sequence[RowMapping]:
    """The oldest that are due, and what is known of each; what repeats a text that was told is settled."""
    other = deliveries.alias()
    is_repeated = exists().where(other.c.repeats == deliveries.c.id, is_waiting(other)).label("is_repeated")
    columns = [deliveries.c[name] for name in ("id", "batch", "event", "repeats")]
    query = (
        select(*columns, events.c.type, is_repeated)
        .outerjoin(events, deliveries.c.event == events.c.id)
        .where(deliveries.c.subscription == subscription, is_free(now))
        .order_by(deliveries.c.event)
        .limit(most)
    )
    while rows := connection.execute(query).mappings().all():
        ids = {row["id"] for row in rows}
        unsettled = [row for row in rows if row["batch"] is None and row["repeats"] not in {None, *ids}]
        settled = settle(connection, {row["id"]: row["repeats"] for row in unsettled}, now)
        left = [row for row in rows if row["id"] not in settled]
        if left:
            return left
    return []


def _list_together(
    connection: Connection, due: Sequence[RowMapping], subscription: int, now: datetime, apart: int | None
) -> list[str]:
    """Those that make one message, the first among them; none where that goes alone."""
    first = due[0]
    if first["batch"] is not None:
        members = (deliveries.c.batch == first["batch"]) & is_free(now)
        is_alone = first["batch"] == first["id"]
        return [] if is_alone else list(connection.scalars(select(deliveries.c.id).where(members)))
    begun = {row["id"] for row in due if row["batch"] is not None}
    unsettled = [row["id"] for row in due if row["batch"] is None and row["repeats"] not in begun]
    if apart is not None and len(unsettled) > apart:
        return list(dict.fromkeys([*unsettled, *list_repeats(connection, unsettled)]))
    if first["is_repeated"]:
        return [first["id"], *list_repeats(connection, [first["id"]])]
    alike = list_alike(connection, subscription, first["event"], now) if first["type"] in ALARMS else []
    return alike if len(alike) > 1 else []


def _goes_alone(row: RowMapping, ids: Collection[str]) -> bool:
    """Whether it may go in one handful with others: what repeats one of them waits for what becomes of it."""
    if row["batch"] is not None:
        return bool(row["batch"] == row["id"])
    return row["type"] not in ALARMS and row["repeats"] not in ids and not row["is_repeated"]
