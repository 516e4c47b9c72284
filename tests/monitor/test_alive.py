"""Signs of life: made once by a poll when nothing was told for long, sent like an alert, and audited."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import text

from monitor.audit import Report, audit
from monitor.decide import Decider
from monitor.deliver import Deliverer
from monitor.message import Message
from monitor.replay import retry
from storage import portals, signs, subscriptions
from storage.database import Store
from storage.model import (
    DeliveryError,
    Manner,
    PortalDefinition,
    Source,
    SourceKind,
    SourcesFound,
    Subscription,
)
from tests.monitor.delivering import Channels
from tests.storage.archive import ENTRIES, HOME, NOW, TIMING, listed, polled, read

DAYS = [NOW + timedelta(days=number) for number in range(90)]


class House:
    """A portal that is polled, another one that is paused, and who asks for signs of life."""

    def __init__(self, store: Store) -> None:
        self.store, self.channels, self.decider = store, Channels(), Decider(store, TIMING)
        with store.write() as connection:
            portals.insert_portal(connection, "commune", PortalDefinition(url=HOME), NOW)
            portals.insert_portal(connection, "other", PortalDefinition(url=f"{HOME}/o"), NOW)
            connection.execute(text("update portals set paused = true where id = 'other'"))
        self.decider.record(SourcesFound("commune", "generic", (Source(SourceKind.LISTING, HOME),)))
        self.decider.record(listed([], NOW))
        self.decider.record(polled(NOW))

    def subscribe(self, days: int = 30, language: str = "en", **more: Sequence[str]) -> Subscription:
        manner = Manner(language, alive_days=days)
        with self.store.write() as connection:
            return subscriptions.insert_subscription(connection, "a:", NOW, manner=manner, **more)

    def poll(self, day: int) -> None:
        self.decider.record(polled(DAYS[day]))

    def publish(self, day: int) -> None:
        self.decider.record(listed(ENTRIES[:1], DAYS[day]))
        self.decider.record(read(ENTRIES[0], DAYS[day], "Coupure d'eau."))
        self.poll(day)

    def deliver(self, day: int) -> list[Message]:
        before = len(self.channels.sent["a:"])
        Deliverer(self.store, self.channels.open, lambda: DAYS[day]).deliver_due()
        return self.channels.sent["a:"][before:]

    def audit(self) -> Report:
        with self.store.read() as connection:
            return audit(connection)

    def made(self, subscription: int = 1) -> list[int]:
        """The days of the signs of life."""
        with self.store.read() as connection:
            return sorted((one.until - NOW).days for _, one in signs.list_signs(connection, subscription))


@pytest.fixture
def house(store: Store) -> House:
    return House(store)


def test_it_comes_after_so_many_days_without_an_alert_and_again_after_as_many(house: House) -> None:
    house.subscribe(events=["new"])
    for day in (1, 29, 30, 31, 59, 60, 61):
        house.poll(day)
    assert house.made() == [30, 60]
    sent = sorted(house.deliver(62), key=lambda one: one.title)
    assert [one.title for one in sent] == [
        "Sign of life: nothing that you asked for was found from 2026-11-24 to 2026-12-24",
        "Sign of life: nothing that you asked for was found from 2026-12-24 to 2027-01-23",
    ]
    assert sent[0].text.splitlines()[1:] == [
        "Watched for you: 2 portals. Last checks: 2026-12-24 10:00 UTC+1.",
        "What cannot be seen now:",
        "other: paused; never read",
    ]
    assert house.deliver(63) == []
    report = house.audit()
    assert (report.gaps, report.signs) == ([], 2)


def test_an_alert_puts_it_off_and_a_portal_that_is_not_wanted_does_not_count(house: House) -> None:
    house.subscribe(events=["new"])
    house.subscribe(events=["new"], words=["piscine"], portals=["commune"])
    house.publish(20)
    for day in (30, 49, 51):
        house.poll(day)
    assert (house.made(1), house.made(2)) == ([51], [30])
    told = [one.text for one in house.deliver(51) if one.subscription == 2]
    assert len(told) == 1 and "Watched for you: 1 portal." in told[0]
    assert house.audit().gaps == []


def test_without_a_poll_there_is_none_and_the_next_poll_makes_one(house: House) -> None:
    house.subscribe(days=7)
    assert house.deliver(40) == []
    assert house.audit().gaps == []
    house.poll(41)
    house.poll(42)
    assert house.made() == [41]
    assert house.audit().gaps == []


def test_it_is_retried_given_up_and_sent_again_under_one_id(house: House) -> None:
    one = house.subscribe()
    house.poll(30)
    house.channels.errors["a:"] = DeliveryError("answered 500", permanent=True)
    house.deliver(30)
    assert [(gap.what, gap.subscription) for gap in house.audit().gaps] == [("given-up", 1)]
    house.channels.errors.clear()
    with house.store.write() as connection:
        assert len(retry(connection, DAYS[31]).ids) == 1
    (message,) = house.deliver(31)
    assert message.delivery == signs.make_sign_id(one.uid, NOW)
    assert house.audit().gaps == []


def test_what_was_deleted_or_renamed_is_a_gap(house: House) -> None:
    house.subscribe(events=["new"])
    for day in (30, 31, 60, 61):
        house.poll(day)
    damages = {"delete from deliveries where id in (select min(id) from deliveries)": "missing"}
    damages |= {"update deliveries set id = 'dlv_x' where id in (select min(id) from deliveries)": "renamed"}
    for damage, what in damages.items():
        with house.store.write() as connection, connection.begin_nested() as damaged:
            connection.execute(text(damage))
            assert [gap.what for gap in audit(connection).gaps] == [what]
            damaged.rollback()


def test_a_program_gets_it_as_data(house: House) -> None:
    house.subscribe()
    house.poll(30)
    (message,) = house.deliver(30)
    data = json.loads(json.dumps(message.payload))["data"]
    assert message.payload["type"] == "alive"
    assert list(data) == ["delivery", "subscription", "since", "until", "portals", "checked", "unread"]
    assert data["unread"] == [{"portal": "other", "state": "paused", "last_read": None}]


WORDS = {
    "ar": ("علامة حياة", "متوقفة مؤقتًا؛ لم تُقرأ قط"),
    "fr": ("Signe de vie", "en pause\u00a0; jamais lu"),
}


def test_it_is_in_the_language_of_its_reader(house: House) -> None:
    for language in WORDS:
        house.subscribe(language=language)
    house.poll(30)
    for message in house.deliver(30):
        assert all(one in message.text for one in WORDS[message.language])
        assert not any(word in message.text for word in ("paused", "portal", "checks"))
