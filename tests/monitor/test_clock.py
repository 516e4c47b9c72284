"""A clock that is set: it is noticed, and what was planned by a wrong one does not wait for its hours."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, true, update

from monitor import clock
from monitor.alarm import ALARM_WAIT
from monitor.clock import TOLERANCE, ClockWatch, heed_again, heed_jump, heed_setback
from monitor.deliver import LEASE
from monitor.retrying import DELAYS, JITTER
from monitor.schedule import Timing
from storage.database import Store
from storage.model import Manner, StorageError
from storage.subscriptions import insert_subscription, record_failing
from storage.tables import articles, deliveries, subscriptions
from storage.tables import hosts as hosts_table
from storage.tables import portals as portals_table
from tests.happenings import NOW, happen, make_portals

HOUR = timedelta(hours=1)
TIMING = Timing(timedelta(minutes=15), HOUR, 6 * HOUR)
#: Set ahead by a day, all was planned; then the clock is put right.
AHEAD = NOW + 26 * HOUR


@pytest.mark.parametrize(
    ("name", "passed", "wall", "jump"),
    [
        ("goes on", 10.0, timedelta(seconds=10), None),
        ("is put right by seconds", 10.0, timedelta(seconds=40), None),
        ("set ahead", 10.0, 5 * HOUR + timedelta(seconds=10), 5 * HOUR),
        ("set back", 10.0, timedelta(seconds=10) - 5 * HOUR, -5 * HOUR),
        ("a long time passes", 9e6, timedelta(seconds=9e6), None),
    ],
)
def test_a_jump_is_found_once(name: str, passed: float, wall: timedelta, jump: timedelta | None) -> None:
    now, steady = [NOW], [100.0]
    watch = ClockWatch(lambda: now[0], lambda: steady[0])
    assert watch.find_jump() is None
    now[0], steady[0] = NOW + wall, 100.0 + passed
    assert watch.find_jump() == jump
    assert watch.find_jump() is None


def test_many_small_steps_are_one_jump() -> None:
    now = [NOW]
    watch = ClockWatch(lambda: now[0], lambda: 0.0)
    found = []
    for _ in range(5):
        now[0] -= TOLERANCE / 2
        found.append(watch.find_jump())
    assert [one for one in found if one] == [-1.5 * TOLERANCE]


def test_what_was_under_way_is_planned_after_its_end() -> None:
    had_ended = []

    async def jump() -> None:
        crawl = asyncio.create_task(asyncio.sleep(0.05))
        await heed_again([crawl], lambda: had_ended.append(crawl.done()))

    asyncio.run(jump())
    assert had_ended == [True]


def plan_ahead(store: Store) -> None:
    """What a watch leaves that ran for a while with its clock ahead."""
    with store.write() as connection:
        make_portals(connection)
        for manner in (Manner(), Manner(digest="daily@08:00")):
            insert_subscription(connection, "https://hook.example/", NOW, manner=manner)
        happen(connection)
        portal = update(portals_table)
        connection.execute(portal.values(next_poll_at=AHEAD + HOUR, last_poll_at=AHEAD, settled_until=AHEAD))
        connection.execute(update(articles).values(next_check_at=AHEAD + HOUR, gone_since=AHEAD))
        states = [("pending", 0, None), ("pending", 1, None), ("leased", 0, AHEAD + LEASE)]
        ids = connection.scalars(select(deliveries.c.id).where(deliveries.c.subscription == 1)).all()
        for (status, attempts, until), delivery in zip(states, ids, strict=False):
            values = {"status": status, "attempts": attempts, "leased_until": until, "due_at": AHEAD}
            connection.execute(update(deliveries).where(deliveries.c.id == delivery).values(values))
        connection.execute(
            update(deliveries).where(deliveries.c.subscription == 2).values(due_at=AHEAD + 24 * HOUR)
        )
        record_failing(connection, 1, "answered 500", AHEAD, AHEAD + HOUR)


def list_waits(store: Store) -> dict[str, list[datetime]]:
    columns = {
        "polls": portals_table.c.next_poll_at,
        "visits": articles.c.next_check_at,
        "settled": portals_table.c.settled_until,
        "doubts": articles.c.gone_since,
        "leases": deliveries.c.leased_until,
        "at once": deliveries.c.due_at,
        "digests": deliveries.c.due_at,
        "rests": subscriptions.c.rests_until,
    }
    conditions = {"at once": deliveries.c.subscription == 1, "digests": deliveries.c.subscription == 2}
    with store.read() as connection:
        return {
            name: [at for at in connection.scalars(select(one).where(conditions.get(name, true()))) if at]
            for name, one in columns.items()
        }


def test_what_was_planned_by_a_wrong_clock_does_not_wait_for_it(store: Store) -> None:
    plan_ahead(store)
    assert heed_setback(store, TIMING, NOW)
    waits = list_waits(store)
    assert max(waits["polls"]) <= NOW + TIMING.poll
    assert waits["settled"] == []
    assert max(waits["visits"]) <= NOW + TIMING.recheck
    assert waits["doubts"] == []
    assert max(waits["leases"]) <= NOW + LEASE
    leased, *others = sorted(waits["at once"], reverse=True)
    assert leased == AHEAD  # a lease counts by its own time
    assert NOW + DELAYS[0] * (1 + JITTER) in others
    assert max(others) <= NOW + TIMING.poll * ALARM_WAIT  # alarms wait so long for others
    assert waits["rests"] == []
    assert max(waits["digests"]) == datetime(2026, 11, 25, 7, tzinfo=UTC)


def test_a_clock_that_is_right_changes_nothing(store: Store) -> None:
    plan_ahead(store)
    before = list_waits(store)
    assert not heed_setback(store, TIMING, AHEAD)
    assert list_waits(store) == before


def test_ahead_only_proofs_begin_again(store: Store) -> None:
    plan_ahead(store)
    before = list_waits(store)
    heed_jump(store, TIMING, AHEAD, is_back=False)
    assert list_waits(store) == before | {"doubts": []}


def test_a_host_is_asked_again(store: Store) -> None:
    with store.write() as connection:
        connection.execute(
            hosts_table.insert().values(
                name="a.example", failures=0, day="2026-11-25", requests=1, asked_at=AHEAD,
                robots_at=AHEAD, wait_until=AHEAD + HOUR, wait_why="busy",
            )
        )  # fmt: skip
    heed_jump(store, TIMING, NOW, is_back=True)
    with store.read() as connection:
        host = connection.execute(select(hosts_table)).one()
    assert (host.asked_at, host.wait_until, host.robots_at) == (NOW, None, NOW)


def test_a_jump_that_cannot_be_heeded_is_told_once_and_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    jumps = iter([timedelta(hours=-2)])
    monkeypatch.setattr(clock, "LOOK_SECONDS", 0.001)
    monkeypatch.setattr(clock.ClockWatch, "find_jump", lambda _self: next(jumps, None))
    failures = [StorageError("the archive is away"), RuntimeError("a fault of ours")]
    heeded = asyncio.Event()

    async def heed(_jump: timedelta) -> None:
        if failures:
            raise failures.pop(0)
        heeded.set()

    async def follow() -> None:
        following = asyncio.create_task(clock.follow_clock(clock.ClockWatch(), heed))
        await asyncio.wait_for(heeded.wait(), 10)
        following.cancel()

    asyncio.run(follow())
    assert [one.getMessage() for one in caplog.records if one.levelname == "ERROR"] == ["the archive is away"]
