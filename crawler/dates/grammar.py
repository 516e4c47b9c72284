"""What stands in a text becomes phrases: each shape of `shapes.py` has a reader here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from crawler.dates.phrase import AMAZIGH, MONTH_FIRST, Clock, Day, Phrase
from crawler.dates.refusals import is_refused
from crawler.dates.shapes import Shape
from crawler.dates.signs import SignRow
from crawler.dates.words import TWO

GREGORIAN_YEARS = range(1600, 2200)
HIJRI_YEARS = range(1000, 1600)


class Found:
    """A shape that was found in a text, with the values of its parts."""

    __slots__ = ("first", "parts", "row", "shape", "values")

    def __init__(self, row: SignRow, shape: Shape) -> None:
        self.row, self.shape, self.values = row, shape, row.values
        self.parts = {part: self.values[place] for part, place in shape.places.items()}
        self.first = shape.first  #: later where a number before the date does not belong to it

    def find_place(self, part: str) -> int:
        """The place of a named part of the shape; -1 if it is not there."""
        return self.shape.places.get(part, -1)

    def list_days(self) -> list[int]:
        """The days of the shape's list, in order: a number that does not belong to it is left out."""
        places = self.shape.days
        days = [self.values[place] for place in places]
        signs = self.row.signs
        for number in range(len(days) - 1, 0, -1):
            between = signs[places[number - 1] + 1 : places[number]]
            alone = between == "," and not self._is_plural(signs)
            if days[number - 1] >= days[number] or alone or self.is_of_a_word(places[number - 1]):
                self.first = places[number]
                return days[number:]
        return days

    def is_of_a_word(self, place: int) -> bool:
        """Whether a number is the tail of a word, as in `كش24`."""
        return self.row.signs[place - 1 : place] == "x" and self.row.is_adjacent(place)

    def _is_plural(self, signs: str) -> bool:
        """Whether commas part days here: a third, an `and`, or a lead before the first day, says so."""
        first = self.find_place("days")
        days = signs[first : self.shape.end_of_days]
        return "c" in days or days.count(",") > 1 or signs[first - 1 : first] in ("p", "w")

    def is_counted_up(self) -> bool:
        """Whether only `and` and commas stand between the days."""
        first = self.find_place("days")
        return {"t", "l", "-", "/"}.isdisjoint(self.row.signs[first : self.shape.end_of_days])

    def begin(self, start: Day, end: Day | None = None) -> Phrase:
        """A phrase of this shape, with the weekday and direction that stand in it."""
        weekday, toward = self.parts.get("w"), self.parts.get("r")
        return Phrase(self.shape.name, self.first, self.shape.last, start, end, weekday, toward)


def read_shapes(row: SignRow, shapes: tuple[Shape, ...]) -> list[Phrase]:
    """What reads like the dates of a row, in order; numbers and places that look like one are left out."""
    phrases = []
    for shape in shapes:
        phrase = (
            _read_single_day(row, shape, *shape.single_day)
            if shape.single_day
            else READERS[shape.name](Found(row, shape))
        )
        if phrase and not is_refused(row, phrase):
            phrases.append(phrase)
    return phrases


def _read_single_day(
    row: SignRow, shape: Shape, year: int | None, month: int, day: int, weekday: int | None
) -> Phrase | None:
    """The commonest reading, from the places of its parts."""
    values = row.values
    start = Day(None if year is None else values[year], values[month], values[day])
    if start.year is not None and start.year not in GREGORIAN_YEARS:
        return None
    weekday = None if weekday is None else values[weekday]
    return Phrase(shape.name, shape.first, shape.last, start, None, weekday)


def _days_of(found: Found, month: int | None, year: int | None) -> Phrase:
    days = found.list_days()
    if len(days) == 1:
        return found.begin(Day(year, month, days[0]))
    phrase = found.begin(Day(year, month, days[0]), Day(year, month, days[-1]))
    phrase.is_list = found.is_counted_up()
    return phrase


