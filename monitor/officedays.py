"""The working days of Moroccan offices: holidays, and the hours of Ramadan (pure).

Everything here is a guess about people, good for choosing when to look and for nothing else: holidays that go
by the moon are right within a day, and whoever writes for a commune may work when others rest.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from crawler.dates.hijri import find_gregorian, find_hijri_year

HOURS_A_DAY, DAYS_A_WEEK = 24, 7
HOURS_A_WEEK = HOURS_A_DAY * DAYS_A_WEEK
SATURDAY, SUNDAY = 5, 6

#: Public holidays, (month, day): of each year, and of the Hijri year.
_HOLIDAYS = frozenset(
    {(1, 1), (1, 11), (1, 14), (5, 1), (7, 30), (8, 14), (8, 20), (8, 21), (10, 31), (11, 6), (11, 18)}
)
_HIJRI_HOLIDAYS = ((1, 1), (3, 12), (3, 13), (10, 1), (10, 2), (12, 10), (12, 11))
_RAMADAN = 9  # the month
#: Where an hour of a day in Ramadan lies in any other day: offices work from 9 to 15, and not 8:30 to 16:30.
_RAMADAN_HOURS, _USUAL_HOURS = (0.0, 9.0, 15.0, 24.0), (0.0, 8.5, 16.5, 24.0)


def is_holiday(day: date) -> bool:
    """Whether offices rest on a day that is none of the weekend's, as far as a calendar tells."""
    return (day.month, day.day) in _HOLIDAYS or day in _list_hijri_holidays(day.year)


def is_ramadan(day: date) -> bool:
    """Whether a day lies in Ramadan, within a day at its ends."""
    return any(first <= day < end for first, end in _list_ramadans(day.year))


@lru_cache(1024)
def list_slots(day: date) -> tuple[int, ...]:
    """For each hour of a local day the hour of the week that it is like, from 0 (Monday, midnight) to 167.

    A holiday is like a Sunday, an hour in Ramadan like the one of an ordinary day in which as much is done.
    """
    weekday = SUNDAY if is_holiday(day) else day.weekday()
    usual = _find_usual_hour if is_ramadan(day) else int
    return tuple(weekday * HOURS_A_DAY + usual(hour) for hour in range(HOURS_A_DAY))


def _find_usual_hour(hour: int) -> int:
    middle = hour + 0.5
    for (start, end), (first, last) in zip(pairwise(_RAMADAN_HOURS), pairwise(_USUAL_HOURS), strict=True):
        if middle < end:
            return int(first + (middle - start) * (last - first) / (end - start))
    raise AssertionError(hour)


@lru_cache(16)
def _list_hijri_holidays(year: int) -> frozenset[date]:
    return frozenset(
        find_gregorian(hijri, month, day)[0]
        for hijri in _list_hijri_years(year)
        for month, day in _HIJRI_HOLIDAYS
    )


@lru_cache(16)
def _list_ramadans(year: int) -> tuple[tuple[date, date], ...]:
    years = _list_hijri_years(year)
    return tuple(
        (find_gregorian(one, _RAMADAN, 1)[0], find_gregorian(one, _RAMADAN + 1, 1)[0]) for one in years
    )


def _list_hijri_years(year: int) -> range:
    """The Hijri years of which days may lie in a year."""
    return range(find_hijri_year(date(year, 1, 1)) - 1, find_hijri_year(date(year, 12, 31)) + 2)


def list_days(first: date, last: date) -> list[date]:
    """The days from one to another."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
