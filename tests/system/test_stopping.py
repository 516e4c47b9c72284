"""A watcher that is stopped, or killed, loses nothing and tells nothing twice."""

from __future__ import annotations

import random
import signal
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from simulator import Portal, Simulator
from tests.conftest import Command, wait_until
from tests.system.crashing import Hurried, deliver_killed
from tests.system.test_watching import list_found

pytestmark = pytest.mark.slow


@pytest.fixture
def meknes(balagh: Command, simulator: Simulator) -> Portal:
    """The replica, watched: its baseline is done."""
    portal = simulator.add_portal("meknes", items=12)
    balagh.ok("add", portal.url, "--id", "meknes")
    return portal


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


def test_killed_at_random_every_alert_arrives_under_one_id(tmp_path: Path, simulator: Simulator) -> None:
    """The short form of `bench/crash`."""
    balagh = Hurried(tmp_path)
    portal = simulator.add_portal("meknes")
    balagh.ok("add", portal.url, "--id", "meknes")
    outcome = deliver_killed(balagh, portal, 12, 3, random.Random(20261126))
    assert outcome.is_well, outcome
    assert {one.due for one in outcome.received} == {12}
    assert sum(one.refused + one.unacknowledged for one in outcome.received) > 0
    kept = Counter(row["url"] for row in balagh.lines("articles"))
    assert set(kept.values()) == {1}
    with closing(sqlite3.connect(tmp_path / "balagh.db", isolation_level=None)) as connection:
        connection.execute("delete from deliveries where subscription = 2 and event = 35")
    done = balagh.run("audit")
    assert (done.returncode, done.stdout.count("\n")) == (1, 1)
    assert "subscription 2 was to be told of event 35" in done.stdout
    again = balagh.run("deliveries", "--replay", "35", "--to", "2")
    assert again.returncode == 1, "its receiver is gone by now"
    assert balagh.run("audit").returncode == 0
