"""What goes because of its age, what stays of it, and how much room is told to be taken."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.gaps import explain_gap
from monitor.tidying import is_time_to_tidy
from storage import gaps, portals
from storage.database import Store
from storage.evidence.keeping import EvidenceFolder
from storage.model import Gap, PortalDefinition
from storage.poll_log import PollDay, insert_polls, list_poll_days
from storage.pruning import Limits, find_last_pruning, list_prunable, list_prunings, prune
from storage.sizes import measure_folder, measure_tables
from tests.conftest import Command

NOW = datetime(2026, 11, 27, 1, 0, tzinfo=UTC)
LIMITS = Limits(poll_days=30, evidence_days=None)


def polled(at: datetime, **changes: Any) -> dict[str, Any]:
    row = {
        "portal": "commune",
        "started_at": at,
        "finished_at": at + timedelta(seconds=5),
        "state": "healthy",
    }
    counts = {"outcome": "unchanged", "requests": 2, "not_modified": 1, "entries": 10, "events": 0}
    return row | counts | changes


@pytest.fixture
def polls(store: Store) -> Store:
    """An archive with polls of 40 days ago, of which one brought an event, and one of yesterday."""
    with store.write() as connection:
        portals.insert_portal(connection, "commune", PortalDefinition(url="https://commune.example/"), NOW)
        for hours in range(3):
            insert_polls(connection, [polled(NOW - timedelta(days=40, hours=-hours))])
        insert_polls(connection, [polled(NOW - timedelta(days=40), outcome="changed", events=2)])
        insert_polls(connection, [polled(NOW - timedelta(days=1), outcome="failed")])
    return store


def test_polls_that_brought_nothing_go_and_their_days_stay_counted(polls: Store, tmp_path: Path) -> None:
    before = NOW - timedelta(days=30)
    (planned,) = list_prunable(polls, LIMITS, NOW)
    (done,) = prune(polls, EvidenceFolder(tmp_path), LIMITS, NOW)
    assert planned == done
    assert (done.what, done.rows, done.before) == ("polls", 3, before)
    (again,) = prune(polls, EvidenceFolder(tmp_path), LIMITS, NOW + timedelta(hours=1))
    assert again.rows == 0
    with polls.read() as connection:
        left = connection.exec_driver_sql("select outcome from polls order by id").scalars().all()
        assert left == ["changed", "failed"]
        assert [one.rows for one in list_prunings(connection)] == [3]
        assert find_last_pruning(connection) == NOW + timedelta(hours=1)
        assert list(list_poll_days(connection, ["commune"])) == [
            PollDay("commune", "2026-10-18", 4, 0, 1, 8, 4, 2),
            PollDay("commune", "2026-11-26", 1, 1, 0, 2, 1, 0),
        ]


def test_too_many_gaps_are_joined_and_never_forgotten(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gaps, "MOST_GAPS", 2)
    hours = [NOW + timedelta(hours=number) for number in range(20)]
    with store.write() as connection:
        portals.insert_portal(connection, "commune", PortalDefinition(url="https://commune.example/"), NOW)
        for start, end, why in ((0, 2, "paused"), (10, 11, "paused"), (13, 15, "not running")):
            gaps.insert_gap(connection, Gap("commune", hours[start], hours[end], why))
        kept = gaps.list_gaps(connection, "commune")
    assert kept == [
        Gap("commune", hours[0], hours[2], "paused"),
        Gap("commune", hours[10], hours[15], "paused; not running"),
    ]


@pytest.mark.parametrize(
    ("hours_ago", "now", "is_time"),
    [
        (None, NOW.replace(hour=12), True),
        (1, NOW.replace(hour=2), False),
        (24, NOW.replace(hour=2), True),
        (24, NOW.replace(hour=12), False),
        (37, NOW.replace(hour=12), True),
    ],
    ids=["never done", "done an hour ago", "by night", "by day", "by day, a night was missed"],
)
def test_it_is_done_at_night(hours_ago: int | None, now: datetime, is_time: bool) -> None:
    last = None if hours_ago is None else now - timedelta(hours=hours_ago)
    assert is_time_to_tidy(now, last) is is_time


def test_a_full_disk_is_the_reason_of_a_gap_until_the_next_good_reading(store: Store) -> None:
    with store.write() as connection:
        portals.insert_portal(connection, "commune", PortalDefinition(url="https://commune.example/"), NOW)
        portals.note_unread(connection, "a disk was full")
        portal = portals.find_portal(connection, "commune")
    assert portal is not None
    assert explain_gap(portal) == "a disk was full"


def test_every_table_is_measured(polls: Store, tmp_path: Path) -> None:
    sizes = {one.name: one for one in measure_tables(polls)}
    assert {"articles", "polls", "poll_days", "word_index", "evidence"} <= set(sizes)
    assert sizes["polls"].count == 5
    assert all((one.size_bytes or 0) > 0 for one in sizes.values() if one.count)
    (tmp_path / "some" / "more").mkdir(parents=True)
    (tmp_path / "some" / "more" / "file").write_bytes(bytes(1_234))
    assert (measure_folder(tmp_path / "some").count, measure_folder(tmp_path / "some").size_bytes) == (
        1,
        1_234,
    )


def test_the_commands_say_what_goes_and_declare_what_went(balagh: Command) -> None:
    balagh.ok("db", "upgrade")
    with closing(sqlite3.connect(balagh.home / "balagh.db")) as connection, connection:
        connection.execute(
            "insert into portals (id, definition, platform, state, state_since, state_evidence, paused,"
            " next_poll_at, failures, added_at) values ('commune', '{\"url\": \"https://commune.example/\"}',"
            " 'generic', 'unpolled', '2026-01-01', '', 1, '2026-01-01', 0, '2026-01-01')"
        )
        connection.execute(
            "insert into polls (portal, started_at, finished_at, outcome, state, requests, not_modified,"
            " entries, events) values"
            " ('commune', '2025-01-01', '2025-01-01', 'unchanged', 'healthy', 1, 0, 9, 0)"
        )
    would = balagh.lines("db", "prune", "--dry-run")
    assert [(one["what"], one["rows"]) for one in would] == [("polls", 1)]
    assert "1 poll without events of before" in balagh.run("db", "prune").stderr
    assert [one["rows"] for one in balagh.lines("db", "prune", "--dry-run")] == [0]
    checked = balagh.run("db", "check")
    assert (checked.returncode, "declared: 1 poll without events of before" in checked.stderr) == (0, True)
    size = balagh.json("db", "size")
    assert sum(one["bytes"] for one in size["tables"]) == size["total_bytes"] > 0
    assert "balagh.db" in {one["name"] for one in size["files"]}
    assert size["free_bytes"][str(balagh.home)] > 0
