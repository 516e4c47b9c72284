"""Numbers as they stand in a text: days, years, whole dates in figures, clocks; and those that are none.

A run of digits and separators is one token, and becomes one or more *parts*: a sign, its value, its length.
`n` may be a day, `k` another number of one or two digits, `y` a year, `q` an Amazigh one, `b` any other
number (of `14.30`: its seconds), `D` a whole date, day first, `I` one with the year first (their ordinals),
`U` one that only has a month if that comes first, `E` one with a year of two digits after slashes, `W` after
other marks, `T` a clock (seconds of the day, and `SECONDS_GIVEN`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from crawler.dates.words import UTC

Part = tuple[str, int, int]  #: sign, value, length in the folded text

SECONDS_GIVEN = 100_000  #: added to the value of a clock that shows its seconds
PIVOT = 70  #: years of two digits from here on are of the last century

AMAZIGH_AHEAD = 950  #: years that the Amazigh count is ahead of the Gregorian one
AMAZIGH_YEARS = range(2900, 3100)

YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$")
DAY_FIRST = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4})$")
SHORT_YEAR = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{2})$")
CLOCK_AND_COUNT = re.compile(r"(\d{1,2}:\d\d)(\d{1,4})$")
CLOCK = re.compile(r"(\d{1,2})[:h](\d{2})?(?::(\d{2})(?:[.,]\d+)?)?$")
POINTED = re.compile(r"(\d{1,2})[.,](\d{2})$")
SLUG = re.compile(r"((?:\d+[-/])?)((?:19|20)\d\d-\d\d-\d\d)-(\d\d-\d\d-\d\d)$")
INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)t(\d\d:\d\d(?::\d\d)?)([.,]\d+)?(z|[+-]\d\d:?\d\d)?$")
WITH_CLOCK = re.compile(r"(.+\d{4})-(\d{1,2}:\d{2}(?::\d{2})?)$")
HIJRI_YEAR_AND_DAY = re.compile(r"(1[34]\d\d)/(\d{1,2})$")
GLUED_YEAR = re.compile(r"((?:19|20)\d\d)\d{1,3}$")
DAYS_AND_DATE = re.compile(r"(\d{1,2})-(\d{1,2}/\d{1,2}/\d{4})$")
ORDINAL = re.compile(r"(\d{1,2}) ?[a-z]+$")
OFFSET = re.compile(r".*([+-])(\d{1,2}):?(\d\d)?$")


def read_number(run: str) -> tuple[Part, ...]:
    """The pieces of a run of digits; `b` for what no rule knows."""
    if run.isdecimal():
        return (_plain(run),) if len(run) < 5 else _glued_year(run) or (_plain(run),)
    for shape, read in SHAPES:
        if (found := shape.match(run)) and (pieces := read(found)):
            return pieces
    return _day_list(run) or (("b", 0, len(run)),)


def read_offset(text: str) -> int:
    """The minutes of a zone such as `+01:00`; UTC for one that is named (`z`)."""
    found = OFFSET.match(text)
    if not found:
        return UTC
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    return -minutes if found[1] == "-" else minutes


def _plain(digits: str) -> Part:
    value = int(digits) if len(digits) < 5 else 0
    if len(digits) <= 2:
        return ("n" if 1 <= value <= 31 else "k", value, len(digits))
    if len(digits) == 4 and value in AMAZIGH_YEARS:
        return ("q", value - AMAZIGH_AHEAD, 4)
    is_year = len(digits) == 4 and 1000 <= value < 2200
    return ("y" if is_year else "b", value if is_year else 0, len(digits))


def find_ordinal(year: int, month: int, day: int) -> int:
    """The ordinal of a day of the Gregorian calendar; 0 for a day that never was."""
    try:
        return date(year, month, day).toordinal()
    except ValueError:
        return 0


def _whole(found: re.Match[str], year: int, month: int, day: int, sign: str = "D") -> tuple[Part, ...]:
    ordinal = find_ordinal(year, month, day)
    size = found.end() - found.start()
    return ((sign, ordinal, size),) if ordinal and year >= 1000 else ()


def _year_first(found: re.Match[str]) -> tuple[Part, ...]:
    """`2018.10.30` is a day if it has two figures for each part; `2024.1.2` is a version or a paragraph."""
    if found[2] == "." and found.end() < 10:
        return (("b", 0, found.end()),)
    return _whole(found, int(found[1]), int(found[3]), int(found[4]), "I")


def _day_first(found: re.Match[str]) -> tuple[Part, ...]:
    year, month, day = int(found[4]), int(found[3]), int(found[1])
    return _whole(found, year, month, day) or _whole(found, year, day, month, "U")


def _short_year(found: re.Match[str]) -> tuple[Part, ...]:
    year = int(found[4])
    year += 1900 if year >= PIVOT else 2000
    return _whole(found, year, int(found[3]), int(found[1]), "E" if found[2] == "/" else "W")


def _clock(found: re.Match[str]) -> tuple[Part, ...]:
    hour, minute, second = (int(part or 0) for part in found.groups())
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and minute + second):
        return ()
    seconds = (hour % 24) * 3600 + minute * 60 + second
    return (("T", seconds + (SECONDS_GIVEN if found[3] else 0), found.end()),)


def _pointed(found: re.Match[str]) -> tuple[Part, ...]:
    """`14.30` is no date; after `الساعة` it is a time, and that is its value."""
    clock = _clock(CLOCK.match(f"{found[1]}:{found[2]}") or found)
    return (("b", clock[0][1] if clock else 0, found.end()),)


def _slug(found: re.Match[str]) -> tuple[Part, ...]:
    clock = read_number(found[3].replace("-", ":"))
    day = read_number(found[2])
    if day[0][0] != "I" or clock[0][0] != "T":
        return ()
    before: tuple[Part, ...] = (("b", 0, len(found[1])),) if found[1] else ()
    return (*before, *day, ("@", 0, 1), *clock)


def _instant(found: re.Match[str]) -> tuple[Part, ...]:
    day, clock = read_number(found[1]), read_number(found[2])
    if day[0][0] != "I" or clock[0][0] != "T":
        return ()
    sign, value, size = clock[0]
    whole = (*day, ("@", 0, 1), (sign, value, size + len(found[3] or "")))
    return (*whole, ("Z", read_offset(found[4]), len(found[4]))) if found[4] else whole


def _glued_year(digits: str) -> tuple[Part, ...]:
    """`Y`: a year and the counter after it, as one (`15 يوليو، 202412 تعليق`)."""
    found = GLUED_YEAR.match(digits)
    return (("Y", int(found[1]), 4), ("b", 0, len(digits) - 4)) if found else ()


def _hijri_year_and_day(found: re.Match[str]) -> tuple[Part, ...]:
    """`20 جمادى الثانية 1437/30 مارس 2016`."""
    return (_plain(found[1]), ("/", 0, 1), _plain(found[2]))


def _clock_and_count(found: re.Match[str]) -> tuple[Part, ...]:
    """`21:1512 سنة`: a clock, and the number with which the next title begins."""
    return (*read_number(found[1]), ("b", 0, len(found[2])))


def _with_clock(found: re.Match[str]) -> tuple[Part, ...]:
    return (*read_number(found[1]), ("-", 0, 1), *read_number(found[2]))


def _days_and_date(found: re.Match[str]) -> tuple[Part, ...]:
    return (*read_number(found[1]), ("-", 0, 1), *read_number(found[2]))


def _ordinal(found: re.Match[str]) -> tuple[Part, ...]:
    return ((_plain(found[1])[0], int(found[1]), found.end()),)


def _day_list(run: str) -> tuple[Part, ...]:
    """Days that a month may follow: `20-21`, `16/17/18`, `07-09-14-17`."""
    parts = re.split(r"([-/])", run)
    pieces = tuple(_plain(part) if part.isdecimal() else (part, 0, 1) for part in parts)
    return pieces if all(sign in "n-/" for sign, _, _ in pieces) else ()


SHAPES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[Part, ...]]], ...] = (
    (INSTANT, _instant),
    (YEAR_FIRST, _year_first),
    (DAY_FIRST, _day_first),
    (SHORT_YEAR, _short_year),
    (CLOCK, _clock),
    (POINTED, _pointed),
    (CLOCK_AND_COUNT, _clock_and_count),
    (SLUG, _slug),
    (HIJRI_YEAR_AND_DAY, _hijri_year_and_day),
    (WITH_CLOCK, _with_clock),
    (DAYS_AND_DATE, _days_and_date),
    (ORDINAL, _ordinal),
)
