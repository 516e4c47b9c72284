"""Hijri days to Gregorian ones, as Morocco counts them: by sighting, not by the table of Umm al-Qura.

A month that the Ministry of Habous announced is exact. Any other is computed: it begins after the first
evening on which the moon is old enough to be seen, which is right within a day, and a warning says so.
"""

from __future__ import annotations

import math
from datetime import date
from functools import lru_cache

#: Months announced for Morocco: (year, month) -> first day, from the announcement that is named.
ANNOUNCED = {
    (1443, 6): date(2022, 1, 4),  # 29 Joumada II 1443 was 1 February 2022 (Ministry, Rajab 1443)
    (1444, 2): date(2022, 8, 29),  # "first of Safar 1444: Monday 29 August" (Ministry, akhbarona.com)
    (1444, 8): date(2023, 2, 22),  # 29 Chaabane 1444 was 22 March 2023 (Ministry, mapexpress.ma)
    (1444, 9): date(2023, 3, 23),  # the same announcement: Ramadan begins the day after
    (1445, 8): date(2024, 2, 11),  # 29 Chaabane 1445 was 10 March 2024 (Ministry)
    (1445, 9): date(2024, 3, 12),  # 29 Ramadan 1445 was 9 April 2024 (Ministry, Eid al-Fitr)
}
APPROXIMATE = "hijri-approximate"

#: Hours of age, at sunset, from which the new moon is taken as seen in Morocco; 18 fits known months best.
VISIBLE_AGE = 18.0
SUNSET = 19.0  #: UTC hour of a Moroccan evening, near enough for a rule of whole days
EPOCH = date(1999, 4, 17)
EPOCH_YEAR, EPOCH_LUNATION = (
    1420,
    -9,
)  #: the year that began then; Muharram 1420 began with the ninth new moon before January 2000


def find_gregorian(year: int, month: int, day: int) -> tuple[date, bool]:
    """The Gregorian day of a Hijri one, and whether it is exact; ValueError outside the calendar."""
    start, exact = _find_month_start(year, month)
    return date.fromordinal(start + day - 1), exact


def find_hijri_year(day: date) -> int:
    """The Hijri year in which a Gregorian day lies, or the one beside it."""
    return EPOCH_YEAR + (day.toordinal() - EPOCH.toordinal()) * 100 // 35437


@lru_cache(maxsize=4096)
def _find_month_start(year: int, month: int) -> tuple[int, bool]:
    if announced := ANNOUNCED.get((year, month)):
        return announced.toordinal(), True
    moon = _find_new_moon((year - EPOCH_YEAR) * 12 + month - 1 + EPOCH_LUNATION)
    return math.ceil(moon + (VISIBLE_AGE - SUNSET) / 24) + 1, False


def _find_new_moon(lunation: int) -> float:
    """The instant of a new moon in days of the proleptic calendar (UTC, within minutes).

    Mean lunation and its largest periodic terms, after J. Meeus, Astronomical Algorithms, chapter 49.
    """
    k = float(lunation)
    sun = math.radians(2.5534 + 29.10535670 * k)
    moon = math.radians(201.5643 + 385.81693528 * k)
    node = math.radians(160.7108 + 390.67050284 * k)
    wobble = (
        -0.40720 * math.sin(moon)
        + 0.17241 * math.sin(sun)
        + 0.01608 * math.sin(2 * moon)
        + 0.01039 * math.sin(2 * node)
        + 0.00739 * math.sin(moon - sun)
        - 0.00514 * math.sin(moon + sun)
        + 0.00208 * math.sin(2 * sun)
    )
    return 2451550.09766 - 1721424.5 + 29.530588861 * k + wobble
