"""When portals publish, as it is learned, and when they are polled for it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from math import inf
from statistics import median
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.habits import (
    find_next_session,
    find_session,
    learn,
    list_rates,
    list_sightings,
)
from monitor.officedays import HOURS_A_WEEK, is_holiday, is_ramadan, list_slots
from monitor.schedule import LONGEST_WAIT, PRICE, SHORTEST_WAIT, find_wait, next_look, next_visit
from monitor.why import find_busy
from storage.model import Habit, Listed, Sighting
from tests.rhythms.polling import poll_by_habit, poll_fixed
from tests.rhythms.publishing import make_publishers

LOCAL = ZoneInfo("Africa/Casablanca")
NOW = datetime(2026, 11, 23, 8, 20, tzinfo=UTC)  # a Monday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONTHS = (2, 5, 10)
RATES = st.lists(st.floats(0, 50), min_size=1, max_size=60)


def at(day: int, hour: float, *, days_ago: int = 0) -> datetime:
    """An hour of Morocco's clock, on a day of the week (0: Monday) that is over."""
    local = NOW.astimezone(LOCAL).replace(hour=0, minute=0)
    return local - timedelta(days=7 - day + days_ago) + timedelta(hours=hour)


def seen(day: int, hour: float, weeks: int, stretch: float = 0.25) -> list[Sighting]:
    """Something each week at that hour, seen at once or after a stretch of hours."""
    times = [at(day, hour, days_ago=7 * week) for week in range(weeks)]
    return [Sighting(one, one + timedelta(hours=stretch)) for one in times]


def learn_from(sightings: list[Sighting], days: int = 200) -> Habit:
    return learn(sightings, NOW - days * DAY, NOW, MONTHS)


@given(RATES, st.floats(0, 1), st.integers(0, 59))
def test_a_poll_is_neither_sooner_nor_later_than_it_may(
    rates: list[float], place: float, minute: int
) -> None:
    now = NOW.replace(minute=minute)
    assert SHORTEST_WAIT <= next_look(now, rates, place) - now <= LONGEST_WAIT


@given(RATES, st.floats(0, 0.999), st.floats(1e-6, 10), st.floats(1, 5))
def test_more_to_see_is_seen_sooner_and_a_higher_price_later(
    rates: list[float], start: float, price: float, more: float
) -> None:
    wait = find_wait(rates, start, price)
    assert wait > 0
    assert find_wait([one * more for one in rates], start, price) <= wait * (1 + 1e-9)
    assert find_wait(rates, start, price * more) >= wait * (1 - 1e-9)


@given(RATES, st.floats(0, 0.999), st.floats(1e-3, 10))
def test_the_wait_is_where_the_expected_waiting_comes_to_the_price(
    rates: list[float], start: float, price: float
) -> None:
    wait, fine = find_wait(rates, start, price), 200
    end = min(wait, len(rates) - start)
    steps = [(start + end * (step + 0.5) / fine) for step in range(fine)]
    waited = sum(rates[int(one)] * (start + end - one) for one in steps) * end / fine
    if wait == inf:
        assert waited < price * 1.05 + 0.05
    else:
        assert waited == pytest.approx(price, rel=0.05, abs=0.02 * max(rates) * end * end)


HABITS = {
    "nothing is known": [],
    "a weekly council": seen(3, 15, 25),
    "each working day": [one for day in range(5) for one in seen(day, 10.5, 25)],
    "evenings": [one for day in range(7) for one in seen(day, 20.7, 25)],
}


