"""Digests and bursts: one message for many deliveries, under one id however often it is tried."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor.deliver import Deliverer
from monitor.message import Message
from monitor.replay import retry
from monitor.timing import MOST_APART, next_due
from storage import batches, deliveries, events, portals, subscriptions
from storage.batches import lease_batches
from storage.database import open_store
from storage.migrate import upgrade
from storage.model import DeliveryError, DeliveryStatus, EventType, Manner, Subscription
from tests.monitor.delivering import NOW, Archive, Channels, Clock


class House(Archive):
    """An archive with subscriptions that are told in their manner, and all that tells them."""

    def __init__(self, path: Path) -> None:
        store = open_store(f"sqlite:///{path}/balagh.db")
        upgrade(store)
        super().__init__(store)
        self.clock, self.channels = Clock(), Channels()
        self.deliverer = Deliverer(store, self.channels.open, self.clock)

    def add(self, target: str, manner: Manner = Manner()) -> Subscription:  # noqa: B008
        with self.store.write() as connection:
            return subscriptions.insert_subscription(connection, target, NOW, manner=manner)

    def happens(self, times: int = 1, event_type: EventType = EventType.QUIET) -> None:
        at = self.clock.now
        with self.store.write() as connection:
            portal = portals.find_portal(connection, "meknes")
            assert portal is not None
            known = len(list(events.list_events(connection)))
            for number in range(known, known + times):
                since = at + timedelta(microseconds=number)
                event = events.insert_portal_event(connection, portal, event_type, since, since, "why")
                assert event is not None
                for one in subscriptions.list_subscriptions(connection):
                    deliveries.insert_delivery(connection, one, event, next_due(at, one.manner))

    def deliver_at(self, at: datetime) -> list[Message]:
        """What was sent when it was so late."""
        self.clock.now = at
        before = {target: len(sent) for target, sent in self.channels.sent.items()}
        self.deliverer.deliver_due()
        return [one for target, sent in self.channels.sent.items() for one in sent[before.get(target, 0) :]]

    def statuses(self) -> set[DeliveryStatus]:
        return {one.status for one in self.deliveries()}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    one = House(tmp_path)
    yield one
    one.store.close()


def told(message: Message) -> list[str]:
    return [alert.delivery for alert in message.alerts]


def ids(house: House) -> list[str]:
    return [one.id for one in house.deliveries()]


TODAY_AT_18 = NOW.replace(hour=18, minute=0)  # NOW is in Ramadan, when Morocco's clocks show UTC


def test_a_digest_is_one_message_that_lists_its_deliveries(house: House) -> None:
    house.add("http://hook.example", Manner("en", "daily@18:00"))
    house.happens(2)
    house.happens(1, EventType.RECOVERED)
    assert house.deliver_at(TODAY_AT_18 - timedelta(seconds=1)) == []
    (message,) = house.deliver_at(TODAY_AT_18)
    assert sorted(told(message)) == sorted(ids(house))
    assert message.title == "3 alerts – Recovered: 1, Quiet: 2"
    assert message.text.endswith(
        "Numbers of these alerts, for questions about them: " + " ".join(told(message))
    )
    assert message.payload["type"] == "digest"
    assert [one["delivery"] for one in message.payload["data"]["deliveries"]] == ids(house)
    assert [one["data"]["delivery"] for one in message.payloads] == ids(house)
    assert house.statuses() == {DeliveryStatus.SENT}
    assert house.deliver_at(TODAY_AT_18 + timedelta(days=1)) == []


def test_a_digest_of_one_is_the_alert_itself(house: House) -> None:
    house.add("a:", Manner("fr", "daily@18:00"))
    house.happens()
    (message,) = house.deliver_at(TODAY_AT_18)
    assert message.delivery == ids(house)[0]
    assert message.title.startswith("Silencieux sur meknes\u00a0: ")


def test_a_digest_that_fails_is_tried_again_as_it_was(house: House) -> None:
    house.add("a:", Manner("en", "hourly"))
    house.happens(3)
    house.channels.errors["a:"] = DeliveryError("answered 500")
    at = NOW + timedelta(minutes=30)
    assert house.deliver_at(at) == []
    assert {(one.status, one.attempts, one.error) for one in house.deliveries()} == {
        (DeliveryStatus.PENDING, 1, "answered 500")
    }
    first = ids(house)
    house.happens(2)  # due an hour later
    house.channels.errors.clear()
    (again,) = house.deliver_at(at + timedelta(seconds=20))
    assert told(again) == first
    (next_one,) = house.deliver_at(at + timedelta(hours=1))
    assert told(next_one) == ids(house)[3:]
    assert next_one.delivery != again.delivery


def test_what_was_tried_alone_is_tried_again_alone(house: House) -> None:
    house.add("a:", Manner("en", "hourly"))
    house.happens()
    house.channels.errors["a:"] = DeliveryError("accepted, and the connection broke")
    assert house.deliver_at(NOW + timedelta(minutes=30)) == []
    house.happens(3)
    house.channels.errors.clear()
    again, digest = house.deliver_at(NOW + timedelta(hours=2))
    assert again.delivery == ids(house)[0]
    assert told(digest) == ids(house)[1:]


def test_a_digest_that_its_sender_died_with_keeps_id_and_members(house: House) -> None:
    subscription = house.add("a:", Manner("en", "hourly"))
    house.happens(3)
    at = NOW + timedelta(minutes=30)
    with house.store.write() as connection:
        (lost,) = lease_batches(connection, subscription.id, at, timedelta(minutes=2), apart=1)
    house.happens(3)
    (other,) = house.deliver_at(at + timedelta(minutes=1))
    assert told(other) == ids(house)[3:]
    (again,) = house.deliver_at(at + timedelta(minutes=3))
    assert (again.delivery, told(again)) == (lost.id, [due.delivery.id for due in lost.dues])


def test_a_digest_that_is_refused_for_good_is_given_up_whole_and_sent_when_asked(house: House) -> None:
    house.add("a:", Manner("en", "hourly"))
    house.happens(2)
    house.channels.errors["a:"] = DeliveryError("refused", permanent=True)
    at = NOW + timedelta(minutes=30)
    assert house.deliver_at(at) == []
    assert house.statuses() == {DeliveryStatus.FAILED}
    house.channels.errors.clear()
    with house.store.write() as connection:
        assert len(retry(connection, at).ids) == 2
    assert [told(one) for one in house.deliver_at(at + timedelta(minutes=1))] == [ids(house)]


@pytest.mark.parametrize(
    ("target", "times", "messages"),
    [
        ("a:", MOST_APART, MOST_APART),
        ("a:", MOST_APART + 1, 1),
        ("file:x", MOST_APART + 1, MOST_APART + 1),
        ("HTTPS://x.example", MOST_APART + 1, MOST_APART + 1),
    ],
)
def test_a_burst_is_one_message_for_people_and_each_its_own_for_programs(
    house: House, target: str, times: int, messages: int
) -> None:
    house.add(target)
    house.happens(times)
    sent = house.deliver_at(NOW)
    assert len(sent) == messages
    assert sorted(one for message in sent for one in told(message)) == sorted(ids(house))


def test_an_alarm_of_several_portals_keeps_its_id_and_members_when_tried_again(house: House) -> None:
    house.add("http://hook.example", Manner("ar"))
    house.happens(3, EventType.BROKEN)
    house.channels.errors["http://hook.example"] = DeliveryError("answered 500")
    assert house.deliver_at(NOW) == []
    first = ids(house)
    house.channels.errors.clear()
    house.happens(1, EventType.BROKEN)
    alarm, other = house.deliver_at(NOW + timedelta(minutes=1))
    alarm, other = sorted((alarm, other), key=lambda one: len(one.alerts), reverse=True)
    assert (told(alarm), told(other)) == (first, ids(house)[3:])
    assert alarm.title == "تعذّر القراءة: 3 بوابات: meknes، meknes، meknes"
    assert [one["delivery"] for one in alarm.payload["data"]["together"]] == first
    assert alarm.delivery == alarm.payload["data"]["delivery"]


def test_a_message_has_no_more_than_people_read(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "MOST_TOGETHER", 20)
    house.add("a:")
    house.happens(55)
    assert [len(message.alerts) for message in house.deliver_at(NOW)] == [20, 20, 15]


def test_nothing_is_sent_in_quiet_hours_even_if_it_was_due_before(house: House) -> None:
    house.add("a:", Manner("en", quiet="09:45-11:00"))
    house.add("b:")
    house.happens()
    house.channels.errors["a:"] = DeliveryError("answered 500")
    assert len(house.deliver_at(NOW)) == 1
    house.channels.errors.clear()
    house.clock.now = NOW + timedelta(minutes=20)
    house.happens()
    assert len(house.deliver_at(house.clock.now)) == 1
    assert len(house.channels.sent["a:"]) == 0
    house.deliver_at(NOW.replace(hour=11, minute=0))
    assert house.channels.events("a:") == [1, 2]
