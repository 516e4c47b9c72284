"""Signs of life: who was told nothing for long hears that we look, and what we cannot see."""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor.match import is_placed
from monitor.timing import next_due
from storage import portals, signs, subscriptions
from storage.database import Connection
from storage.model import BROKEN_STATES, Portal, PortalState, Sign, Subscription, Unread

#: States in which nothing of a portal can be seen, besides the broken ones.
_UNSEEN = BROKEN_STATES | {PortalState.UNPOLLED, PortalState.PAUSED}


def tell_alive(connection: Connection, now: datetime) -> None:
    """At the end of a poll: a sign of life for each subscription that asked for it and heard nothing so long.

    Without a poll there is none: it says that we look.
    """
    for one in subscriptions.list_subscriptions(connection):
        if one.manner.alive_days is None:
            continue
        since = signs.find_last_telling(connection, one)
        if now - since >= timedelta(days=one.manner.alive_days):
            sign = _read_sign(connection, one, since, now)
            signs.insert_sign(connection, one, sign, next_due(now, one.manner))


def _read_sign(connection: Connection, subscription: Subscription, since: datetime, now: datetime) -> Sign:
    watched = [
        one for one in portals.list_portals(connection) if is_placed(subscription, one.id, one.definition)
    ]
    checked = [one.last_poll_at for one in watched if one.last_poll_at]
    return Sign(
        since=since,
        until=now,
        portals=len(watched),
        first_checked_at=min(checked, default=None),
        last_checked_at=max(checked, default=None),
        unread=tuple(
            Unread(one.id, state, one.last_read_at)
            for one in watched
            if (state := _find_state(one)) in _UNSEEN
        ),
    )


def _find_state(portal: Portal) -> PortalState:
    return PortalState.PAUSED if portal.paused else portal.state
