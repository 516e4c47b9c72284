"""The lively archive on the disk: made in seconds, by the code that records what is polled."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path

from monitor.channels import open_channel
from monitor.decide import Decider
from monitor.schedule import Timing
from storage import migrate, polling, portals
from storage.database import Connection, Store, open_store
from storage.evidence.keeping import EvidenceFolder
from storage.gaps import insert_gap
from storage.model import Gap, PollRead, PortalDefinition, PortalState
from storage.subscriptions import insert_subscription
from storage.tables import poll_days
from tests.web.lively.cast import GAPPED, MEKNES, PAUSED, PLACES, REMOVED, STATES
from tests.web.lively.year import BEGIN, NOW, list_readings
from web.site import Site

TIMING = Timing(poll=timedelta(minutes=15), recheck=timedelta(hours=1), confirm=timedelta(hours=6))
CONTACT = "https://balagh.example"


def make(folder: Path) -> None:
    """Make the archive in a folder."""
    store = open_store(f"sqlite:///{folder / 'balagh.db'}")
    migrate.upgrade(store)
    fill(store, EvidenceFolder(folder / "evidence"))
    store.close()


def open_site(folder: Path) -> Site:
    """The archive in a folder, as it is shown at its last moment."""
    return Site(
        open_store(f"sqlite:///{folder / 'balagh.db'}"),
        EvidenceFolder(folder / "evidence"),
        timedelta(minutes=15),
        CONTACT,
        now=lambda: NOW,
        requests_per_minute=100_000,
        open_channel=partial(open_channel, allow_private=False),
    )


def fill(store: Store, evidence: EvidenceFolder) -> None:
    """Let the year happen."""
    with store.write() as connection:
        for place in PLACES:
            url = f"https://{place.id}.example/"
            definition = PortalDefinition(
                url=url, name=place.name, region=place.region, province=place.province
            )
            portals.insert_portal(connection, place.id, definition, BEGIN)
            _fill_days(connection, place.id)
        _subscribe(connection)
    decider = Decider(store, TIMING, evidence)
    for place in PLACES:
        for readings in list_readings(place):
            decider.record_all(readings)
    with store.write() as connection:
        for place in PLACES:
            _poll(connection, place.id)
        _trouble(connection)


def _subscribe(connection: Connection) -> None:
    insert_subscription(connection, "https://hooks.example/secret", BEGIN, portals=[MEKNES], kinds=["tender"])
    insert_subscription(connection, "mailto://desk@balagh.example", BEGIN, words=["الماء"], languages=["ar"])


def _fill_days(connection: Connection, portal: str) -> None:
    """A year of polls, counted by the day."""
    unread = {120, 121, 122, 123} if portal == GAPPED else set()
    rows = [
        {"portal": portal, "day": f"{BEGIN + timedelta(days=number):%Y-%m-%d}", "polls": 96,
         "failed": 96 * (number in unread), "changed": 0, "requests": 100, "not_modified": 90, "events": 0}
        for number in range(366)
    ]  # fmt: skip
    connection.execute(poll_days.insert(), rows)


def _poll(connection: Connection, portal: str) -> None:
    """The last poll."""
    at = NOW - timedelta(minutes=5)
    read = PollRead(portal, None, "60 entries were listed, 60 of them known", 1, 0, 60, 60, at, at)
    polling.record_poll(connection, read, PortalState.HEALTHY, NOW + timedelta(minutes=10))
    portals.set_state(connection, portal, PortalState.HEALTHY, read.evidence, BEGIN)


def _trouble(connection: Connection) -> None:
    for portal, (state, evidence) in STATES.items():
        portals.set_state(connection, portal, PortalState(state), evidence, NOW - timedelta(days=3))
    begin = BEGIN + timedelta(days=120)
    insert_gap(connection, Gap(GAPPED, begin, begin + timedelta(days=4), "Balagh was not running"))
    portals.set_paused(connection, PAUSED, True, NOW - timedelta(days=2))
    portals.remove_portal(connection, REMOVED, NOW - timedelta(days=20))
