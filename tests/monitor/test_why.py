"""When a portal is polled next and why, as a real archive tells it; what is overdue after a standstill."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from monitor.decide import Decider
from monitor.deliver import Deliverer
from monitor.due import shorten_waits, spread_overdue
from monitor.nextpoll import Cause
from monitor.schedule import LONGEST_WAIT, SHORTEST_WAIT, Timing
from monitor.watch import Watch
from monitor.why import Why, find_why, list_sentences, make_why_row
from storage import entries, gaps, habits, planning, polling, portals
from storage.additions import insert_articles
from storage.database import Connection, Store
from storage.model import Entry, Origin, PollRead, PortalDefinition, PortalState
from storage.tables import articles
from tests.happenings import read as make_read
from tests.monitor.test_watch import refuse

NOW = datetime(2026, 11, 23, 8, 20, tzinfo=UTC)  # a Monday
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TIMING = Timing(15 * MINUTE, HOUR, 6 * HOUR, is_learned=True)


def add(connection: Connection, portal: str = "x", now: datetime = NOW) -> None:
    portals.insert_portal(connection, portal, PortalDefinition(url=f"https://{portal}.example/"), now)


def poll(store: Store, portal: str = "x", now: datetime = NOW, *, fails: bool = False) -> None:
    trouble = PortalState.UNREACHABLE if fails else None
    evidence = "no answer" if fails else "read"
    Decider(store, TIMING).record(PollRead(portal, trouble, evidence, 1, 0, 4, 4, now, now))


def list_new(connection: Connection, at: datetime, number: int, origin: Origin = Origin.WATCH) -> None:
    """Something is listed at that instant; its article is there."""
    key = f"//x.example/{number}"
    entries.insert_entry(connection, "x", Entry(key, key, "Avis"), origin, at)
    one = make_read("water")
    one = replace(one, portal="x", entry=replace(one.entry, url=key, key=key), url=key, fetched_at=at)
    [found] = insert_articles(connection, [one], [at + 90 * DAY])
    entries.set_harvested(connection, "x", {key: found})


def publish_in_the_evening(store: Store, days: int) -> None:
    """Each evening at half past eight, seen after a reading an hour before."""
    with store.write() as connection:
        for number in range(days, 0, -1):
            evening = (NOW - number * DAY).replace(hour=19, minute=30)
            good = PollRead("x", None, "read", 1, 0, 4, 4, evening - HOUR, evening - HOUR)
            polling.record_poll(connection, good, PortalState.HEALTHY, evening)
            list_new(connection, evening, number)


def set_article(store: Store, **values: object) -> None:
    with store.write() as connection:
        list_new(connection, NOW - HOUR, 1, Origin.BASELINE)
        connection.execute(update(articles).values(**values))


def look_again(store: Store) -> None:
    set_article(store, next_check_at=NOW + 10 * MINUTE, checks=0, gone_since=None)


def change_title(store: Store) -> None:
    """The list shows an article otherwise than before, so it is due in this poll, too late for its plan."""
    set_article(store, next_check_at=NOW - MINUTE, checks=6, gone_since=None)


def doubt(store: Store) -> None:
    set_article(store, next_check_at=NOW + 7 * MINUTE, checks=3, gone_since=NOW - HOUR)


def leave_pending(store: Store) -> None:
    with store.write() as connection:
        entry = Entry("https://x.example/9", "//x.example/9", "Avis")
        entries.insert_entry(connection, "x", entry, Origin.WATCH, NOW - HOUR)


def nothing(_store: Store) -> None:
    pass


def publish(store: Store) -> None:
    publish_in_the_evening(store, 60)


def fail(store: Store) -> None:
    poll(store, fails=True)


def answer_again(store: Store) -> None:
    poll(store)
    with store.write() as connection:
        portals.bring_forward(connection, ["x"], NOW + MINUTE)


Step = Callable[[Store], None]
LATER: dict[str, tuple[Step, Step, timedelta, Cause, str]] = {
    "nothing was seen": (nothing, poll, LONGEST_WAIT, Cause.LEARNED, "it is taken for any commune"),
    "each evening": (publish, poll, 13 * HOUR, Cause.LEARNED, "Learned from 60 articles"),
    "an article is to be visited": (look_again, poll, 2 * HOUR, Cause.RECHECK, "visited again"),
    "its list shows it otherwise": (change_title, poll, 15 * MINUTE, Cause.RECHECK, "visited again"),
    "an article seems gone": (doubt, poll, 7 * MINUTE, Cause.DOUBT, "a second look"),
    "something could not be read": (leave_pending, poll, 15 * MINUTE, Cause.PENDING, "could not be read yet"),
    "it failed": (nothing, fail, 16 * MINUTE, Cause.FAILED, "the last poll failed (no answer)"),
    "a neighbour answers again": (nothing, answer_again, MINUTE, Cause.PUT, "it was put there"),
}


def why_of(store: Store, now: datetime = NOW, timing: Timing = TIMING) -> Why:
    with store.read() as connection:
        portal = portals.find_portal(connection, "x")
        assert portal is not None
        return find_why(connection, portal, timing, now)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("before", "then", "latest", "cause", "said"), LATER.values(), ids=LATER)
def test_why_a_portal_is_polled_then(
    store: Store,
    before: Callable[[Store], None],
    then: Callable[[Store], None],
    latest: timedelta,
    cause: Cause,
    said: str,
) -> None:
    with store.write() as connection:
        add(connection, now=NOW - 100 * DAY)
    before(store)
    then(store)
    why = why_of(store)
    assert why.cause is cause
    assert why.at is not None and timedelta(0) < why.at - NOW <= latest
    assert said in " ".join(list_sentences(why))


STATES: dict[str, tuple[Callable[[Connection], None], Timing, Cause, str]] = {
    "just added": (lambda _: None, TIMING, Cause.UNPOLLED, "x is due since 2026-11-23 08:20 UTC"),
    "paused": (
        lambda connection: portals.set_paused(connection, "x", True, NOW),
        TIMING, Cause.PAUSED, "not polled until `balagh resume x`",
    ),
    "an interval is stated": (
        lambda connection: polling.record_poll(
            connection, PollRead("x", None, "read", 1, 0, 4, 4, NOW, NOW), PortalState.HEALTHY, NOW + HOUR
        ),
        replace(TIMING, is_learned=False), Cause.FIXED, "BALAGH_POLL_SECONDS states 900 s between two polls",
    ),
}  # fmt: skip


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("change", "timing", "cause", "said"), STATES.values(), ids=STATES)
def test_why_without_a_habit(
    store: Store, change: Callable[[Connection], None], timing: Timing, cause: Cause, said: str
) -> None:
    with store.write() as connection:
        add(connection)
        change(connection)
    why = why_of(store, timing=timing)
    row = make_why_row(why)
    assert (why.cause, row["learned_from"], row["busy_hours"]) == (cause, None, [])
    assert said in row["why"][0]
    assert len(row["why"]) == 1


def test_what_is_published_in_the_evening_is_looked_for_then(store: Store) -> None:
    with store.write() as connection:
        add(connection, now=NOW - 100 * DAY)
    publish(store)
    now, hours = NOW, list[int]()
    while now < NOW + 18 * HOUR:
        poll(store, now=now)
        after = why_of(store).at
        assert after is not None and SHORTEST_WAIT <= after - now <= LONGEST_WAIT
        now = after
        hours.append((now + HOUR).hour)  # of Morocco
    assert sum(19 <= hour <= 22 for hour in hours) > len(hours) / 2
    assert set(hours) - set(range(19, 23)), "it is looked at other hours, too"
    with store.read() as connection:
        habit = habits.find_habit(connection, "x")
    assert habit is not None and habit.count == 60
    assert habit.learned_at == NOW, "it is not learned anew at each poll"


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_portal_that_fails_is_asked_soon_and_then_less_and_less(store: Store) -> None:
    with store.write() as connection:
        add(connection, now=NOW - 100 * DAY)
    waits, now = list[timedelta](), NOW
    for _ in range(9):
        poll(store, now=now, fails=True)
        after = why_of(store).at
        assert after is not None
        waits.append(after - now)
        now = after
    assert waits[0] < 16 * MINUTE and waits[1] == 2 * waits[0]
    assert waits == sorted(waits) and waits[-1] < 13 * HOUR


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_gap_is_longer_than_what_was_planned(store: Store) -> None:
    with store.write() as connection:
        add(connection, now=NOW - 100 * DAY)
    poll(store, now=NOW - HOUR)
    poll(store)
    planned = why_of(store).at
    assert planned is not None
    read_at = NOW + 2 * (planned - NOW)
    poll(store, now=read_at)
    with store.read() as connection:
        assert gaps.list_gaps(connection, "x") == []
        portal = portals.find_portal(connection, "x")
    assert portal is not None and portal.read_by is not None
    late = read_at + 2 * max(portal.read_by - read_at, 15 * MINUTE) + 11 * MINUTE
    poll(store, now=late)
    with store.read() as connection:
        assert [(one.started_at, one.ended_at) for one in gaps.list_gaps(connection, "x")] == [
            (read_at, late)
        ]


def test_what_is_overdue_is_spread_out_and_what_is_due_keeps_its_time(store: Store) -> None:
    names = [f"late{number:02}" for number in range(40)]
    with store.write() as connection:
        for name in names:
            add(connection, name, NOW - 3 * DAY)
        add(connection, "due", NOW - MINUTE)
    spread_overdue(store, TIMING, NOW)
    with store.read() as connection:
        due = {one.id: one.next_poll_at for one in portals.list_portals(connection)}
    assert due.pop("due") == NOW - MINUTE
    ordered = sorted(due.values())
    assert NOW <= ordered[0] <= ordered[-1] <= NOW + timedelta(seconds=40)
    most = max(sum(one <= other < one + timedelta(seconds=5) for other in ordered) for one in ordered)
    assert most <= 15, "no burst"
    spread_overdue(store, TIMING, NOW + MINUTE)
    with store.read() as connection:
        again = {one.id: one.next_poll_at for one in portals.list_portals(connection)}
    assert {name: again[name] for name in names} == due, "whoever begins a moment later changes nothing"


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_the_watch_spreads_what_became_overdue_in_a_standstill(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    spread, clock = list[datetime](), NOW

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return clock

    async def crawl(*_: object) -> None:
        raise AssertionError

    async def tick() -> None:
        nonlocal clock
        watch = Watch(store, lambda: Decider(store, TIMING), crawl, Deliverer(store, refuse), timing=TIMING)
        for after in (timedelta(), timedelta(seconds=1), 2 * HOUR, timedelta(seconds=1)):
            clock += after
            await watch.tick()

    monkeypatch.setattr("monitor.watch.datetime", Clock)
    monkeypatch.setattr("monitor.watch.spread_overdue", lambda _store, _timing, now: spread.append(now))
    asyncio.run(tick())
    assert spread == [NOW, clock - timedelta(seconds=1)]


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_another_setting_reaches_what_was_planned(store: Store) -> None:
    with store.write() as connection:
        add(connection, now=NOW - 100 * DAY)
    poll(store)
    learned = why_of(store).at
    with store.write() as connection:
        planning.plan_polls(connection, {"x": NOW + 40 * DAY})
    shorten_waits(store, TIMING)
    assert why_of(store).at == NOW + LONGEST_WAIT
    shorten_waits(store, Timing(MINUTE, HOUR, 6 * HOUR))
    found = why_of(store).at
    assert found is not None and learned is not None
    assert found < min(learned, NOW + 2 * MINUTE)