def _read_full(found: Found) -> Phrase | None:
    month, twin, year = found.parts.get("m"), found.parts.get("mm"), found.parts.get("y")
    if twin is not None and twin != month:
        return None
    if year is not None and year not in GREGORIAN_YEARS:
        return None
    if (amazigh := found.parts.get("q")) is not None:
        return _begin_amazigh(found, Day(amazigh, month, found.list_days()[-1]))
    short = found.parts.get("yy")
    if short is not None and found.row.is_adjacent(found.find_place("yy")):
        year = short + (1900 if short >= 70 else 2000)
    phrase = _days_of(found, month, year)
    phrase.in_year = found.parts.get("ry")
    if short is not None and year is None:
        phrase.last -= 2  # a dash with spaces around it, and the number after it, are not of this date
    return phrase


def _begin_amazigh(found: Found, day: Day) -> Phrase | None:
    """The year alone: some count its days thirteen behind the Gregorian ones, and some beside them."""
    if day.month == 12 and (day.day or 0) > 18:
        return None
    phrase = found.begin(Day(day.year))
    phrase.weekday, phrase.warnings = None, (AMAZIGH,)
    return phrase


def _read_month_first(found: Found) -> Phrase | None:
    year = found.parts.get("y")
    return _days_of(found, found.parts.get("m"), year) if year in GREGORIAN_YEARS else None


def _read_month_first_range(found: Found) -> Phrase | None:
    """`March 28 - April 2, 2026`."""
    year, month, last = found.parts.get("y"), found.parts.get("m"), found.parts.get("mm")
    if year is None or year not in GREGORIAN_YEARS or not month or not last or month == last:
        return None
    start = Day(year - int(last < month), month, found.parts.get("n"))
    return found.begin(start, Day(year, last, found.parts.get("nn")))


def _read_english(found: Found) -> Phrase | None:
    place = found.find_place("m")
    letter = found.row.words[place][:1]
    return _days_of(found, found.parts.get("m"), None) if "a" <= letter <= "z" else None


def _read_numeric(found: Found) -> Phrase | None:
    day = date.fromordinal(found.parts.get("D") or 1)
    last = Day(day.year, day.month, day.day)
    if found.shape.name == "iso":
        return found.begin(last)
    if found.find_place("days") < 0:
        return _read_turned(found) or found.begin(last)
    first, place = found.list_days()[0], found.find_place("days")
    if first < day.day and not found.is_of_a_word(place):
        return found.begin(Day(day.year, day.month, first), last)
    found.first = found.find_place("D")
    return found.begin(last)


def _read_turned(found: Found) -> Phrase | None:
    """`Tue, 11/03/2026`: the weekday proves that the month stands first; without that proof it never does."""
    day, weekday = date.fromordinal(found.parts.get("D") or 1), found.parts.get("w")
    if found.shape.name == "numeric" and (weekday in (None, day.weekday()) or day.day > 12):
        return None
    turned = date(day.year, day.day, day.month) if found.shape.name == "numeric" else day
    if turned.weekday() != weekday:
        return None
    phrase = found.begin(Day(turned.year, turned.month, turned.day))
    phrase.warnings = (MONTH_FIRST,)
    return phrase


def _read_halves(found: Found) -> Phrase | None:
    place = found.find_place("from")
    day = date.fromordinal(found.parts.get("D") or 1)
    values = found.values
    return found.begin(Day(day.year, values[place + 2], values[place]), Day(day.year, day.month, day.day))


def _read_short(found: Found) -> Phrase | None:
    day = date.fromordinal(found.parts.get("E") or 1)
    return found.begin(Day(day.year, day.month, day.day))


def _read_short_list(found: Found) -> Phrase | None:
    """`10/11/12 أكتوبر`: three days, not a date with a year of two digits."""
    day = date.fromordinal(found.parts.get("E") or 1)
    month, year, last = found.parts.get("m"), found.parts.get("y"), day.year % 100
    if not day.day < day.month < last <= 31:
        return None
    return found.begin(Day(year, month, day.day), Day(year, month, last))