@pytest.mark.parametrize("sightings", HABITS.values(), ids=HABITS)
def test_the_polls_cost_little_more_than_the_best_there_are(sightings: list[Sighting]) -> None:
    """Every way to poll a week in steps of ten minutes is weighed: its waiting, and a price for each poll."""
    price, steps = PRICE / HOUR, 6 * HOURS_A_WEEK
    hourly = list_rates(learn_from(sightings), (), NOW.replace(minute=0), HOURS_A_WEEK)
    rates = [hourly[step // 6] for step in range(steps)]
    whole = [0.0, *accumulate(rate / 6 for rate in rates)]
    moment = [0.0, *accumulate(rate / 6 * (step + 0.5) / 6 for step, rate in enumerate(rates))]

    def weigh(first: int, last: int) -> float:
        return price + last / 6 * (whole[last] - whole[first]) - (moment[last] - moment[first])

    best = [0.0]
    for last in range(1, steps + 1):
        best.append(min(best[first] + weigh(first, last) for first in range(max(0, last - 144), last)))
    ours, now = 0.0, 0
    while now < steps:
        after = now + max(1, round(6 * min(HOURS_A_WEEK, find_wait(hourly, now / 6, price))))
        after = min(steps, after)
        ours, now = ours + weigh(now, after), after
    assert ours <= 1.1 * best[-1]


LEARNED = {
    "evenings, seen at once": ([one for day in range(7) for one in seen(day, 20.5, 12)], 20, range(20, 22)),
    "evenings, seen the next morning": (
        [one for day in range(5) for one in seen(day, 18.5, 12, stretch=12)], 20, range(18, 32),
    ),
    "nights": ([one for day in range(7) for one in seen(day, 2.1, 12)], 2, range(2, 4)),
}  # fmt: skip


@pytest.mark.parametrize(("sightings", "hour", "hours"), LEARNED.values(), ids=LEARNED)
def test_the_hours_of_a_habit_are_learned(sightings: list[Sighting], hour: int, hours: range) -> None:
    habit, supposed = learn_from(sightings), learn_from([])
    assert habit.shape[hour] > 1.2 * supposed.shape[hour]
    busy = {hour for first, last in find_busy(habit)[1] for hour in range(first, last)}
    assert busy & {one % 24 for one in hours}
    assert busy <= {*range(8, 18), *(one % 24 for one in range(hours.start - 1, hours.stop + 1))}


def test_no_hour_is_ever_left_out_and_a_week_is_a_whole() -> None:
    for sightings in ([], seen(3, 15, 50)):
        shape = learn_from(sightings).shape
        assert min(shape) >= 0.05
        assert sum(shape) == pytest.approx(HOURS_A_WEEK)


VOLUMES = {
    "nothing, for a day": ([], 1, 0.6, 0.7),
    "nothing, for a year": ([], 365, 0.05, 0.12),
    "one a week": (seen(1, 10, 29), 200, 0.9, 1.1),
    "five a week": ([one for day in range(5) for one in seen(day, 10, 29)], 200, 4.4, 5.2),
    "five a week, watched for a week": ([one for day in range(5) for one in seen(day, 10, 1)], 7, 1.5, 4),
    "five a week, and none for 120 days": (
        [one for day in range(5) for one in seen(day, 10, 50) if NOW - one.until > 120 * DAY],
        350, 0.8, 1.6,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("sightings", "days", "least", "most"), VOLUMES.values(), ids=VOLUMES)
def test_how_much_comes_out_in_a_week(
    sightings: list[Sighting], days: int, least: float, most: float
) -> None:
    assert least <= learn(sightings, NOW - days * DAY, NOW).weekly <= most


def test_weeks_around_sessions_are_learned_apart() -> None:
    session = datetime(2026, 10, 1, tzinfo=LOCAL)
    near = [Sighting(one, one + HOUR) for day in range(-8, 8) for one in [session + day * DAY + 10 * HOUR]]
    habit = learn_from(near)
    assert habit.weekly_at_sessions > 5 * habit.weekly
    just_added = learn([], NOW, NOW, MONTHS)
    assert just_added.weekly_at_sessions == pytest.approx(2 * just_added.weekly)
    in_may = datetime(2027, 5, 3, 10, tzinfo=UTC)
    assert list_rates(habit, MONTHS, in_may, 1)[0] > 5 * list_rates(habit, (), in_may, 1)[0]


@pytest.mark.parametrize(
    ("day", "near", "coming"),
    [
        (date(2026, 9, 21), date(2026, 10, 1), date(2027, 1, 22)),
        (date(2026, 9, 20), None, date(2026, 9, 21)),
        (date(2026, 10, 10), date(2026, 10, 1), date(2027, 1, 22)),
        (date(2026, 10, 11), None, date(2027, 1, 22)),
    ],
)
def test_when_a_session_is_near(day: date, near: date | None, coming: date) -> None:
    assert find_session(day, MONTHS) == near
    found = find_next_session(day, MONTHS)
    assert found is not None and found[0] == coming
    assert find_session(day, ()) is find_next_session(day, ()) is None


DAYS = {
    "throne": (date(2026, 7, 30), True, False),
    "Eid al-Fitr of 2024": (date(2024, 4, 10), True, False),
    "in Ramadan": (date(2024, 3, 20), False, True),
    "the last of Ramadan": (date(2024, 4, 9), False, True),
    "any Tuesday": (date(2026, 11, 24), False, False),
}


@pytest.mark.parametrize(("day", "off", "fast"), DAYS.values(), ids=DAYS)
def test_what_kind_of_day_it_is(day: date, off: bool, fast: bool) -> None:
    assert (is_holiday(day), is_ramadan(day)) == (off, fast)
    slots = list_slots(day)
    assert {slot // 24 for slot in slots} == {6 if off else day.weekday()}
    assert list(slots) == sorted(slots)
    # The last hour of work ends at three in the afternoon in Ramadan, and half past four else.
    assert slots[14] % 24 == (15 if fast else 14)


AFTER, SEEN = at(0, 9), at(0, 11)
READ = {
    "a day that is one of the readings'": (AFTER, f"{SEEN:%Y-%m-%d}", AFTER, SEEN),
    "the day before, at night": (at(0, -3), f"{SEEN:%Y-%m-%d}", at(0, 0), SEEN),
    "another day: the readings count": (AFTER, "2026-01-02", AFTER, SEEN),
    "a time between": (AFTER, f"{at(0, 10).isoformat()}", at(0, 10) - 5 * timedelta(minutes=1), at(0, 10)),
    "midnight is no time": (AFTER, f"{at(0, 0).isoformat()}", AFTER, SEEN),
    "nothing is told": (AFTER, None, AFTER, SEEN),
    "a month": (AFTER, "2026-11", AFTER, SEEN),
    "the reading before is not known": (None, None, SEEN - 12 * HOUR, SEEN),
}


@pytest.mark.parametrize(("before", "told", "after", "until"), READ.values(), ids=READ)
def test_between_which_instants_an_article_came_out(
    before: datetime | None, told: str | None, after: datetime, until: datetime
) -> None:
    found, since = list_sightings([Listed(SEEN, before, told, True)], NOW - 30 * DAY, NOW)
    assert (found, since) == ([Sighting(after, until)], NOW - 30 * DAY)


def test_what_was_there_before_counts_up_to_a_long_hole() -> None:
    days = [5, 12, 40, 170]  # before it was added
    rows = [Listed(NOW, None, f"{NOW - (one + 1) * DAY:%Y-%m-%d}", False) for one in days]
    rows += [Listed(NOW, None, told, False) for told in (None, "2026-10", "2031-01-01")]
    found, since = list_sightings(rows, NOW - DAY, NOW)
    assert len(found) == 3
    assert since == (NOW - 41 * DAY).astimezone(LOCAL).replace(hour=0, minute=0)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(0, 400), st.floats(0, 200)), max_size=30), st.floats(0, 500))
def test_whatever_was_seen_a_habit_is_one(rows: list[tuple[float, float]], days: float) -> None:
    sightings = [Sighting(NOW - one * DAY - length * HOUR, NOW - one * DAY) for one, length in rows]
    habit = learn(sightings, NOW - timedelta(days=days), NOW, MONTHS)
    assert habit.weekly > 0 and habit.weekly_at_sessions > 0
    assert sum(habit.shape) == pytest.approx(HOURS_A_WEEK)
    assert all(rate > 0 for rate in list_rates(habit, MONTHS, NOW, 25))


def test_a_doubt_is_settled_in_time_and_another_visit_may_wait() -> None:
    assert next_visit(NOW, HOUR, is_doubted=True) == NOW
    assert next_visit(NOW, HOUR, is_doubted=False) == NOW + HOUR


def test_articles_are_seen_as_soon_for_a_third_of_the_requests() -> None:
    """The short form of `bench/schedule`: a portal of each rhythm, for a year."""
    publishers = make_publishers(10, "short")
    fixed = [poll_fixed(one, 0.25) for one in publishers]
    learned = [poll_by_habit(one) for one in publishers]
    assert 3 * sum(one.polls for one in learned) < sum(one.polls for one in fixed)
    delays = [median(hours for one in every for hours in one.delays) for every in (learned, fixed)]
    assert delays[0] < 1.1 * delays[1]
    assert [len(one.delays) for one in learned] == [len(one.delays) for one in fixed], "nothing is missed"
    assert max(hours for one in learned for hours in one.delays) <= LONGEST_WAIT / HOUR
    assert [one.polls > 365 for one in learned] == [True] * 10, "none is given up"
