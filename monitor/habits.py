"""At which hours a portal brings something out, learned from what was seen of it (pure).

What is known of an article is a stretch of time in which it came out: from the reading that did not list it
to the one that did, or the day that its list tells. It is shared among the hours of that stretch as any
commune's office would share it, and counts for half after `HALF_LIFE`: a portal whose habit changes has the
new one within weeks, and a stretch that is too long to tell the hour does not invent one.

A habit is the product of two things, both of them mixed with what is supposed of any commune, which counts
the less the more was seen:

- how many articles a week: one number for the weeks around the council's ordinary sessions, one for the rest;
- how they are shared among the 168 hours of a week: by the hour on working days and on days of rest, by the
  day of the week, and, with enough of them, by each hour of the week.

No hour is ever supposed to be silent (`_ANYTIME`): that is what keeps looking at nights.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import log

from monitor.officedays import (
    DAYS_A_WEEK,
    HOURS_A_DAY,
    HOURS_A_WEEK,
    SATURDAY,
    list_slots,
)
from storage.model import MOROCCO, Habit, Listed, Sighting

HALF_LIFE = timedelta(days=60)
#: What was seen longer ago counts for nothing.
MEMORY = 6 * HALF_LIFE
#: A session's notices come out from so many days before the first of its month on, its reports until so
#: many after it.
DAYS_BEFORE, DAYS_AFTER = 10, 10
#: What is supposed of a commune: an article in ten days, as surely as if it had been watched for so long …
_SUPPOSED, _SUPPOSED_DAYS = 1.0, 10.0
#: … and around its sessions twice as many.
_SUPPOSED_AT_SESSIONS = 2.0
#: For so many articles count the supposed hours of a day, days of the week, and that these two tell all.
_HOURS_WEIGH, _DAYS_WEIGH, _BOTH_WEIGH = 5.0, 10.0, 15.0
#: Articles from which on a portal's own habit weighs more than what is supposed of any.
SURE = 10
#: The part of all that is supposed to come out at any time.
_ANYTIME = 0.05
#: A hole in what was published before it was watched: behind it there may be one old article, pinned on top.
LONGEST_HOLE = timedelta(days=60)
#: Where the reading before is not known, it is taken to have been so long before.
UNKNOWN_STRETCH = timedelta(hours=12)
#: How long before the time that it tells an article may have been written to its list.
TOLD_STRETCH = timedelta(minutes=5)
#: A stretch that is longer tells of no hour.
_LONGEST_STRETCH = timedelta(days=4)

_WORKING_HOURS = (
    *(0.4, 0.3, 0.2, 0.2, 0.2, 0.3, 0.5, 1.0, 4.0, 9.0, 12.0, 12.0),
    *(9.0, 6.0, 7.0, 9.0, 9.0, 6.0, 4.0, 3.0, 2.5, 2.0, 1.5, 0.9),
)
_RESTING_HOURS = (
    *(1.0, 0.5, 0.3, 0.3, 0.3, 0.4, 0.7, 1.5, 3.0, 5.0, 7.0, 8.0),
    *(7.5, 6.5, 6.0, 6.0, 6.5, 7.0, 7.0, 6.5, 6.5, 5.5, 4.0, 2.5),
)
_WEEKDAYS = (18.0, 18.0, 18.0, 18.0, 16.0, 7.0, 5.0)


def list_sightings(
    listed: Iterable[Listed], added_at: datetime, now: datetime
) -> tuple[list[Sighting], datetime]:
    """What was seen of a portal, and from when on that is all that it brought out.

    What it published before it was watched counts as far back as its list, or the walk back, seems whole.
    """
    rows = list(listed)
    watched = [_place_watched(one) for one in rows if one.is_watched]
    former = [found for one in rows if not one.is_watched and (found := _read_published(one.published))]
    since = added_at
    kept = list[Sighting]()
    for one in sorted(former, key=lambda one: one.until, reverse=True):
        if one.until > now or since - one.until > LONGEST_HOLE:
            continue
        since = min(since, one.after)
        kept.append(one)
    return watched + kept, since


def _place_watched(one: Listed) -> Sighting:
    """It came out between two readings, and on the day that it tells where that is one of theirs."""
    after = one.after if one.after is not None and one.after < one.at else one.at - UNKNOWN_STRETCH
    told = _read_published(one.published)
    if told is not None and told.after < one.at and told.until > after:
        return Sighting(max(after, told.after), min(one.at, told.until))
    return Sighting(after, one.at)


def _read_published(text: str | None) -> Sighting | None:
    """The stretch that a published date leaves: a day, or the minutes before a time; midnight is no time."""
    if text is None or len(text) < len("2024-02-12"):
        return None
    told = datetime.fromisoformat(text)
    local = told.astimezone(MOROCCO) if told.tzinfo else told.replace(tzinfo=MOROCCO)
    if len(text) > len("2024-02-12") and (told.hour, told.minute) != (0, 0) != (local.hour, local.minute):
        return Sighting(local - TOLD_STRETCH, local)
    start = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return Sighting(start, start + timedelta(days=1))


def learn(sightings: Iterable[Sighting], since: datetime, now: datetime, months: Sequence[int] = ()) -> Habit:
    """The habit of a portal of which all is known that it brought out from `since` on.

    `months` are those of its council's ordinary sessions.
    """
    at, half, own_months = now.timestamp(), HALF_LIFE.total_seconds(), tuple(months)
    counts, cells, seen = [0.0, 0.0], [0.0] * HOURS_A_WEEK, 0
    for one in sightings:
        until, is_special, parts = _trace(one, own_months)
        weight = 0.5 ** max(0.0, (at - until) / half)
        counts[is_special] += weight
        seen += 1
        for slot, part in parts:
            cells[slot] += weight * part
    usual, special = _find_volumes(counts, since, now, own_months)
    return Habit(now, since, seen, usual, special, _find_shape(cells))


def list_rates(habit: Habit, months: Sequence[int], start: datetime, hours: int) -> list[float]:
    """Articles an hour that are expected in so many hours, the first being the one that holds `start`."""
    local = start.astimezone(MOROCCO)
    day, hour, rates = local.date(), local.hour, list[float]()
    while len(rates) < hours:
        weekly = habit.weekly_at_sessions if find_session(day, months) else habit.weekly
        rates += [habit.shape[slot] * weekly / HOURS_A_WEEK for slot in list_slots(day)[hour:]]
        day, hour = day + timedelta(days=1), 0
    return rates[:hours]


def find_session(day: date, months: Sequence[int]) -> date | None:
    """The first day of the month of the council's session that a day is near to; None: of none."""
    return next((one for one in _list_sessions(day, tuple(months)) if _is_near(day, one)), None)


