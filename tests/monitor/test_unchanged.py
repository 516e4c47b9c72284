"""Polls that brought nothing leave the same, kept many together or each alone; all else is looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from monitor.decide import Decider
from monitor.plan import make_plans
from monitor.schedule import Timing
from storage import portals
from storage.database import Store
from storage.events import list_events
from storage.model import (
    Entry,
    Expect,
    PollRead,
    PollUnchanged,
    PortalDefinition,
    PortalState,
    RequestMade,
    RequestsMade,
    Source,
    SourceKind,
    SourceRead,
    SourcesFound,
    Validators,
)
from storage.tables import poll_days, polls, requests

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TIMING = Timing(timedelta(hours=1), timedelta(days=30), timedelta(hours=6))
TOGETHER, ALONE = "together", "alone"


def begin(store: Store, *names: str, quiet_days: int | None = None) -> Decider:
    """Portals that were read at noon, each with one entry that is not to be visited."""
    decider = Decider(store, TIMING)
    for name in names:
        home = f"https://{name}.example/"
        definition = PortalDefinition(url=home, expect=Expect(quiet_days=quiet_days))
        source = Source(SourceKind.LISTING, home)
        entry = Entry(f"{home}1", f"{name}.example/1", "Avis")
        listed = SourceRead(name, home, (entry,), 1, True, Validators('"1"'), "f", NOON)
        with store.write() as connection:
            portals.insert_portal(connection, name, definition, NOON)
        decider.record(SourcesFound(name, "generic", (source,), found_at=NOON))
        decider.record(listed)
        decider.record(PollRead(name, None, "1 entry was listed", 2, 0, 1, 0, NOON, NOON))
    return decider


def unchanged(name: str, at: datetime) -> PollUnchanged:
    read = PollRead(name, None, "its list has not changed", 1, 1, 0, 0, at, at, source_unmodified=True)
    asked = RequestMade(at, "GET", f"https://{name}.example/", 304, 0, 12, None)
    return PollUnchanged(read, RequestsMade(name, (asked,)))


def poll_both(store: Store, decider: Decider, at: datetime) -> None:
    decider.record_unchanged([unchanged(TOGETHER, at)])
    one = unchanged(ALONE, at)
    decider.record(one.made)
    decider.record(one.read)


def list_left(store: Store, name: str) -> list[Any]:
    """All that is kept of a portal's polls, without numbers and what each calls its own."""
    with store.read() as connection:
        found = portals.find_portal(connection, name)
        assert found is not None
        portal = replace(found, id="", definition=PortalDefinition(url="https://x/"), sources=())
        rows = [
            {key: value for key, value in row.items() if key not in ("id", "portal", "url")}
            for table in (polls, poll_days, requests)
            for row in connection.execute(select(table).where(table.c.portal == name)).mappings()
        ]
        said = [(one.type, one.at, one.origin) for one in list_events(connection) if one.portal == name]
    assert portal.read_by == portal.next_poll_at  # each has its own place in the interval
    return [replace(portal, next_poll_at=NOON, read_by=NOON, shard=0), *rows, said]


@pytest.mark.parametrize(
    ("hours", "state"),
    [
        ([1, 2, 3], PortalState.HEALTHY),
        ([1, 13, 14], PortalState.HEALTHY),  # a new day, and a gap
        ([1, 24 * 3, 24 * 5, 24 * 5 + 1], PortalState.QUIET),  # longer silent than its definition allows
    ],
)
def test_kept_together_they_leave_what_each_leaves_alone(
    store: Store, hours: list[int], state: PortalState
) -> None:
    decider = begin(store, TOGETHER, ALONE, quiet_days=4)
    for hour in hours:
        poll_both(store, decider, NOON + timedelta(hours=hour))
    assert list_left(store, TOGETHER) == list_left(store, ALONE)
    assert decider.results[TOGETHER].state is state


def test_one_that_was_removed_meanwhile_is_left_out(store: Store) -> None:
    decider = begin(store, TOGETHER, ALONE)
    with store.write() as connection:
        portals.remove_portal(connection, ALONE, NOON)
    decider.record_unchanged([unchanged(name, NOON + timedelta(hours=1)) for name in (ALONE, TOGETHER)])
    assert ALONE not in decider.results or decider.results[ALONE].read.finished_at == NOON
    assert decider.results[TOGETHER].read.finished_at == NOON + timedelta(hours=1)


def test_a_glance_is_planned_only_where_nothing_else_is_to_be_done(store: Store) -> None:
    decider = begin(store, TOGETHER, ALONE)
    with store.read() as connection:
        both = portals.list_portals(connection)
        plans = make_plans(connection, both, NOON + timedelta(hours=1))
    assert [plan.is_glance for plan in plans] == [False, False]  # their entries are pending
    whole = decider.complete(replace(plans[0], is_glance=True))
    assert not whole.is_glance
    assert whole.known
    assert whole.pending
