"""What tells a subscription a text again that another delivery of it tells, from another portal.

Whether it is told, or was told already, is settled when its turn comes, by what became of the other one by
then: so nothing is lost where the other one was given up, or its article forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Row, and_, select, update

from storage.model import Article, DeliveryStatus, EventType
from storage.tables import articles, deliveries, events

_NEVER_SENT = (DeliveryStatus.FAILED, DeliveryStatus.STOPPED)


@dataclass(frozen=True, slots=True)
class ToldBefore:
    """A delivery that tells a text of which there is another publication now."""

    subscription: int
    delivery: str
    article: int
    revision: int  #: the version that it tells


@dataclass(frozen=True, slots=True)
class Telling:
    """A delivery, and whose text it tells."""

    subscription: int
    status: str
    error: str | None
    portal: str
    cluster: int | None


def list_told_before(connection: Connection, article: Article) -> list[ToldBefore]:
    """Who is told of the same text on other portals, the first telling of each first."""
    if article.cluster is None:
        return []
    query = (
        select(deliveries.c.subscription, deliveries.c.id, events.c.article, events.c.revision)
        .join(events, deliveries.c.event == events.c.id)
        .join(articles, events.c.article == articles.c.id)
        .where(articles.c.cluster == article.cluster, articles.c.portal != article.portal)
        .where(events.c.type == EventType.NEW, deliveries.c.repeats.is_(None))
        .where(deliveries.c.status.not_in(_NEVER_SENT))
        .order_by(events.c.id)
    )
    return [ToldBefore(*row) for row in connection.execute(query)]


def settle(connection: Connection, repeats: Mapping[str, str], now: datetime) -> set[str]:
    """Which of these deliveries that are due, each with the one that it repeats, are not to be sent now.

    One is covered where that other was sent, and waits as long as that one waits for another attempt, which
    may have been accepted. All others are to be sent.
    """
    query = select(deliveries).where(deliveries.c.id.in_(set(repeats.values())))
    firsts = {row.id: row for row in connection.execute(query)} if repeats else {}
    settled = set[str]()
    for delivery, first in repeats.items():
        values = _find_settlement(firsts.get(first), now)
        if values:
            connection.execute(update(deliveries).where(deliveries.c.id == delivery).values(values))
            settled.add(delivery)
    return settled


def _find_settlement(first: Row[Any] | None, now: datetime) -> dict[str, object]:
    """What becomes of a delivery by what became of the one that it repeats; nothing: it is to be sent."""
    if first is None or first.status in _NEVER_SENT:
        return {}
    if first.status == DeliveryStatus.SENT:
        # Its batch is the message that told it: what comes later of its article refers to that.
        return {"status": DeliveryStatus.COVERED, "batch": first.batch or first.id, "leased_until": None}
    until = first.leased_until if first.status == DeliveryStatus.LEASED else first.due_at
    return {"due_at": until} if until > now else {}


def list_repeats(connection: Connection, firsts: Iterable[str]) -> list[str]:
    """The deliveries that repeat one of these, and were not tried yet: they are told with it."""
    theirs = deliveries.c.repeats.in_(list(firsts))
    return list(connection.scalars(select(deliveries.c.id).where(theirs, is_waiting(deliveries))))


def is_waiting(rows: FromClause) -> ColumnElement[bool]:
    """Which deliveries were not tried yet."""
    return and_(rows.c.status == DeliveryStatus.PENDING, rows.c.batch.is_(None))


def find_telling(connection: Connection, delivery: str) -> Telling | None:
    """What a delivery of an article's event tells, and what became of it; None: there is none."""
    query = (
        select(
            deliveries.c.subscription,
            deliveries.c.status,
            deliveries.c.error,
            articles.c.portal,
            articles.c.cluster,
        )
        .join(events, deliveries.c.event == events.c.id)
        .join(articles, events.c.article == articles.c.id)
        .where(deliveries.c.id == delivery)
    )
    row = connection.execute(query).first()
    return None if row is None else Telling(*row)
