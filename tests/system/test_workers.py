"""Many workers on one archive: they share the portals, and one that dies, sleeps or comes changes nothing."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from sqlalchemy import text

from monitor.leases import Leases
from storage import migrate
from storage.database import Store, open_store
from storage.portals import find_portal
from tests import hosts, preloaded
from tests.conftest import Command, wait_until
from tests.fleet import add_portals, publish
from tests.postgresql import Server

pytestmark = pytest.mark.slow

PORTALS = 40
LEASE_SECONDS = 4
PATIENCE = 180  # seconds; a busy machine is no defect


@dataclass
class Worker:
    process: BaseProcess
    log: Path

    def send(self, number: signal.Signals) -> None:
        assert self.process.pid is not None
        os.kill(self.process.pid, number)

    def list_said(self) -> list[str]:
        return [json.loads(line)["message"] for line in self.log.read_text().splitlines()]


@contextmanager
def running(balagh: Command, count: int) -> Iterator[list[Worker]]:
    def start(number: int) -> Worker:
        log = balagh.home / f"worker-{number}.log"
        return Worker(preloaded.start(["worker"], balagh.environ, balagh.home, Path(os.devnull), log), log)

    workers = [start(number) for number in range(count)]
    try:
        yield workers
    finally:
        for one in workers:
            one.process.kill()
            one.process.join()


@pytest.fixture
def shared(balagh: Command, postgresql: Server) -> Iterator[Store]:
    """The archive on PostgreSQL."""
    url = postgresql.make_empty()
    balagh.environ |= {
        "BALAGH_DATABASE_URL": url,
        "BALAGH_LEASE_SECONDS": str(LEASE_SECONDS),
        "BALAGH_POLL_SECONDS": "3",
        "BALAGH_RECHECK_SECONDS": "3600",
        "BALAGH_LOG": "json",
    }
    store = open_store(url)
    migrate.upgrade(store)
    yield store
    store.close()


def count(store: Store, query: str) -> int:
    with store.read() as connection:
        return int(connection.execute(text(query)).scalar() or 0)


def wait_for_polls(store: Store) -> None:
    """Until each portal was polled once more than now."""
    with store.read() as connection:
        now = connection.execute(text("select clock_timestamp()")).scalar()
    late = f"select count(*) from portals where last_poll_at is null or last_poll_at < '{now}'"
    assert wait_until(lambda: count(store, late) == 0, PATIENCE), count(store, late)


def test_workers_that_die_sleep_and_lose_the_database_lose_nothing(
    balagh: Command, shared: Store, postgresql: Server, tmp_path: Path
) -> None:
    alerts = tmp_path / "alerts.jsonl"
    with hosts.running(tmp_path / "asked.jsonl") as server:
        add_portals(shared, server, PORTALS)
        balagh.ok("subscribe", f"file:{alerts}")
        with running(balagh, 3) as (dies, sleeps, stays):
            wait_for_polls(shared)
            publish_on(server, range(0, PORTALS, 2))
            dies.send(signal.SIGKILL)
            sleeps.send(signal.SIGSTOP)
            wait_for_polls(shared)
            postgresql.restart()
            shared.engine.dispose()
            sleeps.send(signal.SIGCONT)
            publish_on(server, range(1, PORTALS, 2))
            wait_for_polls(shared)
            new = "select count(*) from events where type = 'new' and origin = 'watch'"
            assert wait_until(lambda: count(shared, new) == PORTALS, PATIENCE)
            unsent = "select count(*) from deliveries where status <> 'sent'"
            assert wait_until(lambda: count(shared, unsent) == 0, PATIENCE)
            seen = balagh.lines("health", "--workers")
            assert [one["alive"] for one in seen].count(True) == 2
            for one in (sleeps, stays):
                one.send(signal.SIGTERM)
                one.process.join(30)
                assert one.process.exitcode == 0, one.list_said()
        assert hosts.list_overlaps(server.list_asked()) == []
    told = [json.loads(line) for line in alerts.read_text().splitlines()]
    ids = {(one["data"]["event"]["url"], one["data"]["delivery"]) for one in told}
    assert len(ids) == len({url for url, _ in ids}) == PORTALS
    balagh.ok("audit")
    balagh.ok("evidence", "--verify")
    # Who ended in order has left; who was killed is remembered for a day.
    assert [one["alive"] for one in balagh.lines("health", "--workers")] == [False]
    said = stays.list_said()
    # Each who meets it says it: the clock, the queue, a lease, a crawl, the deliveries; on a busy machine
    # as the server goes and as it comes.
    away = [number for number, one in enumerate(said) if "does not answer; start the PostgreSQL" in one]
    assert 1 <= len(away) <= 10, said
    assert not any("psycopg" in one.replace("postgresql+psycopg", "") for one in said), said


def publish_on(server: hosts.Running, numbers: range) -> None:
    for number in numbers:
        publish(server, number)


def test_sqlite_has_no_workers(balagh: Command) -> None:
    done = balagh.run("worker")
    assert (done.returncode, done.stdout) == (2, "")
    assert "SQLite, which one process watches (`balagh watch`)" in done.stderr
    assert list(balagh.home.iterdir()) == [], "no archive is begun"
    balagh.begin()
    asked = balagh.run("health", "--workers", "--json")
    assert (asked.returncode, asked.stdout) == (2, "")
    assert "it has no workers" in asked.stderr


def test_where_no_worker_was_nobody_is_listed(balagh: Command, shared: Store) -> None:
    for words in ((), ("--json",)):
        done = balagh.run("health", "--workers", *words)
        assert (done.returncode, done.stdout) == (0, "")
        assert "no worker was here in the last day" in done.stderr


def test_what_one_polls_no_other_does(balagh: Command, shared: Store, tmp_path: Path) -> None:
    balagh.environ["BALAGH_LEASE_SECONDS"] = "1"
    other = Leases(shared, "another", 60)
    with hosts.running(tmp_path / "asked.jsonl") as server:
        add_portals(shared, server, 1)
        with shared.read() as connection:
            portal = find_portal(connection, "p00000")
        assert portal is not None
        assert other.take(portal.shard)
        refused = balagh.run("poll")
        assert refused.returncode == 1
        assert "the worker another is polling portals" in refused.stderr
        assert server.list_asked() == []
        other.release()
        balagh.ok("poll")
        assert [one.status for one in server.list_asked() if one.path == "/feed"] == [200]
    # It was guessed by the host's name, which here is its address.
    assert other.take(portal.shard)
