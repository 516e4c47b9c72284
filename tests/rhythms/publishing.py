"""When made-up portals publish: ten rhythms after what is known of communes, written before any rule was.

Times are hours since 1970 in UTC; what people do goes by Morocco's clock. Office hours, council sessions in
the first week of February, May and October with their notices before, a quiet August, holidays without work
but for greetings on royal ones, and Ramadan, when offices open from nine to three and evenings are late.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Africa/Casablanca")
#: The year that is polled, and the one before, of which the first reading shows the end.
YEAR = 2026
FIRST, LAST = date(YEAR - 1, 1, 1), date(YEAR, 12, 31)
RAMADANS = ((date(2025, 3, 2), date(2025, 3, 30)), (date(2026, 2, 19), date(2026, 3, 19)))
#: Without work: (month, day) in each year, and the days of both years that go by the moon.
FIXED = {(1, 1), (1, 11), (1, 14), (5, 1), (7, 30), (8, 14), (8, 20), (8, 21), (10, 31), (11, 6), (11, 18)}
ROYAL = {(7, 30), (8, 20), (8, 21), (11, 6), (11, 18)}
MOVED = {
    *(date(2025, 3, 31), date(2025, 4, 1), date(2025, 6, 7), date(2025, 6, 8), date(2025, 6, 27)),
    *(date(2025, 9, 5), date(2025, 9, 6), date(2026, 3, 20), date(2026, 3, 21), date(2026, 5, 27)),
    *(date(2026, 5, 28), date(2026, 6, 17), date(2026, 8, 26), date(2026, 8, 27)),
}
SESSIONS = (2, 5, 10)
DAYS = tuple(FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1))


@dataclass(frozen=True, slots=True)
class Publisher:
    """A portal, and when each of its articles stood on it for the first time."""

    name: str
    rhythm: str
    is_dated: bool  #: its list tells the day of each article
    times: tuple[float, ...]


def make_publishers(count: int, seed: str) -> list[Publisher]:
    """So many portals, the rhythms in turn."""
    return [_make(number, list(RHYTHMS)[number % len(RHYTHMS)], seed) for number in range(count)]


def _make(number: int, rhythm: str, seed: str) -> Publisher:
    chance = Random(f"{seed}/{rhythm}/{number}")
    found = sorted(_to_hours(day, hour) for day, hour in RHYTHMS[rhythm](chance))
    # Half of the other portals write a day on their lists, as about half of those do that were looked at.
    is_dated = rhythm != "undated" and chance.random() < 0.5
    return Publisher(f"{rhythm.replace(' ', '-')}-{number}", rhythm, is_dated, tuple(found))


def _to_hours(day: date, hour: float) -> float:
    at = datetime.combine(day, time(), LOCAL).timestamp() / 3600
    return at + hour


def _is_off(day: date) -> bool:
    return (day.month, day.day) in FIXED or day in MOVED


def _is_fast(day: date) -> bool:
    return any(first <= day <= last for first, last in RAMADANS)


def _works(day: date) -> bool:
    return day.weekday() < 5 and not _is_off(day)


def _office_hour(chance: Random, day: date) -> float:
    """Somewhen in the working day: more in the morning, few at lunch, on Friday a long break."""
    if _is_fast(day):
        return chance.triangular(9.5, 15.2, 12)
    if chance.random() < 0.6:
        return chance.triangular(8.7, 12.5, 11)
    return chance.triangular(15 if day.weekday() == 4 else 13.5, 17.5, 15.5)


Moments = Iterator[tuple[date, float]]


def _burst(chance: Random, day: date, hour: float, likely: float) -> Moments:
    """An article, and sometimes others soon after it."""
    yield day, hour
    if chance.random() < likely:
        for _ in range(chance.randint(1, 3)):
            yield day, hour + chance.uniform(0.05, 1.5)


def _office(chance: Random, least: float = 1, most: float = 6, days: tuple[date, ...] = DAYS) -> Moments:
    weekly = chance.uniform(least, most) / 1.6  # bursts bring the rest
    for day in days:
        if _is_off(day):
            if (day.month, day.day) in ROYAL and chance.random() < 0.5:
                yield day, chance.uniform(9, 12)
        elif _works(day) and chance.random() < weekly / 5 * (0.4 if day.month == 8 else 1):
            yield from _burst(chance, day, _office_hour(chance, day), 0.3)


def _weekly(chance: Random) -> Moments:
    weekday, hour = chance.randrange(5), chance.uniform(9.5, 16)
    for day in DAYS:
        if day.weekday() == weekday and not _is_off(day) and chance.random() < 0.8:
            yield from _burst(chance, day, chance.gauss(hour, 0.6), 0.4)


def _seldom(chance: Random) -> Moments:
    working = [day for day in DAYS if _works(day)]
    for day in chance.sample(working, 10):  # of two years
        yield day, _office_hour(chance, day)


def _shifting(chance: Random) -> Moments:
    """As an office, and in Ramadan a third of it late in the evening."""
    for day, hour in _office(chance, 3, 8):
        late = _is_fast(day) and chance.random() < 0.33
        yield day, chance.uniform(21.5, 23.9) if late else hour


def _evenings(chance: Random, days: tuple[date, ...] = DAYS) -> Moments:
    weekly, hour = chance.uniform(2, 6), chance.uniform(19.5, 21.5)
    for day in days:
        likely = weekly / 9 * (2 if day.weekday() >= 5 else 1)
        if chance.random() < likely:
            yield from _burst(chance, day, min(23.9, chance.gauss(hour, 1.2)), 0.2)


def _dead(chance: Random) -> Moments:
    """Nothing any more; in one of five, one article in the year that is polled."""
    for _ in range(5):
        yield FIRST + timedelta(days=chance.randrange(120)), chance.uniform(9, 16)
    if chance.random() < 0.2:
        yield date(YEAR, 1, 1) + timedelta(days=chance.randrange(180, 360)), chance.uniform(9, 20)


def _sessions(chance: Random) -> Moments:
    """Little but around the council's sessions: notices before, reports after."""
    for day in DAYS:
        starts = [date(year, month, 1) for year in (YEAR - 1, YEAR) for month in SESSIONS]
        is_near = any(-12 <= (day - start).days <= 9 for start in starts)
        if _works(day) and chance.random() < (0.45 if is_near else 0.04):
            yield from _burst(chance, day, _office_hour(chance, day), 0.4 if is_near else 0)