def find_next_session(day: date, months: Sequence[int]) -> tuple[date, date] | None:
    """The next session that a day is not near to yet: from when on it is, and the first day of its month."""
    starts = (date(year, month, 1) for year in (day.year, day.year + 1) for month in months)
    coming = min((one for one in starts if (one - day).days > DAYS_BEFORE), default=None)
    return None if coming is None else (coming - timedelta(days=DAYS_BEFORE), coming)


def _weigh(age: timedelta) -> float:
    return float(0.5 ** max(0.0, age / HALF_LIFE))


def _weigh_days(since: datetime, until: datetime, now: datetime) -> float:
    """The days between two instants, each by its weight."""
    if until <= since:
        return 0.0
    return HALF_LIFE / timedelta(days=1) / log(2) * (_weigh(now - until) - _weigh(now - since))


def _find_volumes(
    counts: Sequence[float], since: datetime, now: datetime, months: tuple[int, ...]
) -> tuple[float, float]:
    """Articles a week, outside and around sessions."""
    since = max(since, now - MEMORY)
    special = 0.0
    for first in _list_all_sessions(since.date(), now.date(), months):
        begun = datetime.combine(first, datetime.min.time(), MOROCCO)
        opens, ends = begun - timedelta(days=DAYS_BEFORE), begun + timedelta(days=DAYS_AFTER)
        special += _weigh_days(max(opens, since), min(ends, now), now)
    usual_days = max(0.0, _weigh_days(since, now, now) - special)
    daily = (counts[0] + _SUPPOSED) / (usual_days + _SUPPOSED_DAYS)
    supposed = daily * _SUPPOSED_AT_SESSIONS * _SUPPOSED_DAYS
    daily_special = (counts[1] + supposed) / (special + _SUPPOSED_DAYS)
    return daily * DAYS_A_WEEK, daily_special * DAYS_A_WEEK


