"""What was planned by a clock that was wrong, and is to be planned anew when it has been put right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, and_, func, select, update

from storage.model import DeliveryStatus, Manner
from storage.subscriptions import list_subscriptions
from storage.tables import IS_POLLED, articles, deliveries, entries, hosts, portals, subscriptions, witnesses


def is_behind(connection: Connection, now: datetime) -> bool:
    """Whether something was recorded later than `now`: a clock was ahead then, or is behind now."""
    last = (
        select(func.max(portals.c.last_poll_at)).where(IS_POLLED).scalar_subquery(),
        select(func.max(hosts.c.asked_at)).scalar_subquery(),
    )
    recorded = connection.execute(select(*last)).one()
    return any(at is not None and at > now for at in recorded)


def forget_all_doubts(connection: Connection) -> None:
    """Begin each proof of a withdrawal again: how far its two answers lie apart, the clock cannot tell."""
    doubted = articles.c.gone_since.is_not(None)
    connection.execute(update(articles).where(doubted).values(gone_since=None))


def list_planned(connection: Connection, now: datetime) -> list[str]:
    """The portals that are planned for later than now."""
    later = IS_POLLED & (portals.c.next_poll_at > now)
    return list(connection.scalars(select(portals.c.id).where(later).order_by(portals.c.id)))


def ask_hosts_again(connection: Connection, now: datetime) -> None:
    """Forget the waits of hosts that were asked later than now; what is known of them was learned by now."""
    ahead = update(hosts).where(hosts.c.asked_at > now)
    connection.execute(ahead.values(asked_at=now, wait_until=None, wait_why=None))
    for at in (hosts.c.robots_at, hosts.c.robots_failing_since, hosts.c.failed_at):
        connection.execute(update(hosts).where(at > now).values({at.name: now}))


def look_closer(connection: Connection, now: datetime) -> None:
    """Whether a portal is silent, late or frozen is asked at its next poll, and so is its other list."""
    connection.execute(update(portals).where(portals.c.settled_until > now).values(settled_until=None))
    connection.execute(update(witnesses).where(witnesses.c.due_at > now).values(due_at=now))


def try_entries_again(connection: Connection, now: datetime) -> None:
    """What is listed and could not be read is tried at the next poll."""
    connection.execute(update(entries).where(entries.c.due_at > now).values(due_at=now))


def bring_deliveries_back(
    connection: Connection,
    now: datetime,
    leased_until: datetime,
    next_due: Callable[[Manner], datetime],
    next_try: Callable[[int], datetime],
) -> None:
    """Let no delivery be leased longer than until then, nor wait longer than its manner and its failures say.

    `next_due` gives the latest time of what was not tried yet, `next_try` of what failed so many times.
    """
    leased = and_(deliveries.c.status == DeliveryStatus.LEASED, deliveries.c.leased_until > leased_until)
    connection.execute(update(deliveries).where(leased).values(leased_until=leased_until))
    # How long what failed holds up the rest was reckoned by that clock, too.
    resting = update(subscriptions).where(subscriptions.c.rests_until > now)
    connection.execute(resting.values(rests_until=None))
    for subscription in list_subscriptions(connection):
        theirs = and_(
            deliveries.c.status == DeliveryStatus.PENDING, deliveries.c.subscription == subscription.id
        )
        tried = connection.scalars(select(deliveries.c.attempts).where(theirs).distinct()).all()
        for attempts in tried:
            due = next_try(attempts) if attempts else next_due(subscription.manner)
            late = and_(theirs, deliveries.c.attempts == attempts, deliveries.c.due_at > due)
            connection.execute(update(deliveries).where(late).values(due_at=due))
