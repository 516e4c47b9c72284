"""Begin to watch a portal: its first poll is the baseline, kept in one transaction, or nothing is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from monitor.decide import Decider
from monitor.polled import PollResult
from storage import portals
from storage.model import (
    PollPlan,
    PollPostponed,
    PollRead,
    PortalDefinition,
    PortalError,
    Reading,
    SourceRead,
)


class Collected:
    """Holds readings until it is known that the poll succeeded."""

    def __init__(self) -> None:
        self.failures: dict[str, str] = {}
        self.readings: list[Reading] = []

    def record(self, reading: Reading) -> None:
        """Hold one reading."""
        self.readings.append(reading)


async def add_portal(
    portal_id: str,
    definition: PortalDefinition,
    decider: Decider,
    crawl: Callable[[list[PollPlan], Collected], Awaitable[None]],
    write_definition: Callable[[], None],
) -> PollResult:
    """Poll a portal for the first time and watch it from now on.

    Raises PortalError, with nothing written, where its source cannot be found or read.
    """
    collected = Collected()
    plan = PollPlan(portal=portal_id, definition=definition)
    await crawl([plan], collected)
    last = collected.readings[-1] if collected.readings else None
    if isinstance(last, PollPostponed):
        raise PortalError(f"{last.why}; nothing was stored")
    if not isinstance(last, PollRead):
        raise PortalError(f"{definition.url}: the first poll ended without a word; nothing was stored")
    if last.trouble is not None:
        raise PortalError(last.evidence)
    if not last.entries:
        raise PortalError(
            f"{definition.url}: its source lists nothing; correct address or selectors, nothing was stored"
        )
    write_definition()
    begun = _find_first_reading(collected.readings)
    decider.record_all(
        collected.readings, lambda connection: portals.insert_portal(connection, portal_id, definition, begun)
    )
    return decider.results[portal_id]


def _find_first_reading(readings: list[Reading]) -> datetime:
    """From when on it is watched: its list was read, and not yet its articles, which may take an hour."""
    return min((one.fetched_at for one in readings if isinstance(one, SourceRead)), default=datetime.now(UTC))
