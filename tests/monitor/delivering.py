"""Archives in which things happen, channels that fail as a test says, and a clock that it turns."""

from __future__ import annotations

import threading
from collections import defaultdict
from datetime import UTC, datetime, timedelta

from monitor.message import Message
from storage import deliveries, events, portals, subscriptions
from storage.database import Store
from storage.model import (
    Delivery,
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

    def open(self, target: str) -> Channel:
        if target.startswith("nowhere"):
            raise UnusableTargetError("no channel is called nowhere:")
        return Channel(target, self)

    def events(self, target: str) -> list[int]:
        return [message.payload["data"]["event"]["id"] for message in self.sent[target]]


class Channel:
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
