"""What the watcher starts, on a real archive."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import NoReturn

from monitor.decide import Decider
from monitor.deliver import Deliverer
from monitor.schedule import Timing
from monitor.watch import BATCH, Watch
from storage import portals
from storage.database import Store
from storage.model import PollPlan, PortalDefinition, UnusableTargetError

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TIMING = Timing(timedelta(minutes=15), timedelta(hours=1), timedelta(hours=6))


def refuse(target: str) -> NoReturn:
    raise UnusableTargetError(target)


def test_many_portals_of_one_slow_host_hold_up_no_other(store: Store) -> None:
    with store.write() as connection:
        for number in range(4 * BATCH):
            definition = PortalDefinition(url=f"https://busy.example/{number}")
            portals.insert_portal(connection, f"busy{number:03}", definition, NOW)
        definition = PortalDefinition(url="https://other.example/")
        portals.insert_portal(connection, "other", definition, NOW + timedelta(hours=1))
    started: list[list[str]] = []

    async def crawl(plans: list[PollPlan], _decider: Decider) -> None:
        started.append([plan.portal for plan in plans])
        await asyncio.Event().wait()

    async def tick_thrice() -> None:
        watch = Watch(store, lambda: Decider(store, TIMING), crawl, Deliverer(store, refuse))
        for _ in range(3):
            await watch.tick()

    asyncio.run(tick_thrice())
    assert started == [[f"busy{number:03}" for number in range(BATCH)], ["other"]]
