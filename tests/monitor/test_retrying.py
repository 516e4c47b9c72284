"""What a channel did not take: tried again in order, given up visibly, sent again when asked."""

from __future__ import annotations

import logging
from datetime import timedelta
from unittest.mock import ANY

import pytest

from monitor.deliver import Deliverer
from monitor.replay import Retried, replay, retry
from monitor.retrying import DELAYS, retry_time
from storage import subscriptions
from storage.database import Store
from storage.model import (
    DeliveryError,
    DeliveryStatus,
)
from tests.monitor.delivering import NOW, Archive, Channels, Clock


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
