"""How the archive stands, in a few figures that cost little however much it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.model import DeliveryStatus, PortalState
from storage.tables import articles, deliveries, events, portals


@dataclass(frozen=True, slots=True)
class Vitals:
    """The figures at one instant; what there is none of is left out or None."""

    portals: dict[str, int]  #: that are watched, by state
    articles: int  #: that are kept
    deliveries: dict[str, int]  #: by status
    oldest_due: datetime | None  #: when the pending delivery that waits longest was to be sent
    last_poll: datetime | None  #: when a poll of any portal ended last
    newest_event: datetime | None  #: when what was found out last was found


def find_vitals(connection: Connection) -> Vitals:
    """The figures as they are now."""
    state = select(portals.c.paused, portals.c.state, func.count()).where(portals.c.removed_at.is_(None))
    states: dict[str, int] = {}
    for paused, kept, count in connection.execute(state.group_by(portals.c.paused, portals.c.state)):
        name = PortalState.PAUSED.value if paused else str(kept)
        states[name] = states.get(name, 0) + count
    status = deliveries.c.status
    sent = select(status, func.count()).group_by(status)
    return Vitals(
        portals=states,
        articles=connection.scalar(select(func.count()).select_from(articles)) or 0,
        deliveries={str(one): count for one, count in connection.execute(sent)},
        oldest_due=connection.scalar(
            select(func.min(deliveries.c.due_at)).where(status == DeliveryStatus.PENDING)
        ),
        last_poll=connection.scalar(select(func.max(portals.c.last_poll_at))),
        newest_event=connection.scalar(select(events.c.at).order_by(events.c.id.desc()).limit(1)),
    )


def count_events_after(connection: Connection, after: int) -> tuple[int, dict[tuple[str, str], int]]:
    """The newest event's number, and how many of each (type, origin) were logged after one (exclusive)."""
    newest = connection.scalar(select(func.max(events.c.id))) or 0
    query = select(events.c.type, events.c.origin, func.count()).where(events.c.id > after)
    rows = connection.execute(query.group_by(events.c.type, events.c.origin))
    return newest, {(event_type, origin): count for event_type, origin, count in rows}
