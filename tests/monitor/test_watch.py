"""What the watcher starts, on a real archive."""

from __future__ import annotations

import asyncio
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import NoReturn

import pytest

from monitor.decide import Decider
from monitor.deliver import Deliverer
from monitor.schedule import Timing
from monitor.watch import BATCH, Watch
from storage import database, portals
from storage.database import Store, open_store
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


def test_nobody_is_asked_again_while_the_archive_takes_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.resting.FIRST_REST_SECONDS", 0.0)
    monkeypatch.setattr("storage.database.LOCK_TIMEOUT_SECONDS", 0)
    monkeypatch.setattr("storage.database._BEGIN_WRITING", database._BEGIN_WRITING.replace("'1s'", "'5ms'"))
    impatient = open_store(store.engine.url.render_as_string(hide_password=False))
    with store.write() as connection:
        portals.insert_portal(connection, "meknes", PortalDefinition(url="https://meknes.example/"), NOW)
    asked = 0

    async def crawl(plans: list[PollPlan], decider: Decider) -> None:
        nonlocal asked
        asked += 1
        decider.failures["meknes"] = "stayed locked"

    async def tick_twice(watch: Watch) -> None:
        for _ in range(2):
            await watch.tick()
            await asyncio.sleep(0.05)

    async def watch_meanwhile() -> list[int]:
        watch = Watch(impatient, lambda: Decider(impatient, TIMING), crawl, Deliverer(impatient, refuse))
        counts = []
        with store.write():  # another program's
            await tick_twice(watch)
            counts.append(asked)
            assert "stayed locked" in str(watch.trouble)
        await tick_twice(watch)
        return [*counts, asked]

    with closing(impatient):
        assert asyncio.run(watch_meanwhile()) == [1, 3]
