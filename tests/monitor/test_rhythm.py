"""Which silences are unusual for which portal."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from monitor.rhythm import SHORTEST, count_days, longest_usual

MAY = date(2026, 5, 1)


def every(days: int, count: int, start: date = date(2025, 9, 1)) -> list[date]:
    return [start + timedelta(days=days * number) for number in range(count)]


@pytest.mark.parametrize(
    ("days", "fewest", "most"),
    [
        pytest.param([], 60, 60, id="nothing is known: two months"),
        pytest.param([MAY], 60, 60, id="one day tells no rhythm"),
        pytest.param(every(1, 200), SHORTEST, SHORTEST, id="daily"),
        pytest.param(every(7, 40), 15, 22, id="weekly"),
        pytest.param(every(30, 10), 55, 65, id="monthly"),
        pytest.param(every(90, 20, date(2020, 1, 1)), 130, 170, id="each quarter of a year"),
        pytest.param(
            [*every(2, 60), *every(2, 60, date(2026, 3, 1))], SHORTEST, 9, id="one long gap is forgiven"
        ),
        pytest.param(every(2, 2), 45, 55, id="two days of news are no rhythm of two days"),
        pytest.param([MAY] * 50, 60, 60, id="many on one day are one"),
    ],
)
def test_usual_silences(days: list[date], fewest: int, most: int) -> None:
    assert fewest <= longest_usual(days) <= most


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        (date(2026, 5, 1), date(2026, 5, 11), 10),
        (date(2026, 7, 28), date(2026, 8, 20), 3),
        (date(2026, 8, 10), date(2026, 9, 5), 5),
        (date(2026, 7, 31), date(2026, 9, 1), 1),
        (date(2025, 7, 31), date(2026, 9, 1), 335),
        (date(2026, 5, 11), date(2026, 5, 1), 0),
    ],
)
def test_august_does_not_count(since: date, until: date, days: int) -> None:
    assert count_days(since, until) == days
