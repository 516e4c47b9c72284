"""Step 11 on a real SQLite archive: order, leases, retries, and channels that fail or hang."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import ANY

import pytest

from monitor.deliver import LEASE, Deliverer
from monitor.message import Message
from monitor.replay import Retried, replay, retry
from monitor.retrying import DELAYS, retry_time
from storage import deliveries, events, portals, subscriptions
from storage.batches import lease_batches
from storage.database import Store, open_store
from storage.migrate import upgrade
from storage.model import (
    Delivery,
    DeliveryError,
    DeliveryStatus,
    EventType,
    PortalDefinition,
    Subscription,
    UnusableTargetError,
)

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


class Clock:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


class Channels:
    """All channels of a test: what each was sent, and how it fails."""

    def __init__(self) -> None:
        self.sent: dict[str, list[Message]] = defaultdict(list)
        self.tried: dict[str, int] = defaultdict(int)
        self.errors: dict[str, Exception] = {}
        self.gates: dict[str, threading.Event] = {}  # a channel that hangs until its gate is opened

    def open(self, target: str) -> _Channel:
        if target.startswith("nowhere"):
            raise UnusableTargetError("no channel is called nowhere:")
        return _Channel(target, self)

    def events(self, target: str) -> list[int]:
        return [message.payload["data"]["event"]["id"] for message in self.sent[target]]


class _Channel:
    def __init__(self, name: str, channels: Channels) -> None:
        self.name = name
        self.channels = channels

    def send(self, message: Message) -> None:
        self.channels.tried[self.name] += 1
        if gate := self.channels.gates.get(self.name):
            assert gate.wait(60)
        if error := self.channels.errors.get(self.name):
            raise error
        self.channels.sent[self.name].append(message)

    def close(self) -> None: ...


class Archive:
    """A store with one portal, in which things happen."""

    type = EventType.QUIET

    def __init__(self, store: Store) -> None:
        self.store = store
        with store.write() as connection:
            definition = PortalDefinition(url="https://meknes.example/")
            portals.insert_portal(connection, "meknes", definition, NOW)

    def subscribe(self, target: str) -> Subscription:
        with self.store.write() as connection:
            return subscriptions.insert_subscription(connection, target, NOW)

    def happen(self, times: int = 1, at: datetime = NOW) -> None:
        with self.store.write() as connection:
            last = max((event.id for event in events.list_events(connection)), default=0)
            for number in range(times):
                since = at + timedelta(microseconds=last + number)
                portal = portals.find_portal(connection, "meknes")
                assert portal is not None
                event = events.insert_portal_event(connection, portal, self.type, since, since, "why")
                assert event is not None
                for one in subscriptions.list_subscriptions(connection):
                    deliveries.insert_delivery(connection, one, event, at)

    def deliveries(self) -> list[Delivery]:
        with self.store.read() as connection:
            return deliveries.list_deliveries(connection)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    store = open_store(f"sqlite:///{tmp_path}/balagh.db")
    upgrade(store)
    yield Archive(store)
    store.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def channels() -> Channels:
    return Channels()


@pytest.fixture
def deliverer(archive: Archive, channels: Channels, clock: Clock) -> Deliverer:
    return Deliverer(archive.store, channels.open, clock)


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


def test_a_failure_is_tried_again_with_the_order_kept(
    archive: Archive, channels: Channels, deliverer: Deliverer, clock: Clock
) -> None:
    archive.subscribe("a:")
    archive.happen(3)
    channels.errors["a:"] = DeliveryError("answered 500")
    assert deliverer.deliver_due() == 0
    first, second, third = archive.deliveries()
    assert (first.status, first.attempts, first.error) == (DeliveryStatus.PENDING, 1, "answered 500")
    assert NOW + timedelta(seconds=10) <= first.due_at <= NOW + timedelta(seconds=12.5)
    assert second.attempts == third.attempts == 0
    channels.errors.clear()
    clock.turn(seconds=5)
    assert deliverer.deliver_due() == 0  # those behind it wait, and the channel is left alone
    assert channels.tried["a:"] == 1
    clock.turn(seconds=10)
    assert deliverer.deliver_due() == 3
    assert channels.events("a:") == [1, 2, 3]
    assert archive.deliveries()[0].error is None


def test_a_message_that_keeps_failing_does_not_hold_up_the_others_for_ever(
    archive: Archive, channels: Channels, deliverer: Deliverer, clock: Clock
) -> None:
    archive.subscribe("a:")
    archive.happen(2)
    channels.errors["a:"] = DeliveryError("answered 400")
    for _ in range(5):
        deliverer.deliver_due()
        clock.turn(minutes=13)
    assert archive.deliveries()[0].attempts == 5
    channels.errors.clear()
    deliverer.deliver_due()
    assert channels.events("a:") == [2]
    clock.turn(hours=1)
    deliverer.deliver_due()
    assert channels.events("a:") == [2, 1]


@pytest.mark.parametrize(
    ("name", "failures", "after_seconds", "told"),
    [
        ("soon after a failure", 2, 5, []),
        ("at the next try", 2, 40, [1, 2]),
        ("within the ten minutes", 5, 599, []),
        ("after ten minutes, before the next try", 5, 601, [2]),
        ("at a next try that lay far off", 5, 2400, [1, 2]),
    ],
)
def test_what_failed_holds_up_the_rest_after_a_restart_too(
    store: Store,
    channels: Channels,
    clock: Clock,
    name: str,
    failures: int,
    after_seconds: int,
    told: list[int],
) -> None:
    archive = Archive(store)
    archive.subscribe("mailto:a")
    archive.happen()
    channels.errors["mailto:a"] = DeliveryError("the login was refused")
    for number in range(failures):
        clock.now = max(clock.now, archive.deliveries()[0].due_at)
        assert Deliverer(store, channels.open, clock).deliver_due() == 0, number
    channels.errors.clear()
    archive.happen()
    clock.turn(seconds=after_seconds)
    Deliverer(store, channels.open, clock).deliver_due()
    assert channels.events("mailto:a") == told, name


def test_who_asks_by_hand_does_not_wait_for_what_failed(
    archive: Archive, channels: Channels, deliverer: Deliverer, clock: Clock
) -> None:
    one = archive.subscribe("a:")
    archive.happen(2)
    channels.errors["a:"] = DeliveryError("no such receiver", permanent=True)
    deliverer.deliver_due()
    channels.errors.clear()
    assert deliverer.deliver_due() == 0
    with archive.store.write() as connection:
        assert len(retry(connection, clock()).ids) == 1
    assert deliverer.deliver_due() == 2
    channels.errors["a:"] = DeliveryError("answered 500")
    archive.happen()
    deliverer.deliver_due()
    channels.errors.clear()
    with archive.store.write() as connection:
        replay(connection, one, 1, 1, clock())
    assert deliverer.deliver_due() == 1


def test_the_first_failure_of_a_subscription_and_its_end_are_said_once(
    archive: Archive,
    channels: Channels,
    deliverer: Deliverer,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    number = archive.subscribe("mailto:a@example.org").id
    archive.subscribe("b:")
    archive.happen(2)
    for error in ("the login was refused (535)", "the login was refused (535)", "timed out", None, None):
        channels.errors = {"mailto:a@example.org": DeliveryError(error)} if error else {}
        deliverer.deliver_due()
        with archive.store.read() as connection:
            one = subscriptions.find_subscription(connection, number)
        assert one is not None
        assert (one.failing_since, one.last_error) == ((NOW, error) if error else (None, None))
        clock.turn(minutes=3)
    began, ended = [record.getMessage() for record in caplog.records]
    assert began.startswith(
        "the alerts of subscription 1 (mailto:a@example.org) fail: the login was refused (535);"
    )
    assert ended == "the alerts of subscription 1 arrive again; they failed since 2026-03-01T09:30:00+00:00"


def test_a_receiver_that_asks_for_time_gets_it(
    archive: Archive, channels: Channels, deliverer: Deliverer, clock: Clock
) -> None:
    archive.subscribe("a:")
    archive.happen(2)
    channels.errors["a:"] = DeliveryError("answered 429", NOW + timedelta(hours=2))
    deliverer.deliver_due()
    channels.errors.clear()
    clock.turn(minutes=119)
    assert deliverer.deliver_due() == 0
    clock.turn(minutes=1)
    assert deliverer.deliver_due() == 2


def test_it_is_given_up_visibly_and_sent_again_when_asked(
    archive: Archive,
    channels: Channels,
    deliverer: Deliverer,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    archive.subscribe("a:")
    archive.happen()
    channels.errors["a:"] = DeliveryError("answered 410")
    for _ in range(len(DELAYS) + 1):
        deliverer.deliver_due()
        clock.turn(hours=36)
    assert archive.deliveries()[0].status is DeliveryStatus.FAILED
    assert archive.deliveries()[0].error == "answered 410"
    assert channels.tried["a:"] == len(DELAYS) + 1
    assert [record.levelno for record in caplog.records] == [logging.WARNING, logging.ERROR]
    assert deliverer.deliver_due() == 0
    channels.errors.clear()
    with archive.store.write() as connection:
        retry(connection, clock.now)
    assert deliverer.deliver_due() == 1


def test_what_a_library_throws_is_told_without_its_words(
    archive: Archive, channels: Channels, deliverer: Deliverer
) -> None:
    archive.subscribe("a:")
    archive.subscribe("nowhere:")
    archive.subscribe("b:")
    archive.happen()
    channels.errors["a:"] = KeyError("https://token@host")
    assert deliverer.deliver_due() == 1
    first, second, third = archive.deliveries()
    assert (first.status, first.error) == (DeliveryStatus.PENDING, "the channel failed with KeyError")
    assert (second.status, second.error) == (DeliveryStatus.PENDING, "no channel is called nowhere:")
    assert third.status is DeliveryStatus.SENT


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

    def leave(target: str) -> _Channel:
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


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [
        (1, 10),
        (2, 30),
        (3, 120),
        (4, 600),
        (5, 1800),
        (6, 3600),
        (7, 10800),
        (8, 21600),
        (9, 43200),
        (10, 86400),
    ],
)
def test_retry_times_grow(attempts: int, seconds: int) -> None:
    assert retry_time(NOW, attempts, None, 0) == NOW + timedelta(seconds=seconds)
    assert retry_time(NOW, attempts, None, 1) == NOW + timedelta(seconds=seconds * 1.25)


def test_retry_times_end_and_heed_the_receiver() -> None:
    hour = NOW + timedelta(hours=1)
    assert retry_time(NOW, 11, None, 0) is None
    assert retry_time(NOW, 11, hour, 0) is None
    assert retry_time(NOW, 1, hour, 0.5) == hour
    assert retry_time(NOW, 1, NOW - timedelta(hours=1), 0) == NOW + timedelta(seconds=10)
    assert retry_time(NOW, 8, hour, 0) == NOW + timedelta(hours=6)
    assert retry_time(NOW, 1, NOW + timedelta(days=30), 0) == NOW + timedelta(days=1)


def test_what_was_given_up_is_not_sent_again_to_who_unsubscribed(
    archive: Archive, channels: Channels, clock: Clock, deliverer: Deliverer
) -> None:
    gone, there = archive.subscribe("gone:"), archive.subscribe("there:")
    archive.happen()
    channels.errors = {name: DeliveryError("no") for name in ("gone:", "there:")}
    for _ in range(len(DELAYS) + 1):
        deliverer.deliver_due()
        clock.turn(days=2)
    assert {one.status for one in archive.deliveries()} == {DeliveryStatus.FAILED}
    channels.errors = {}
    with archive.store.write() as connection:
        subscriptions.remove_subscription(connection, gone.id, clock())
        assert retry(connection, clock()) == Retried([ANY], ended=1, forgotten=0)
    found = {one.subscription: one.status for one in archive.deliveries()}
    assert found == {gone.id: DeliveryStatus.FAILED, there.id: DeliveryStatus.PENDING}
