"""What the archive is counted as, on each engine, and what the counts are held against."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from monitor.statistics.counting import read_statistics
from monitor.statistics.delays import find_typical, list_delays
from monitor.statistics.watching import Watching, find_watching, find_window, list_months
from storage import polling, portals
from storage.database import Connection, Store
from storage.dataset.rows import list_rows
from storage.dataset.selection import Selection
from storage.filter import ArticleFilter
from storage.gaps import insert_gap
from storage.model import (
    ArticleStatus,
    Expect,
    Gap,
    Origin,
    PollRead,
    PortalDefinition,
    PortalState,
    Publication,
    PublishedDate,
)
from storage.statistics import Grouping, Stint
from storage.watched import Watched
from tests.happenings import NOW, happen, make_portals

DAY = timedelta(days=1)
START = datetime(2026, 1, 30, tzinfo=UTC)
GAPS = {
    "none": ((), (10.0, 0.0)),
    "one": (((2, 3),), (9.0, 1.0)),
    "two that overlap count once": (((2, 4), (3, 5)), (7.0, 3.0)),
    "one in another": (((2, 6), (3, 4)), (6.0, 4.0)),
    "one from before it was added": (((-5, 1),), (9.0, 1.0)),
    "one after its last reading": (((12, 14),), (10.0, 0.0)),
}


def watched(gaps: tuple[tuple[int, int], ...] = (), days: int | None = 10) -> Stint:
    return Stint(
        "meknes",
        PortalDefinition(url="https://meknes.example/"),
        Watched(
            START,
            None if days is None else START + days * DAY,
            tuple(Gap("meknes", START + one * DAY, START + other * DAY, "") for one, other in gaps),
        ),
    )


@pytest.mark.parametrize(("gaps", "expected"), GAPS.values(), ids=GAPS)
def test_time_without_a_reading_is_not_watched(
    gaps: tuple[tuple[int, int], ...], expected: tuple[float, float]
) -> None:
    found = find_watching(watched(gaps))
    assert (found.days, found.gap_days) == expected


def test_a_portal_that_was_never_read_was_not_watched() -> None:
    assert find_watching(watched(days=None)) == Watching()
    assert list(list_months(watched(days=None), find_window(None, None))) == []


def test_the_months_share_all_of_the_time() -> None:
    stint, window = watched(((1, 3),)), find_window(None, None)
    months = {month: find_watching(stint, own) for month, own in list_months(stint, window)}
    assert list(months) == ["2026-01", "2026-02"]
    assert sum(one.days for one in months.values()) == pytest.approx(8)
    assert sum(one.gap_days for one in months.values()) == pytest.approx(2)


def test_days_that_are_asked_for_are_inclusive() -> None:
    window = find_window(date(2026, 2, 1), date(2026, 2, 3))
    assert find_watching(watched(), window).days == pytest.approx(3)


def publication(number: int, title: str, text: str, published: str | None) -> Publication:
    return Publication(
        article=number, url=f"https://meknes.example/{number}", title=title, text=text,
        published=PublishedDate(published, "day" if published else None, "listing" if published else "none"),
        kind="session", subkind=None, status=ArticleStatus.PRESENT, files=(),
    )  # fmt: skip


AGENDA = ("جدول أعمال الدورة العادية لشهر فبراير 2026", "تنعقد الدورة يوم 5 فبراير 2026.")
MINUTES = ("محضر الدورة العادية لشهر فبراير 2026", "")
DELAYS = {
    "both": ([(AGENDA, "2026-02-01"), (MINUTES, "2026-02-25")], {"agenda": -4.0, "minutes": 20.0}),
    "the first one counts": (
        [(AGENDA, "2026-02-01"), (MINUTES, "2026-03-25"), (MINUTES, "2026-02-25")],
        {"agenda": -4.0, "minutes": 20.0},
    ),
    "an unknown day tells nothing": ([(AGENDA, "2026-02-01"), (MINUTES, None)], {"agenda": -4.0}),
    "nor a session of an unknown day": ([(MINUTES, "2026-02-25")], {}),
}


@pytest.mark.parametrize(("published", "expected"), DELAYS.values(), ids=DELAYS)
def test_delays_count_from_the_day_of_the_session(
    published: list[tuple[tuple[str, str], str | None]], expected: dict[str, float]
) -> None:
    found = [publication(number, *words, day) for number, (words, day) in enumerate(published, start=1)]
    typical = find_typical(list_delays(Expect(), found))
    assert {part.value: one.median_days for part, one in typical.items()} == expected


def test_each_grouping_counts_all_of_it(store: Store) -> None:
    with store.write() as connection:
        make_portals(connection)
        happen(connection)
    with store.read() as connection:
        for by in Grouping:
            found = read_statistics(connection, ArticleFilter(), by)
            assert sum(one.items.items for one in found.groups) == 5, by
            assert sum(one.found[Origin.WATCH] for one in found.groups) == 5, by
            assert sum(one.edits for one in found.groups) == 1, by


def test_what_was_watched_and_silent_is_told_beside_its_gaps(store: Store) -> None:
    with store.write() as connection:
        make_portals(connection)
        happen(connection)
        insert_gap(connection, Gap("rif", NOW, NOW + DAY, "it was paused"))
    with store.read() as connection:
        found = read_statistics(connection, ArticleFilter(kind="tender"), Grouping.PORTAL)
        regions = read_statistics(connection, ArticleFilter(), Grouping.REGION)
    assert [(one.items.group, one.items.items) for one in found.groups] == [
        ("meknes", 0),
        ("oujda", 1),
        ("rif", 0),
    ]
    assert [(one.items.group, one.items.items) for one in regions.groups] == [
        ("Fès-Meknès", 2),
        ("Oriental", 2),
        (None, 1),
    ]


def test_a_portal_that_was_removed_and_added_again_was_watched_all_the_time_but_between(store: Store) -> None:
    """As figures and the data set's coverage tell it."""
    definition = PortalDefinition(url="https://meknes.example/")
    with store.write() as connection:
        make_portals(connection)
        happen(connection)
        read_well(connection, NOW + 10 * DAY)
        portals.remove_portal(connection, "meknes", NOW + 11 * DAY)
        portals.insert_portal(connection, "meknes", definition, NOW + 15 * DAY)
        unread = list_coverage(connection)
        read_well(connection, NOW + 20 * DAY)
        figures = read_statistics(connection, ArticleFilter(portal="meknes"), Grouping.PORTAL)
        read = list_coverage(connection)
    between = (NOW + 10 * DAY, NOW + 15 * DAY)
    assert unread == [(NOW, NOW + 10 * DAY), between]
    assert read == [(NOW, NOW + 20 * DAY), between]
    assert figures.watching == Watching(15.0, 5.0)


def test_coverage_begins_where_it_began_and_does_not_end_before(store: Store) -> None:
    """Archives of before kept a portal as added a moment after its first reading."""
    with store.write() as connection:
        make_portals(connection)
        read_well(connection, NOW - timedelta(seconds=1))
        once = list_coverage(connection)
        read_well(connection, NOW + DAY)
        twice = list_coverage(connection)
    assert (once, twice) == ([(NOW, NOW)], [(NOW, NOW + DAY)])


def read_well(connection: Connection, at: datetime) -> None:
    poll = PollRead("meknes", None, "recognised", 1, 0, 5, 5, at, at, True)
    polling.record_poll(connection, poll, PortalState.HEALTHY, at)


def list_coverage(connection: Connection) -> list[tuple[datetime, datetime]]:
    wanted = Selection(ArticleFilter(portal="meknes"))
    return [(row["from"], row["to"]) for row in list_rows(connection, wanted, "coverage")]
