"""Watcher and deliverer killed at random, with receivers that fail: shared by the tests and `bench/crash`."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.deliver import HANDFUL
from simulator import Portal
from storage import deliveries
from storage.database import open_store
from storage.model import DeliveryStatus
from tests.conftest import Command, wait_until
from tests.system.receiving import Fault, Receiver, by_chance, receiving

ROOT = Path(__file__).parents[2]
#: Who is subscribed: what its receiver does to which share of what comes, and how it is told.
RECEIVERS: tuple[tuple[Fault, float, tuple[str, ...]], ...] = (
    (Fault.NONE, 0.0, ()),
    (Fault.REFUSES, 0.3, ()),
    (Fault.BUSY, 0.3, ()),
    (Fault.HANGS, 0.1, ()),
    (Fault.DROPS, 0.3, ()),
    (Fault.REFUSES, 0.3, ("--digest", "hourly")),
    (Fault.DROPS, 0.3, ("--digest", "hourly")),
)
#: What a killed sender had put on its way arrives, and a database server ends what it had begun.
QUIET_SECONDS = 0.2


class Hurried(Command):
    """`balagh` with the outbox's waits cut to seconds (tests/system/hurried.py) where it is started."""

    def __init__(self, home: Path, database: str = "") -> None:
        super().__init__(home)
        self.database = database or f"sqlite:///{home}/balagh.db"
        self.environ["BALAGH_DATABASE_URL"] = self.database

    def start(self, *words: str, **more: Any) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.system.hurried", *words],
            env=self.environ | {"PYTHONPATH": str(ROOT)},
            cwd=self.home,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **more,
        )

    def list_sent(self) -> set[str]:
        """The ids of the deliveries that are recorded as sent."""
        with closing(open_store(self.database)) as store, store.read() as connection:
            kept = deliveries.list_deliveries(connection)
        return {one.id for one in kept if one.status is DeliveryStatus.SENT}


@dataclass(frozen=True)
class Received:
    """What came to one receiver of what was due to it."""

    name: str
    due: int
    lost: int
    messages: int
    repeats: int  #: arrivals beyond the first of each message
    refused: int
    unacknowledged: int  #: accepted, and the sender was not told
    most_ids: int  #: under how many ids the same event came at most, or one id with how many lists of events


@dataclass(frozen=True)
class Outcome:
    """How it ended."""

    received: list[Received]
    kills: int
    in_flight: int  #: messages that were acknowledged and not recorded when their sender was killed, in all
    most_in_flight: int  #: and at most of one receiver at one kill of a sender
    audit: dict[str, Any]
    seconds: float

    @property
    def most_repeats(self) -> int:
        """Acknowledgements dropped, and what was in flight at the kills."""
        return sum(one.unacknowledged for one in self.received) + self.in_flight

    @property
    def is_well(self) -> bool:
        """Whether everything arrived, repeated no more often than it had to, each under one id."""
        repeats = sum(one.repeats for one in self.received)
        whole = all(one.lost == 0 and one.most_ids == 1 and one.due for one in self.received)
        few = repeats <= self.most_repeats and self.most_in_flight <= HANDFUL
        return whole and few and bool(self.audit["ok"]) and not self.audit["waiting"]


def deliver_killed(
    balagh: Hurried, portal: Portal, events: int, kills: int, chance: random.Random
) -> Outcome:
    """Publish so much while watcher and deliverer are killed so often, and let them come to their end."""
    began = time.monotonic()
    with ExitStack() as stack:
        receivers = []
        for fault, share, manner in RECEIVERS:
            name = f"digest: {fault.value}" if manner else fault.value
            receiver = stack.enter_context(receiving(Receiver(name, by_chance(fault, share, chance))))
            balagh.ok("subscribe", receiver.url, *manner)
            receivers.append(receiver)
        killing = Killing(balagh, portal, receivers, chance)
        published = killing.kill_at_random(events, kills)
        _bring_to_end(balagh, receivers, published)
        due = [row["id"] for row in balagh.lines("events") if row["origin"] == "watch"]
    return Outcome(
        [_count(one, due) for one in receivers],
        kills,
        killing.in_flight,
        killing.most_in_flight,
        json.loads(balagh.run("audit", "--json").stdout),
        time.monotonic() - began,
    )


