"""Tell people how a portal fares: that it is broken, read again, or silent.

An alarm waits a little for its like: portals of one platform or host fail together, though they are polled
one after the other, and their alarms are then one message (`storage/batches.py: lease_batches`). Each portal
has its own event, each subscription its own delivery of it: nothing is lost by being told together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.health import FAILURES_TO_ALARM, is_broken
from monitor.silence import Silence
from monitor.tell import PortalFound, tell_portal
from monitor.timing import quiet_until
from monitor.turn import Turn
from storage import deliveries, portals
from storage.database import Connection
from storage.model import EventType, Portal, PortalState, Told
from storage.subscriptions import list_subscriptions

#: Poll intervals that an alarm waits: in one of them every portal is polled, whose turn may come late.
ALARM_WAIT = 1.5
#: After a change of a portal's definition, so long is a selector that matches nothing taken for a slip.
TRIAL = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Found:
    """What a poll found out of its portal."""

    state: PortalState
    evidence: str
    failures: int  #: polls that failed one after the other
    at: datetime
    silence: Silence | None = None  #: where it is silent for longer than usual
    is_ours: bool = False  #: what its definition states since lately does not read it


def tell_health(turn: Turn, portal: Portal, found: Found) -> None:
    """An alarm where a portal is proved broken, its end where it is read again; once, an unusual silence."""
    if portal.alarmed_at is None and _is_alarming(found):
        portals.set_alarmed(turn.connection, portal.id, found.at)
        _tell(turn, portal, EventType.BROKEN, found, portal.last_read_at)
    elif portal.alarmed_at is not None and not is_broken(found.state):
        portals.set_alarmed(turn.connection, portal.id, None)
        _tell(turn, portal, EventType.RECOVERED, found)
        _ask_others(turn, portal, found.at)
    if found.silence is not None and portal.state is not PortalState.QUIET:
        why = Told(summary=found.evidence, facts=found.silence.list_facts())
        told = PortalFound(EventType.QUIET, found.silence.since, found.at, why, due=found.at)
        tell_portal(turn.connection, portal, told)


def is_tried_out(portal: Portal, now: datetime) -> bool:
    """Whether the portal's definition was changed so lately that what does not work may be a slip in it."""
    return portal.redefined_at is not None and now - portal.redefined_at < TRIAL


def release_alarms(connection: Connection, now: datetime) -> None:
    """Let the alarms go that wait for others of their kind: no more are to come.

    Digests have their time, and in quiet hours nothing is sent.
    """
    awake = [
        one.id
        for one in list_subscriptions(connection)
        if one.manner.digest is None and not quiet_until(now, one.manner)
    ]
    deliveries.release_alarms(connection, awake, now)


def _is_alarming(found: Found) -> bool:
    """One failure may be a moment's; a list that stands still was looked at twice before it is called so.

    A definition that was just written is mended by who wrote it; nobody else is told at once.
    """
    if found.is_ours:
        return False
    return found.failures >= FAILURES_TO_ALARM or found.state is PortalState.FROZEN


def _tell(
    turn: Turn, portal: Portal, event_type: EventType, found: Found, last_read: datetime | None = None
) -> None:
    read = f"; last read {last_read:%Y-%m-%d %H:%M} UTC" if last_read else ""
    facts = {"state": found.state.value, "evidence": found.evidence}
    facts |= {"read": last_read.isoformat()} if last_read else {}
    why = Told(summary=f"{found.state}: {found.evidence}{read}", facts=facts)
    due = found.at + turn.timing.poll * ALARM_WAIT
    tell_portal(turn.connection, portal, PortalFound(event_type, found.at, found.at, why, due))


def _ask_others(turn: Turn, portal: Portal, now: datetime) -> None:
    """Poll at once what failed and has a platform or host in common with a portal that answers again."""
    others = [
        one.id
        for one in portals.list_failing(turn.connection)
        if one.id != portal.id and _is_kin(one, portal)
    ]
    portals.bring_forward(turn.connection, others, now)


def _is_kin(one: Portal, other: Portal) -> bool:
    if one.platform == other.platform != "generic":
        return True
    return urlsplit(one.definition.url).netloc == urlsplit(other.definition.url).netloc
