"""What is known of hosts, put together from what several processes learned, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.hosts import ArchiveBook, Readiness, postpone
from storage import hosts, portals
from storage.database import Store
from storage.model import Host, HostAsked, PortalDefinition, Robots, Wait

NOW = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
DAY = f"{NOW:%Y-%m-%d}"
QUARTER = timedelta(minutes=15)
ROBOTS = Robots("User-agent: *\nCrawl-delay: 5\n", 200, "it is obeyed", NOW)


def minutes(count: float) -> datetime:
    return NOW + timedelta(minutes=count)


#: name: (what was learned, one after the other, what is known then)
LEARNED: dict[str, tuple[list[HostAsked], Host]] = {
    "requests of a day add up": (
        [HostAsked("x", day=DAY, requests=3), HostAsked("x", day=DAY, requests=4)],
        Host("x", day=DAY, requests=7),
    ),
    "another day begins anew": (
        [HostAsked("x", day=DAY, requests=3), HostAsked("x", day="2026-11-28", requests=1)],
        Host("x", day="2026-11-28", requests=1),
    ),
    "the last request counts, whoever tells of it first": (
        [HostAsked("x", asked_at=minutes(2)), HostAsked("x", asked_at=minutes(1))],
        Host("x", asked_at=minutes(2)),
    ),
    "the longer wait holds": (
        [HostAsked("x", wait=Wait(minutes(60), "long")), HostAsked("x", wait=Wait(minutes(1), "short"))],
        Host("x", wait=Wait(minutes(60), "long")),
    ),
    "rules stay while none can be had": (
        [HostAsked("x", robots=ROBOTS, crawl_delay=5.0), HostAsked("x", robots_failed_at=minutes(1))],
        Host("x", robots=ROBOTS, crawl_delay=5.0, robots_failing_since=minutes(1)),
    ),
    "since when they cannot be had": (
        [HostAsked("x", robots_failed_at=minutes(1)), HostAsked("x", robots_failed_at=minutes(9))],
        Host("x", robots_failing_since=minutes(1)),
    ),
    "and then can": (
        [HostAsked("x", robots_failed_at=minutes(1)), HostAsked("x", robots=ROBOTS)],
        Host("x", robots=ROBOTS),
    ),
    "failures are counted": (
        [HostAsked("x", asked_at=minutes(at), is_answering=False) for at in (1, 2)],
        Host("x", asked_at=minutes(2), failures=2, failed_at=minutes(2)),
    ),
    "until it answers": (
        [
            HostAsked("x", asked_at=minutes(1), is_answering=False),
            HostAsked("x", asked_at=minutes(2), is_answering=True),
        ],
        Host("x", asked_at=minutes(2)),
    ),
}


def test_learned(store: Store) -> None:
    for number, (name, (news, expected)) in enumerate(LEARNED.items()):
        book = ArchiveBook(store)
        for one in news:
            one.name = f"{number}.example"
            book.record([one])
        with store.read() as connection:
            (found,) = hosts.list_hosts(connection, [f"{number}.example"])
        assert found == Host(**{**_fields(expected), "name": found.name}), name


def _fields(host: Host) -> dict[str, object]:
    return {name: getattr(host, name) for name in host.__slots__}


def test_hosts_at_one_address_know_of_each_other(store: Store) -> None:
    book = ArchiveBook(store)
    book.record([HostAsked("a", address="192.0.2.1", asked_at=NOW), HostAsked("b", address="192.0.2.1")])
    assert book.load(["b", "c"]).keys() == {"b"}
    assert book.load(["b"])["b"].address_asked_at == NOW == book.find_last_asked("192.0.2.1")
    assert book.find_last_asked("192.0.2.2") is None


#: name: (what is known of the host, failures of the portal, whether it may be polled)
READY: dict[str, tuple[HostAsked, int, bool]] = {
    "it answers": (HostAsked("x.example", asked_at=NOW, is_answering=True), 0, True),
    "it asked us to wait": (HostAsked("x.example", wait=Wait(minutes(1), "asked")), 0, False),
    "that is over": (HostAsked("x.example", wait=Wait(NOW, "asked")), 0, True),
    "it failed for another portal": (HostAsked("x.example", asked_at=NOW, is_answering=False), 0, False),
    "long ago": (HostAsked("x.example", asked_at=minutes(-60), is_answering=False), 0, True),
    "it failed for this one": (HostAsked("x.example", asked_at=NOW, is_answering=False), 1, True),
    "another one failed": (HostAsked("y.example", asked_at=NOW, is_answering=False), 0, True),
}


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("news", "failures", "is_ready"), READY.values(), ids=READY)
def test_which_portals_may_be_polled(store: Store, news: HostAsked, failures: int, is_ready: bool) -> None:
    with store.write() as connection:
        portals.insert_portal(connection, "x", PortalDefinition(url="http://x.example/"), minutes(-9))
        hosts.record_hosts(connection, [news])
    with store.read() as connection:
        due = [replace(one, failures=failures) for one in portals.list_due_portals(connection, NOW)]
        ready = Readiness(connection, QUARTER, NOW)
        assert [one.id for one in ready.choose(due)] == ["x"] * is_ready
    assert [one.portal for one in ready.postponed] == ["x"] * (not is_ready)
    with store.write() as connection:
        for poll in ready.postponed:
            postpone(connection, poll)
        is_due = any(portals.list_due_portals(connection, NOW))
    assert is_due == is_ready