class Killing:
    """The watcher is killed again and again, and every third time a deliverer beside it."""

    def __init__(
        self, balagh: Hurried, portal: Portal, receivers: list[Receiver], chance: random.Random
    ) -> None:
        self._balagh = balagh
        self._portal = portal
        self._receivers = receivers
        self._chance = chance
        self._seen = dict.fromkeys(receivers, 0)  # arrivals up to the kill before
        self.in_flight = 0
        self.most_in_flight = 0

    def kill_at_random(self, events: int, kills: int) -> set[str]:
        """So often, while so much is published; gives the addresses of that."""
        killed, published = 0, set()
        while killed < kills:
            both = [self._balagh.start("watch")]
            if killed % 3 == 1 and kills - killed > 1:
                both.append(self._balagh.start("deliveries", "--retry"))
            left = events - len(published)
            # At the last kill, all that is left.
            for _ in range(min(left, -(-left * len(both) // (kills - killed)))):
                published.add(str(self._portal.publish().url))
            if killed % 4:  # every fourth time also while it starts or polls; otherwise while it sends
                self._wait_for_another()
            time.sleep(self._chance.uniform(0, 2 if killed % 4 else 4))
            self._chance.shuffle(both)
            for one in both:
                killed += one.poll() is None
                one.kill()
                one.communicate()
            self._count_in_flight(len(both))
        return published

    def _wait_for_another(self) -> None:
        def count() -> int:
            return sum(len(one.arrived) for one in self._receivers)

        before = count()
        wait_until(lambda: count() > before, 20)

    def _count_in_flight(self, senders: int) -> None:
        """What the receivers acknowledged since the kill before, and nobody lived to record."""
        time.sleep(QUIET_SECONDS)
        sent = self._balagh.list_sent()
        for one in self._receivers:
            came = one.arrived[self._seen[one] :]
            self._seen[one] += len(came)
            lost = {
                arrival.message
                for arrival in came
                if arrival.acknowledged and not {delivery for _, delivery in arrival.told} <= sent
            }
            self.in_flight += len(lost)
            self.most_in_flight = max(self.most_in_flight, -(-len(lost) // senders))


def _bring_to_end(balagh: Hurried, receivers: list[Receiver], addresses: set[str]) -> None:
    def is_done() -> bool:
        known = {row["url"]: row["id"] for row in balagh.lines("events") if row["origin"] == "watch"}
        wanted = {known.get(url) for url in addresses}
        return all(wanted <= one.events for one in receivers)

    def waits() -> bool:
        return bool(json.loads(balagh.run("audit", "--json").stdout)["waiting"])

    watcher = balagh.start("watch")
    try:
        assert wait_until(is_done, 120 + 2 * len(addresses)), "not all has arrived"
        wait_until(lambda: not waits(), 60)
        watcher.send_signal(signal.SIGTERM)
        _, err = watcher.communicate(timeout=60)
    finally:
        watcher.kill()
        watcher.communicate()
    assert watcher.returncode == 0, err


def _count(receiver: Receiver, due: list[int]) -> Received:
    ids: defaultdict[int, set[tuple[str, str]]] = defaultdict(set)
    lists: defaultdict[str, set[tuple[tuple[int, str], ...]]] = defaultdict(set)
    for arrival in receiver.arrived:
        lists[arrival.message].add(arrival.told)
        for event, delivery in arrival.told:
            ids[event].add((arrival.message, delivery))
    return Received(
        receiver.name,
        len(due),
        len(set(due) - ids.keys()),
        len(lists),
        len(receiver.arrived) - len(lists),
        receiver.failed[Fault.REFUSES] + receiver.failed[Fault.BUSY],
        receiver.unacknowledged,
        max(map(len, [*ids.values(), *lists.values()]), default=0),
    )
