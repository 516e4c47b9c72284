"""What the grammar found, before it is settled: a date in pieces, with what is missing still missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crawler.dates.numbers import SECONDS_GIVEN
from crawler.dates.words import UTC

AMAZIGH = "amazigh-year"  #: a day of the Amazigh calendar, of which only the Gregorian year is sure
MONTH_FIRST = "month-first"  #: figures that are not day first, as the weekday beside them proves


@dataclass(slots=True)
class Day:
    """A day of which parts may be unknown; `month` and `year` are Gregorian once settled."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def find_date(self) -> date | None:
        """The day itself (the first of its month or year where no more is said), if there is such a day."""
        try:
            return date(self.year or 0, self.month or 1, self.day or 1)
        except ValueError:
            return None

    def is_possible(self) -> bool:
        """Whether such a day exists in some year."""
        try:
            date(self.year or 2024, self.month or 1, self.day or 1)
        except ValueError:
            return False
        return True


@dataclass(slots=True)
class Clock:
    """A time of day: seconds after midnight, whether they were given, and the zone in minutes if printed."""

    value: int
    zone: int | None = None

    def __str__(self) -> str:
        seconds = self.value % SECONDS_GIVEN
        text = f"T{seconds // 3600:02}:{seconds // 60 % 60:02}"
        return text + f":{seconds % 60:02}" + self._zone() if self.has_seconds() else text + self._zone()

    def has_seconds(self) -> bool:
        """Whether the seconds were given."""
        return self.value >= SECONDS_GIVEN

    def _zone(self) -> str:
        if self.zone is None:
            return ""
        if self.zone == UTC:
            return "Z"
        sign, minutes = "-" if self.zone < 0 else "+", abs(self.zone)
        return f"{sign}{minutes // 60:02}:{minutes % 60:02}"


@dataclass(slots=True)
class Phrase:
    """One date as the grammar found it, between two places of the sign row (the end exclusive)."""

    shape: str
    first: int
    last: int
    start: Day
    end: Day | None = None
    weekday: int | None = None
    toward: int | None = None  #: الماضي -1, الجاري 0, المقبل 1; None where nothing says
    in_year: int | None = None  #: the same for `من السنة الماضية`
    seconds_ago: int | None = None  #: relative to now: a unit of `words.py` times a count
    count: int = 0
    clock: Clock | None = None
    end_clock: Clock | None = None
    hijri: bool = False
    is_list: bool = False  #: days that are counted up (`7 و14`), not the ends of a range
    warnings: tuple[str, ...] = ()

    @property
    def precision(self) -> str:
        """What the phrase itself says: second, minute, day, month or year."""
        if self.clock:
            return "second" if self.clock.has_seconds() else "minute"
        return "day" if self.start.day else "month" if self.start.month else "year"

    def is_possible(self) -> bool:
        """Whether its days exist in some year."""
        return self.start.is_possible() and (self.end is None or self.end.is_possible())
