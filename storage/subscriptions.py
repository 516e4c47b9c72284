"""Subscriptions: who wants which events, over which channel."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from storage.model import Manner, Subscription
from storage.stopping import stop_deliveries
from storage.tables import deliveries, subscriptions

_STANDING = select(subscriptions).where(subscriptions.c.removed_at.is_(None)).order_by(subscriptions.c.id)


def insert_subscription(
    connection: Connection,
    target: str,
    now: datetime,
    *,
    portals: Iterable[str] = (),
    kinds: Iterable[str] = (),
    words: Iterable[str] = (),
    manner: Manner | None = None,
    **conditions: Iterable[str],
) -> Subscription:
    """Keep who wants what (`conditions`: events, languages, regions, provinces); gives it with its number."""
    query = (
        insert(subscriptions)
        .values(
            uid=secrets.token_hex(8),
            target=target,
            portals=list(portals),
            kinds=list(kinds),
            words=list(words),
            created_at=now,
            **{name: list(values) for name, values in conditions.items()},
            manner=asdict(manner or Manner()),
        )
        .returning(subscriptions)
    )
    return _subscription(connection.execute(query).mappings().one())


def list_subscriptions(connection: Connection) -> list[Subscription]:
    """The subscriptions that stand."""
    return [_subscription(row) for row in connection.execute(_STANDING).mappings()]


def list_all_subscriptions(connection: Connection) -> list[Subscription]:
    """Those that stand and those that were removed."""
    rows = connection.execute(select(subscriptions).order_by(subscriptions.c.id)).mappings()
    return [_subscription(row) for row in rows]


def find_subscription(connection: Connection, number: int) -> Subscription | None:
    """The subscription of that number, if it stands."""
    standing = (subscriptions.c.id == number) & subscriptions.c.removed_at.is_(None)
    row = connection.execute(select(subscriptions).where(standing)).mappings().first()
    return None if row is None else _subscription(row)


def remove_subscription(connection: Connection, number: int, now: datetime) -> bool:
    """Tell them no more, and stop what is on its way to them; False where there is no such subscription."""
    query = (
        update(subscriptions)
        .where(subscriptions.c.id == number, subscriptions.c.removed_at.is_(None))
        .values(removed_at=now)
    )
    if not connection.execute(query).rowcount:
        return False
    stop_deliveries(connection, deliveries.c.subscription == number, "unsubscribed")
    return True


def record_failing(
    connection: Connection, number: int, error: str, now: datetime, rests_until: datetime
) -> None:
    """Its channel failed now; nothing is sent over it until `rests_until`."""
    since = func.coalesce(subscriptions.c.failing_since, now)
    values = {"failing_since": since, "last_error": error, "rests_until": rests_until}
    connection.execute(update(subscriptions).where(subscriptions.c.id == number).values(values))


def record_working(connection: Connection, number: int) -> None:
    """Its channel took a message, after it had failed."""
    values = {"failing_since": None, "last_error": None, "rests_until": None}
    connection.execute(update(subscriptions).where(subscriptions.c.id == number).values(values))


def end_rest(connection: Connection, number: int) -> None:
    """Let what is due be tried at once: somebody asked for it."""
    connection.execute(update(subscriptions).where(subscriptions.c.id == number).values(rests_until=None))


def _subscription(row: RowMapping) -> Subscription:
    return Subscription(
        id=row["id"],
        uid=row["uid"],
        target=row["target"],
        portals=tuple(row["portals"]),
        kinds=tuple(row["kinds"]),
        words=tuple(row["words"]),
        created_at=row["created_at"],
        events=tuple(row["events"]),
        languages=tuple(row["languages"]),
        regions=tuple(row["regions"]),
        provinces=tuple(row["provinces"]),
        manner=Manner(**row["manner"]),
        removed_at=row["removed_at"],
        failing_since=row["failing_since"],
        last_error=row["last_error"],
        rests_until=row["rests_until"],
    )
