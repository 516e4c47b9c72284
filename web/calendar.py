"""A portal's rhythm: a year of days, what each brought, and whether the portal could be read on it (pure)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

_LEVELS = (1, 2, 4, 7)  #: fewest articles of a day for each darker shade


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar."""

    day: date
    count: int
    is_unread: bool  #: it was watched, and no poll of this day could read it
    is_future: bool

    @property
    def level(self) -> int:
        """The shade: 0 for none, to 4."""
        return sum(self.count >= fewest for fewest in _LEVELS)


@dataclass(frozen=True, slots=True)
class Month:
    """A month in weeks of seven days, Monday first; None stands for a day of another month."""

    first: date
    weeks: tuple[tuple[Day | None, ...], ...]
    count: int  #: of its articles


def list_months(
    first: date, counts: Mapping[date, int], unread: Collection[date], today: date
) -> list[Month]:
    """The twelve months from the one that begins on a day."""
    months = []
    for _ in range(12):
        after = (first + timedelta(days=31)).replace(day=1)
        days = [first + timedelta(days=step) for step in range((after - first).days)]
        cells: list[Day | None] = [None] * first.weekday()
        cells += [Day(one, counts.get(one, 0), one in unread, one > today) for one in days]
        cells += [None] * (-len(cells) % 7)
        weeks = tuple(tuple(cells[place : place + 7]) for place in range(0, len(cells), 7))
        months.append(Month(first, weeks, sum(counts.get(one, 0) for one in days)))
        first = after
    return months


def find_first(today: date, year: int | None) -> date:
    """Where the calendar begins: with a year, or eleven months before this one."""
    if year is not None:
        return date(year, 1, 1)
    return date(today.year - 1, today.month + 1, 1) if today.month < 12 else date(today.year, 1, 1)


def find_unread(
    read: Collection[date], added: date, today: date, first: date, removed: date | None = None
) -> set[date]:
    """The days on which a portal was watched, and not read once."""
    start, end = max(added, first), min(today, removed or today)
    days = (start + timedelta(days=step) for step in range(max(0, (end - start).days)))
    return {one for one in days if one not in read}  # today is not over