def _read_hijri(found: Found) -> Phrase | None:
    year = found.parts.get("y")
    if year is not None and year not in HIJRI_YEARS:
        return None
    month, days = found.parts.get("i"), found.list_days()
    if days[-1] > 30:
        return None
    phrase = found.begin(Day(year, month, days[0]), Day(year, month, days[-1]) if len(days) > 1 else None)
    phrase.hijri = True
    return phrase


def _read_computer(found: Found) -> Phrase | None:
    """`Fri Oct 30 12:35:00 2026`, as computers write it: the year stands after the time."""
    year = found.parts.get("y")
    if year not in GREGORIAN_YEARS:
        return None
    phrase = found.begin(Day(year, found.parts.get("m"), found.parts.get("n")))
    phrase.clock = Clock(found.parts.get("T") or 0, found.parts.get("Z"))
    return phrase


def _read_slashed(found: Found) -> Phrase | None:
    place = found.find_place("days")
    day, month = found.values[place], found.values[place + 2]
    return found.begin(Day(None, month, day)) if month <= 12 else None


def _read_month(found: Found) -> Phrase | None:
    month, last, year = found.parts.get("m"), found.parts.get("mm"), found.parts.get("y")
    if year not in GREGORIAN_YEARS:
        return None
    return found.begin(Day(year, month), Day(year, last) if last and month and last > month else None)


def _read_month_toward(found: Found) -> Phrase | None:
    return found.begin(Day(None, found.parts.get("m")))


def _read_weekday_toward(found: Found) -> Phrase | None:
    return found.begin(Day())


def _read_day_toward(found: Found) -> Phrase | None:
    phrase = found.begin(Day(None, None, found.list_days()[0]))
    return phrase if phrase.toward == 0 or found.find_place("s") >= 0 else None


def _read_year(found: Found) -> Phrase | None:
    year = next((year for part in ("y", "y2", "y3", "y4") if (year := found.parts.get(part))), None)
    return found.begin(Day(year)) if year in GREGORIAN_YEARS else None


def _read_scrambled(found: Found) -> Phrase | None:
    """Bidirectional order lost in a PDF: day, Hijri month, DAY / Hijri year, MONTH, YEAR."""
    day = found.values[found.shape.last - 5]
    return found.begin(Day(found.parts.get("y"), found.parts.get("m"), day))


def _read_ago(found: Found) -> Phrase | None:
    unit, count = found.parts.get("unit") or 0, found.parts.get("n")
    if not unit:
        return None
    if unit >= TWO - 12:
        unit, count = unit - TWO, 2
    phrase = found.begin(Day())
    phrase.seconds_ago, phrase.count = unit, 1 if count is None else count
    return phrase


def _read_today(found: Found) -> Phrase | None:
    phrase = found.begin(Day())
    phrase.count = found.parts.get("d") or 0
    signs = found.row.signs
    alone = not (signs[: phrase.first] + signs[phrase.last :]).strip(";.:")
    follows = signs[phrase.last : phrase.last + 1]
    if phrase.count == 0 and phrase.weekday is None and not alone and follows not in ("T", "l", "S"):
        return None
    return phrase


READERS: dict[str, Callable[[Found], Phrase | None]] = {
    "scrambled": _read_scrambled,
    "iso": _read_numeric,
    "numeric": _read_numeric,
    "turned": _read_turned,
    "halves": _read_halves,
    "short_list": _read_short_list,
    "short": _read_short,
    "full": _read_full,
    "month_first_range": _read_month_first_range,
    "month_first": _read_month_first,
    "english": _read_english,
    "hijri": _read_hijri,
    "computer": _read_computer,
    "slashed": _read_slashed,
    "month": _read_month,
    "month_toward": _read_month_toward,
    "weekday_toward": _read_weekday_toward,
    "day_toward": _read_day_toward,
    "year": _read_year,
    "ago": _read_ago,
    "ago_last": _read_ago,
    "today": _read_today,
}