def _is_near(day: date, first: date) -> bool:
    return -DAYS_BEFORE <= (day - first).days < DAYS_AFTER


@lru_cache(2048)
def _list_sessions(day: date, months: tuple[int, ...]) -> tuple[date, ...]:
    return tuple(_list_all_sessions(day, day, months))


def _list_all_sessions(since: date, until: date, months: tuple[int, ...]) -> list[date]:
    """The first days of months with a session, those just before and after the stretch too."""
    years = range(since.year, until.year + 2)
    starts = (date(year, month, 1) for year in years for month in months)
    margin = timedelta(days=DAYS_BEFORE + DAYS_AFTER)
    return [one for one in starts if since - margin <= one <= until + margin]


@lru_cache(4096)
def _trace(one: Sighting, months: tuple[int, ...]) -> tuple[float, bool, tuple[tuple[int, float], ...]]:
    """What is learned from a sighting, whenever it is asked: when, whether near a session, in which hours."""
    day = one.until.astimezone(MOROCCO).date()
    is_special = any(_is_near(day, first) for first in _list_sessions(day, months))
    return one.until.timestamp(), is_special, _share(one)


def _share(one: Sighting) -> tuple[tuple[int, float], ...]:
    """The hours of the week in which it may have come out, each with its part of the whole."""
    after = max(one.after, one.until - _LONGEST_STRETCH - timedelta(hours=1))
    if one.until - after > _LONGEST_STRETCH:
        return ()
    start = after.astimezone(MOROCCO).replace(minute=0, second=0, microsecond=0)
    parts = list[tuple[int, float]]()
    while start < one.until or not parts:
        end = start + timedelta(hours=1)
        inside = (min(end, one.until) - max(start, after)) / timedelta(hours=1)
        slot = list_slots(start.date())[start.hour]
        parts.append((slot, max(inside, 1e-6) * _SUPPOSED_SHAPE[slot]))
        start = end
    whole = sum(part for _, part in parts)
    return tuple((slot, part / whole) for slot, part in parts)


def _find_shape(cells: Sequence[float]) -> tuple[float, ...]:
    """How a week's articles are shared among its hours; `cells`: how many were seen in each."""
    rows = [cells[start : start + HOURS_A_DAY] for start in range(0, HOURS_A_WEEK, HOURS_A_DAY)]
    rows = [_smooth(row) for row in rows]
    totals = [sum(row) for row in rows]
    seen = sum(totals)
    hours = _mix_hours(rows[:SATURDAY], _WORKING_HOURS), _mix_hours(rows[SATURDAY:], _RESTING_HOURS)
    shape = list[float]()
    for weekday, row in enumerate(rows):
        supposed = _DAYS_WEIGH * _WEEKDAYS[weekday] / sum(_WEEKDAYS)
        days = (totals[weekday] + supposed) / (seen + _DAYS_WEIGH)
        for one, known in zip(hours[weekday >= SATURDAY], row, strict=True):
            part = (known + _BOTH_WEIGH * days * one) / (seen + _BOTH_WEIGH)
            shape.append(_ANYTIME + (1 - _ANYTIME) * part * HOURS_A_WEEK)
    return tuple(shape)


def _mix_hours(rows: Sequence[Sequence[float]], supposed: Sequence[float]) -> list[float]:
    """How a day's articles are shared among its hours."""
    own = [sum(column) for column in zip(*rows, strict=True)]
    whole, all_supposed = sum(own) + _HOURS_WEIGH, sum(supposed)
    return [
        (one + _HOURS_WEIGH * other / all_supposed) / whole for one, other in zip(own, supposed, strict=True)
    ]


def _smooth(row: Sequence[float]) -> list[float]:
    """Each hour lends a quarter to either neighbour."""
    before, after = (row[-1], *row[:-1]), (*row[1:], row[0])
    return [0.5 * one + 0.25 * (prior + later) for one, prior, later in zip(row, before, after, strict=True)]


_SUPPOSED_SHAPE = (1.0,) * HOURS_A_WEEK
_SUPPOSED_SHAPE = _find_shape([0.0] * HOURS_A_WEEK)
