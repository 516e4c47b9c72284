"""Step 11 on a real SQLite archive: order, leases, and channels that hang."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import timedelta

import pytest

from monitor.deliver import LEASE, Deliverer
from storage import deliveries, subscriptions
from storage.batches import lease_batches
from storage.model import (
    DeliveryStatus,
)
from tests.monitor.delivering import NOW, Archive, Channel, Channels, Clock


def test_everything_due_is_sent_once_and_in_order(archive: Archive, channels: Channels, clock: Clock) -> None:
    told: list[str] = []
    deliverer = Deliverer(archive.store, channels.open, clock, lambda due: told.append(due.delivery.id))
    archive.subscribe("file:a")
    archive.subscribe("file:b")
    assert deliverer.deliver_due() == 0
    archive.happen(20)
    assert deliverer.deliver_due() == 40
    assert deliverer.deliver_due() == 0
    assert channels.events("file:a") == channels.events("file:b") == list(range(1, 21))
    assert {one.status for one in archive.deliveries()} == {DeliveryStatus.SENT}
    assert {one.sent_at for one in archive.deliveries()} == {NOW}
    assert sorted(told) == sorted(one.id for one in archive.deliveries())
    assert len(set(told)) == 40


def test_nothing_is_sent_before_its_time(archive: Archive, deliverer: Deliverer, clock: Clock) -> None:
    archive.subscribe("a:")
    archive.happen(at=NOW + timedelta(hours=1))
    assert deliverer.deliver_due() == 0
    clock.turn(hours=1)
    assert deliverer.deliver_due() == 1


def test_a_lease_of_the_dead_runs_out_and_the_id_stays(
    archive: Archive, channels: Channels, deliverer: Deliverer, clock: Clock
) -> None:
    number = archive.subscribe("a:").id
    archive.happen()
    with archive.store.write() as connection:
        (lost,) = lease_batches(connection, number, NOW, LEASE, apart=1)
    assert deliverer.deliver_due() == 0
    clock.turn(minutes=5)
    assert deliverer.deliver_due() == 1
    assert channels.sent["a:"][0].delivery == lost.id


def test_a_sender_that_comes_back_too_late_frees_no_lease_of_another(archive: Archive) -> None:
    number = archive.subscribe("a:").id
    archive.happen()
    with archive.store.write() as connection:
        (late,), (other,) = (
            lease_batches(connection, number, NOW + n * LEASE, LEASE, apart=1) for n in range(2)
        )
        deliveries.record_failure(connection, late.dues, "answered 500", NOW + LEASE)
        deliveries.release(connection, late.dues)
        assert not lease_batches(connection, number, NOW + LEASE, LEASE, apart=1)
        deliveries.record_failure(connection, other.dues, "answered 500", NOW + LEASE)
        assert lease_batches(connection, number, NOW + LEASE, LEASE, apart=1)


def test_nobody_is_told_who_unsubscribed_meanwhile(
    archive: Archive, channels: Channels, clock: Clock
) -> None:
    number = archive.subscribe("a:").id
    archive.happen(3)

    def leave(target: str) -> Channel:
        with archive.store.write() as connection:
            subscriptions.remove_subscription(connection, number, NOW)
        return channels.open(target)

    assert Deliverer(archive.store, leave, clock).deliver_due() == 1


def test_a_hanging_channel_delays_no_other(archive: Archive, channels: Channels, clock: Clock) -> None:
    gate = channels.gates["slow:"] = threading.Event()
    for target in ("slow:", "a:", "b:"):
        archive.subscribe(target)
    archive.happen(2)

    async def watch() -> None:
        deliverer = Deliverer(archive.store, channels.open, clock)
        started = time.monotonic()
        await deliverer.tick()
        while channels.events("a:") + channels.events("b:") != [1, 2, 1, 2]:
            await asyncio.sleep(0.01)
            assert time.monotonic() - started < 2
        archive.happen()
        while len(channels.events("a:")) < 3:
            await deliverer.tick()
            await asyncio.sleep(0.01)
            assert time.monotonic() - started < 4
        assert channels.tried["slow:"] == 1
        assert channels.events("slow:") == []
        gate.set()
        await deliverer.drain()

    asyncio.run(watch())
    assert channels.events("slow:") == channels.events("b:") == [1, 2, 3]
    assert {one.status for one in archive.deliveries()} == {DeliveryStatus.SENT}


def test_many_hanging_channels_delay_no_other(archive: Archive, channels: Channels, clock: Clock) -> None:
    gate = threading.Event()
    for number in range(60):
        channels.gates[f"slow{number}:"] = gate
        archive.subscribe(f"slow{number}:")
    archive.subscribe("a:")
    archive.happen()

    async def watch() -> None:
        deliverer = Deliverer(archive.store, channels.open, clock)
        await deliverer.tick()
        async with asyncio.timeout(60):  # a hang limit; the gate opens only after this channel was served
            while not channels.events("a:"):
                await asyncio.sleep(0.01)
        gate.set()
        await deliverer.drain()

    asyncio.run(watch())


def test_drain_sends_what_came_last_and_leaves_a_long_backlog(
    archive: Archive, channels: Channels, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.subscribe("file:a")
    archive.happen()
    deliverer = Deliverer(archive.store, channels.open, clock)
    asyncio.run(deliverer.drain())
    assert channels.events("file:a") == [1]
    archive.happen(200)
    monkeypatch.setattr("monitor.deliver.PATIENCE_SECONDS", 0.05)
    asyncio.run(deliverer.drain())
    assert len(channels.events("file:a")) < 201
    deliverer.deliver_due()
    assert channels.events("file:a") == list(range(1, 202))
