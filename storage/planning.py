"""When portals are polled next: what was planned and from what, and planning it anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from storage.tables import portals

_AT_A_TIME = 1_000
_PLAN_POLL = update(portals).where(portals.c.id == bindparam("portal")).values(next_poll_at=bindparam("due"))
_PLANNED = (
    select(portals.c.id, portals.c.last_poll_at, portals.c.next_poll_at, portals.c.failures)
    .where(portals.c.removed_at.is_(None), portals.c.last_poll_at.is_not(None))
    .execution_options(yield_per=_AT_A_TIME)
)


@dataclass(frozen=True, slots=True)
class Planned:
    """A portal that was polled, and when it is to be polled again."""

    id: str
    last_poll_at: datetime
    next_poll_at: datetime
    failures: int  #: polls that failed one after the other


def walk_planned(connection: Connection) -> Iterator[Planned]:
    """The portals that were polled, and no more of each than this: there may be a million."""
    with connection.execute(_PLANNED) as rows:
        for row in rows:
            yield Planned(*row)


def plan_polls(connection: Connection, due: Mapping[str, datetime]) -> None:
    """When portals are polled next."""
    rows = [{"portal": portal_id, "due": at} for portal_id, at in due.items()]
    if rows:
        connection.execute(_PLAN_POLL, rows)
