"""Watcher and deliverer killed at random, with receivers that fail: shared by the tests and `bench/crash`."""

from __future__ import annotations

import base64
import json
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any

from simulator import Portal
from tests.conftest import Command, wait_until
from tests.servers import running
from tests.system.hurried import ANSWER_SECONDS

ROOT = Path(__file__).parents[2]


class Fault(StrEnum):
    """How a receiver answers. By the last two it has accepted the alert, and nobody is told so."""

    NONE = "answers 204"
    REFUSES = "answers 500"
    BUSY = "answers 429, Retry-After"
    HANGS = "accepts, times out"
    DROPS = "accepts, drops"


def by_chance(fault: Fault, share: float, chance: random.Random) -> Iterator[Fault]:
    """An endless row of answers, of which that share fails."""
    while True:
        yield fault if chance.random() < share else Fault.NONE


class Receiver(ThreadingHTTPServer):
    """A webhook's receiver: what it accepted, in order, and how it failed."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, name: str, faults: Iterator[Fault]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.name = name
        self.arrived: list[tuple[int, str]] = []  #: (event, delivery's id)
        self.failed: Counter[Fault] = Counter()
        self.logins: set[str] = set()
        self._faults = faults
        self._lock = Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"

    @property
    def unacknowledged(self) -> int:
        return self.failed[Fault.HANGS] + self.failed[Fault.DROPS]

    def take(self, alert: dict[str, Any], delivery: str) -> Fault:
        """Decide on an answer, and keep the alert if it is one that accepts."""
        with self._lock:
            fault = next(self._faults, Fault.NONE)
            if fault is not Fault.NONE:
                self.failed[fault] += 1
            if fault not in (Fault.REFUSES, Fault.BUSY):
                self.arrived.append((alert["data"]["event"]["id"], delivery))
        return fault

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that was killed says nothing of ours."""


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        alert = json.loads(body)  # the half of one, of a sender that was killed, is none
        if login := self.headers.get("Authorization", "").removeprefix("Basic "):
            self.server.logins.add(base64.b64decode(login).decode())
        fault = self.server.take(alert, self.headers["webhook-id"])
        if fault is Fault.HANGS:
            time.sleep(ANSWER_SECONDS * 2)
        if fault in (Fault.HANGS, Fault.DROPS):
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response({Fault.REFUSES: 500, Fault.BUSY: 429}.get(fault, 204))
        if fault is Fault.BUSY:
            self.send_header("Retry-After", "1")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None: ...


@contextmanager
def receiving(receiver: Receiver) -> Iterator[Receiver]:
    with running(receiver):
        yield receiver


class Hurried(Command):
    """`balagh` with the outbox's waits cut to seconds (tests/system/hurried.py) where it is started."""

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


@dataclass(frozen=True)
class Received:
    """What came to one receiver of what was due to it."""

    name: str
    due: int
    lost: int
    repeats: int  #: arrivals beyond the first of each event
    refused: int
    unacknowledged: int  #: accepted, and the sender was not told
    most_ids: int  #: under how many ids the same event came at most


@dataclass(frozen=True)
class Outcome:
    """How it ended."""

    received: list[Received]
    kills: int
    most_repeats: int  #: acknowledgements dropped, and kills times the sends that each may have had in flight
    audit: dict[str, Any]
    seconds: float

    @property
    def is_well(self) -> bool:
        """Whether everything arrived, repeated no more often than it had to, each under one id."""
        repeats = sum(one.repeats for one in self.received)
        whole = all(one.lost == 0 and one.most_ids == 1 and one.due for one in self.received)
        return whole and repeats <= self.most_repeats and bool(self.audit["ok"]) and not self.audit["waiting"]


def deliver_killed(
    balagh: Hurried, portal: Portal, events: int, kills: int, chance: random.Random
) -> Outcome:
    """Publish so much while watcher and deliverer are killed so often, and let them come to their end."""
    shares = {Fault.NONE: 0.0, Fault.REFUSES: 0.3, Fault.BUSY: 0.3, Fault.HANGS: 0.1, Fault.DROPS: 0.3}
    began = time.monotonic()
    with ExitStack() as stack:
        receivers = [
            stack.enter_context(receiving(Receiver(fault.value, by_chance(fault, share, chance))))
            for fault, share in shares.items()
        ]
        for one in receivers:
            balagh.ok("subscribe", one.url)
        published = _kill_at_random(
            balagh, portal, events, kills, chance, lambda: sum(len(one.arrived) for one in receivers)
        )
        _bring_to_end(balagh, receivers, published)
        due = [row["id"] for row in balagh.lines("events") if row["origin"] == "watch"]
    unacknowledged = sum(one.unacknowledged for one in receivers)
    return Outcome(
        [_count(one, due) for one in receivers],
        kills,
        unacknowledged + kills * len(receivers),
        json.loads(balagh.run("audit", "--json").stdout),
        time.monotonic() - began,
    )


def _kill_at_random(
    balagh: Hurried,
    portal: Portal,
    events: int,
    kills: int,
    chance: random.Random,
    count_arrived: Callable[[], int],
) -> set[str]:
    """The watcher, and every third time a deliverer beside it; gives the addresses that were published."""
    killed, published = 0, set()
    while killed < kills:
        both = [balagh.start("watch")]
        if killed % 3 == 1 and kills - killed > 1:
            both.append(balagh.start("deliveries", "--retry"))
        left = events - len(published)
        # At the last kill, all that is left.
        for _ in range(min(left, -(-left * len(both) // (kills - killed)))):
            published.add(str(portal.publish().url))
        if killed % 4:  # every fourth time also while it starts or polls; otherwise while it sends
            _wait_for_another(count_arrived)
        time.sleep(chance.uniform(0, 2 if killed % 4 else 4))
        chance.shuffle(both)
        for one in both:
            killed += one.poll() is None
            one.kill()
            one.communicate()
    return published


def _wait_for_another(count_arrived: Callable[[], int]) -> None:
    before = count_arrived()
    wait_until(lambda: count_arrived() > before, 20)


def _bring_to_end(balagh: Hurried, receivers: list[Receiver], addresses: set[str]) -> None:
    def is_done() -> bool:
        known = {row["url"]: row["id"] for row in balagh.lines("events") if row["origin"] == "watch"}
        wanted = {known.get(url) for url in addresses}
        return all(wanted <= {event for event, _ in one.arrived} for one in receivers)

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
    ids: defaultdict[int, set[str]] = defaultdict(set)
    for event, delivery in receiver.arrived:
        ids[event].add(delivery)
    return Received(
        receiver.name,
        len(due),
        len(set(due) - ids.keys()),
        len(receiver.arrived) - len(ids),
        receiver.failed[Fault.REFUSES] + receiver.failed[Fault.BUSY],
        receiver.unacknowledged,
        max(map(len, ids.values()), default=0),
    )
