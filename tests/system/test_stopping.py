"""A watcher that is stopped, or killed, loses nothing and tells nothing twice."""

from __future__ import annotations

import json
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from simulator import Portal, Simulator
from tests.conftest import Command, wait_until
from tests.servers import running
from tests.system.test_watching import list_found


@pytest.fixture
def meknes(balagh: Command, simulator: Simulator) -> Portal:
    """The replica, watched: its baseline is done."""
    portal = simulator.add_portal("meknes", items=12)
    balagh.ok("add", portal.url, "--id", "meknes")
    return portal


class Receiver(ThreadingHTTPServer):
    """A webhook's receiver: the ids and events that arrived."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.arrived: list[dict[str, Any]] = []


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.arrived.append(body | {"id": self.headers["webhook-id"]})
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None: ...


@contextmanager
def receiving() -> Iterator[Receiver]:
    with running(Receiver()) as receiver:
        yield receiver


@pytest.mark.parametrize("how", ["signal", "time"])
def test_watch_ends_at_once_though_a_portal_is_slow(balagh: Command, meknes: Portal, how: str) -> None:
    meknes.clear_requests()
    meknes.set_fault("endless")
    with balagh.start("watch", *(["--for", "8"] if how == "time" else [])) as watcher:
        assert wait_until(lambda: bool(meknes.requests), 60)
        if how == "signal":
            watcher.send_signal(signal.SIGINT)
        ended = wait_until(lambda: watcher.poll() is not None, 20)
        watcher.kill()
        _, err = watcher.communicate()
    until = "until Ctrl-C" if how == "signal" else "for 8 seconds"
    said = f"watching 1 portal, each polled every second, {until}; nobody is told what is found: "
    assert (ended, watcher.returncode) == (True, 0)
    assert err == f"{said}`balagh subscribe terminal:` shows it here\n"
    meknes.set_fault(None)
    item = meknes.publish()
    balagh.ok("poll")
    assert list_found(balagh) == [("new", item.title)]


@pytest.mark.slow
def test_killed_at_random_nothing_is_lost_and_ids_are_stable(balagh: Command, simulator: Simulator) -> None:
    items, kills, chance = 100, 6, random.Random(20261124)
    portal = simulator.add_portal("meknes")
    balagh.ok("add", portal.url, "--id", "meknes")
    with receiving() as receiver:
        balagh.ok("subscribe", f"http://127.0.0.1:{receiver.server_port}/hook")
        published = []
        for _ in range(kills):
            watcher = balagh.start("watch")
            deadline = time.monotonic() + chance.uniform(0.8, 2.5)
            while time.monotonic() < deadline:
                if len(published) < items:
                    published += [portal.publish() for _ in range(min(4, items - len(published)))]
                time.sleep(0.1)
            watcher.send_signal(signal.SIGKILL)
            watcher.communicate()
        published += [portal.publish() for _ in range(items - len(published))]
        addresses = {item.url for item in published}
        watcher = balagh.start("watch")
        wait_until(lambda: {one["data"]["event"]["url"] for one in receiver.arrived} >= addresses, 240)
        watcher.send_signal(signal.SIGTERM)
        _, err = watcher.communicate(timeout=60)
        assert watcher.returncode == 0, err
    kept = Counter(row["url"] for row in balagh.lines("articles"))
    assert {url: kept[url] for url in addresses} == dict.fromkeys(addresses, 1)
    told = [(one["data"]["event"]["url"], one["id"]) for one in receiver.arrived if one["type"] == "new"]
    assert {url for url, _ in told} == addresses
    assert len(set(told)) == items, "an event was delivered under two ids"
    assert {row["status"] for row in balagh.lines("deliveries")} == {"sent"}
