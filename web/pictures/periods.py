"""Months (`2024-03`) or years (`2024`) in a row, and which of them are named below an axis (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

_YEAR = len("2024")
#: Months from one name to the next; years are multiples of these by twelve.
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240)
_MOST_NAMES = 6


def list_periods(known: Iterable[str]) -> list[str]:
    """All from the first to the last, also those between that are not known."""
    found = sorted(known)
    if not found:
        return []
    if len(found[0]) == _YEAR:
        return [f"{year:04}" for year in range(int(found[0]), int(found[-1]) + 1)]
    first, last = _count_months(found[0]), _count_months(found[-1])
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(first, last + 1)]


def choose_window(periods: Sequence[str], counts: Mapping[str, int], most: int) -> Sequence[str]:
    """As many in a row as there is room for: those that hold most, of equals the latest.

    A single date that is read wrong would else push all others from the axis.
    """
    if len(periods) <= most:
        return periods
    numbers = [counts.get(one, 0) for one in periods]
    total, best = sum(numbers[:most]), (0, 0)
    for start in range(len(periods) - most + 1):
        best = max(best, (total, start))
        total += (numbers[start + most] if start + most < len(numbers) else 0) - numbers[start]
    return periods[best[1] : best[1] + most]


def find_tick(period: str, count: int) -> str:
    """What is written below a period where so many stand in a row; mostly nothing."""
    if len(period) == _YEAR:
        step = _find_step(count * 12) // 12 or 1
        return period if int(period) % step == 0 else ""
    step = _find_step(count)
    if _count_months(period) % step:
        return ""
    return period if step < 12 else period[:_YEAR]


def _find_step(months: int) -> int:
    return next((one for one in _STEPS if months <= one * _MOST_NAMES), _STEPS[-1])


def _count_months(month: str) -> int:
    return int(month[:_YEAR]) * 12 + int(month[_YEAR + 1 :]) - 1
