"""Webhooks' receivers that fail in their own ways: what each accepted is counted there."""

from __future__ import annotations

import base64
import json
import random
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any

from tests.servers import running
from tests.system.hurried import ANSWER_SECONDS


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


@dataclass(frozen=True)
class Arrival:
    """A message that a receiver accepted."""

    message: str  #: its id
    told: tuple[tuple[int, str], ...]  #: (event, delivery's id) of all that it tells, in its order
    acknowledged: bool


class Receiver(ThreadingHTTPServer):
    """A webhook's receiver: what it accepted, in order, and how it failed."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, name: str, faults: Iterator[Fault]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.name = name
        self.arrived: list[Arrival] = []
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

    @property
    def events(self) -> set[int]:
        """What it was told of."""
        return {event for arrival in list(self.arrived) for event, _ in arrival.told}

    def take(self, alert: dict[str, Any], message: str) -> Fault:
        """Decide on an answer, and keep the alert if it is one that accepts."""
        data = alert["data"]
        parts = data.get("deliveries") or data.get("together") or [data]
        told = tuple((part["event"]["id"], part["delivery"]) for part in parts)
        with self._lock:
            fault = next(self._faults, Fault.NONE)
            if fault is not Fault.NONE:
                self.failed[fault] += 1
            if fault not in (Fault.REFUSES, Fault.BUSY):
                self.arrived.append(Arrival(message, told, fault is Fault.NONE))
        return fault

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that was killed says nothing of ours."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
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
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None: ...


@contextmanager
def receiving(receiver: Receiver) -> Iterator[Receiver]:
    with running(receiver):
        yield receiver
