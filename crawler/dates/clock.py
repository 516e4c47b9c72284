"""Times of day beside a date: `على الساعة التاسعة والنصف صباحا`, `à 15 heures 30`, `6:07 م`, `14h30`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from crawler.dates.phrase import Clock, Phrase
from crawler.dates.signs import SignRow
from crawler.dates.words import AM, HOUR, NIGHT, NOON, PM

#: One time: a clock; figures with an hour word; an hour in words; noon or midnight.
TIME = (
    r"(?:(?P<T>T)|h(?P<hn>n)|(?P<n>[nk])(?:h|(?P<unit>j))(?P<min>[nka])?(?:mn|j)?"
    r"|S(?:(?P<Sn>[nk])|(?P<Sb>b))(?:[hj](?P<min3>[nk])?|c(?P<min4>[nk])j)?"
    r"|(?P<a>a)(?:(?P<ah>h)|(?P<aunit>j))?(?:(?P<Q>Q)|(?<=[hj])(?P<min2>[nka])j?|c(?P<min5>[nka])j)?"
    r"|(?P<M>M)(?P<MQ>Q)?|(?P<zn>[nk])(?=z))"
    r"(?P<Q2>Q)?[,(]?f?p?(?:(?P<z>z)|(?P<g>g))?\)?(?:\(?(?P<Z>Z)\)?)?"
)
#: Between a date and its time, and between the time an event begins and ends.
LEAD = r"[,@(|/-]{0,2}(?P<lead>[cFfplSdz:]{0,7})"
GAP = r"(?!,?c?t[FSl])[,-]?(?:[xpPFNLVscfgt]{1,8}?)c?F{0,2}p?F?"  #: a place, before a named hour
UNTIL = r"[,c]{0,1}(?:t|-|l|c)[tcFfplSz:]{0,5}"

AFTER = re.compile(rf"{LEAD}{TIME}")
AFTER_PLACE = re.compile(rf"{GAP}(?P<lead>S|l(?=T|M|[na][hj])){TIME}")
NAMES_HOUR = re.compile(r"S|l[TMna]")
END = re.compile(rf"{UNTIL}{TIME}")
BEFORE = re.compile(rf"(?P<lead>[FlSfp]{{0,4}}){TIME}[,|@-]?[fpdz]{{0,3}}$")
DAYPART = re.compile(r"z[fpd]{0,2}$")
_LOOSE = ",(fp)"  #: signs at the end of a time that say nothing of it
HOURS = ("hn", "Sn", "zn")
MINUTES = ("min", "min2", "min3", "min4", "min5", "Q", "Q2", "MQ")
LOOK_BACK = 12  #: signs before a date in which its time may stand
LOOK_AHEAD = 60  #: signs after it, and more than its time and the end of that may take


@dataclass(slots=True)
class Time:
    """A time that stands in a few signs: from where to where (exclusive), and the places of its parts."""

    first: int
    last: int
    lead: str | None  #: the signs that lead to it from a date; None where it is the end of a time
    places: dict[str, int]
    until: Time | None = None


def attach_clocks(row: SignRow, phrases: list[Phrase]) -> None:
    """Give each phrase the time that stands after it, or else before it; its end, too, where it is said."""
    free = 0
    for place, phrase in enumerate(phrases):
        limit = phrases[place + 1].first if place + 1 < len(phrases) else len(row.signs)
        if phrase.precision == "day" or phrase.shape == "today":
            _attach_after(row, phrase, limit) or _attach_before(row, phrase, free)
        free = phrase.last


def _attach_after(row: SignRow, phrase: Phrase, limit: int) -> bool:
    start, stop = phrase.last, min(limit, phrase.last + LOOK_AHEAD)
    time = _find_after(row.signs[start:stop])
    if not time:
        return False
    values = row.values[start:stop]
    hint = _find_daypart(row, phrase.first)
    clock = _read_clock(time, values, hint)
    if not clock:
        return False
    phrase.clock, phrase.last = clock, start + time.last
    until = time.until
    if until and (end := _read_clock(until, values, hint)) and end.value > clock.value:
        phrase.end_clock, phrase.last = end, start + until.last
    return True


@lru_cache(maxsize=20_000)
def _find_after(signs: str) -> Time | None:
    """The time in the signs after a date, with the time until which it lasts."""
    found = AFTER.match(signs) or (AFTER_PLACE.match(signs) if NAMES_HOUR.search(signs, 0, 16) else None)
    if not found:
        return None
    until = END.match(signs, found.end())
    return _describe(found, found["lead"], _describe(until, None) if until else None)


def _describe(found: re.Match[str], lead: str | None, until: Time | None = None) -> Time:
    places = {part: found.start(part) for part, signs in found.groupdict().items() if signs}
    return Time(found.start(), found.start() + len(_leave_loose_end(found[0])), lead, places, until)


def _leave_loose_end(signs: str) -> str:
    """Without what would lead to a part of the day, where none follows: it belongs to the next words."""
    left = signs.rstrip(_LOOSE)
    return f"{left})" if signs.startswith(f"{left})") and "(" in left else left


def _attach_before(row: SignRow, phrase: Phrase, free: int) -> bool:
    start = max(free, phrase.first - LOOK_BACK)
    for time in _list_before(row.signs[start : phrase.first]):
        if clock := _read_clock(time, row.values[start : phrase.first], None):
            phrase.clock, phrase.first = clock, start + time.first
            return True
    return False


@lru_cache(maxsize=20_000)
def _list_before(signs: str) -> tuple[Time, ...]:
    """The times that the signs before a date may hold, the longest first."""
    matches = [BEFORE.match(signs, place) for place, sign in enumerate(signs) if sign in "TSFl"]
    return tuple([_describe(found, found["lead"]) for found in matches if found])


def _find_daypart(row: SignRow, first: int) -> int | None:
    """The part of the day before a date (`مساء يوم السبت`), which tells morning hours from evening ones."""
    start = max(0, first - 4)
    found = DAYPART.search(row.signs[start:first]) if "z" in row.signs[start:first] else None
    return row.values[start + found.start()] if found else None


def _read_clock(time: Time, values: tuple[int, ...], hint: int | None) -> Clock | None:
    """The time that the values give; None where the words are no time after all."""
    said = {part: values[place] for part, place in time.places.items()}
    seconds = said.get("T")
    if seconds is None and (seconds := _find_seconds(said, time.lead)) is None:
        return None
    part = PM if "g" in said else said.get("z", hint)
    return Clock(_shift(seconds, part), said.get("Z"))


def _find_seconds(said: dict[str, int], lead: str | None) -> int | None:
    """Seconds after midnight of a time in figures and words."""
    if "Sb" in said:
        return said["Sb"] or None
    hour = said["M"] if "M" in said else _find_hour(said, lead)
    minutes = next((said[part] for part in MINUTES if part in said), 0)
    if hour is None or hour > 24 or not -30 < minutes < 60:
        return None
    return (hour % 24 * 60 + minutes) * 60 % 86400


def _find_hour(said: dict[str, int], lead: str | None) -> int | None:
    if "a" in said:
        led = lead is None or "S" in lead or ("F" in lead and ("z" in said or "g" in said))
        return said["a"] if led or "ah" in said or said.get("aunit") == HOUR else None
    if "n" in said:
        return said["n"] if said.get("unit", HOUR) == HOUR else None
    return next((said[part] for part in HOURS if part in said), None)


def _shift(value: int, part: int | None) -> int:
    """The time in its part of the day: 3 in the afternoon is 15, 12 at night is 0."""
    hour = value % 100_000 // 3600
    if part == AM or (part == NIGHT and hour == 12):
        return value - 12 * 3600 if hour == 12 else value
    later = part == PM or (part == NOON and hour < 10) or (part == NIGHT and hour > 5)
    return value + 12 * 3600 if later and hour < 12 else value