def _daily(chance: Random) -> Moments:
    for day in DAYS:
        if day.weekday() == 6 or _is_off(day) or (day.weekday() == 5 and chance.random() < 0.5):
            continue
        for _ in range(chance.randint(1, 3)):
            late = chance.random() < 0.15
            yield day, chance.uniform(17.5, 21) if late else _office_hour(chance, day)


def _changed(chance: Random) -> Moments:
    """Somebody else writes it from a day in the middle of the year on: at other hours, on other days."""
    when = DAYS.index(date(YEAR, 5, 1)) + chance.randrange(90)
    office_first = chance.random() < 0.5
    first, second = (_office, _evenings) if office_first else (_evenings, _office)
    yield from first(chance, days=DAYS[:when])
    yield from second(chance, days=DAYS[when:])


def _undated(chance: Random) -> Moments:
    """No dates on its list; in one of three, its site brings out at a set hour what was written before."""
    hour = chance.choice((0.1, 6.0, 7.5)) if chance.random() < 1 / 3 else None
    for day, written in _office(chance, 2, 5):
        yield (day, written) if hour is None else (day + timedelta(days=1), hour)


RHYTHMS: dict[str, Callable[[Random], Moments]] = {
    "office hours": _office,
    "weekly council": _weekly,
    "seldom": _seldom,
    "Ramadan shift": _shifting,
    "evenings": _evenings,
    "dead": _dead,
    "sessions": _sessions,
    "daily": _daily,
    "changed habit": _changed,
    "undated": _undated,
}
