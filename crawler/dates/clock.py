"""Times of day beside a date: `على الساعة التاسعة والنصف صباحا`, `à 15 heures 30`, `6:07 م`, `14h30`."""

from __future__ import annotations

import re

from crawler.dates.phrase import Clock, Phrase
from crawler.dates.signs import SignRow
from crawler.dates.words import AM, HOUR, NIGHT, NOON, PM

#: One time: a clock; figures with an hour word; an hour in words; noon or midnight.
TIME = (
    r"(?:(?P<T>T)|h(?P<hn>n)|(?P<n>[nk])(?P<unit>[hj])(?P<min>[nka])?(?:mn|j)?|(?P<S>S)(?P<Sn>[nkb])(?:[hj](?P<min3>[nk])?|c(?P<min4>[nk])j)?"
    r"|(?P<a>a)(?P<aunit>[hj])?(?:(?P<Q>Q)|(?<=[hj])(?P<min2>[nka])j?|c(?P<min5>[nka])j)?|(?P<M>M)(?P<MQ>Q)?|(?P<zn>[nk])(?=z))"
    r"(?P<Q2>Q)?[,(]?f?p?(?P<z>z|g)?\)?(?:\(?(?P<Z>Z)\)?)?"
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
MAY_FOLLOW = frozenset("TSFlhnkaMcfpdz,@(|-/:xPNLVsgt")  #: what a time, or words that lead to it, begin with
TIMES = re.compile(r"[TShjMaz]")  #: a row without one of these holds no time
BEGINNINGS = re.compile(r"[TSFl]")
HOURS = ("hn", "Sn", "zn")
MINUTES = ("min", "min2", "min3", "min4", "min5", "Q", "Q2", "MQ")
LOOK_BACK = 12  #: signs before a date in which its time may stand


def attach_clocks(row: SignRow, phrases: list[Phrase]) -> None:
    """Give each phrase the time that stands after it, or else before it; its end, too, where it is said."""
    free = 0
    for place, phrase in enumerate(phrases):
        limit = phrases[place + 1].first if place + 1 < len(phrases) else len(row.signs)
        if phrase.precision == "day" or phrase.shape == "today":
            _attach_after(row, phrase, limit) or _attach_before(row, phrase, free)
        free = phrase.last


def _attach_after(row: SignRow, phrase: Phrase, limit: int) -> bool:
    if phrase.last >= limit:
        return False
    hint = _find_daypart(row, phrase.first) if phrase.first else None
    found = _match_after(row.signs, phrase.last, limit)
    clock = _read_clock(row, found, hint) if found else None
    if not found or not clock:
        return False
    phrase.clock, phrase.last = clock, found.end()
    until = END.match(row.signs, found.end(), limit)
    if until and (end := _read_clock(row, until, hint, led=True)) and end.value > clock.value:
        phrase.end_clock, phrase.last = end, until.end()
    return True


def _match_after(signs: str, start: int, limit: int) -> re.Match[str] | None:
    if signs[start] not in MAY_FOLLOW:
        return None
    return AFTER.match(signs, start, limit) or (
        AFTER_PLACE.match(signs, start, limit) if NAMES_HOUR.search(signs, start, start + 16) else None
    )


def _attach_before(row: SignRow, phrase: Phrase, free: int) -> bool:
    start = max(free, phrase.first - LOOK_BACK)
    signs = row.signs[start : phrase.first]
    for place in range(len(signs)) if BEGINNINGS.search(signs) else ():
        found = BEFORE.match(row.signs, start + place, phrase.first) if signs[place] in "TSFl" else None
        clock = _read_clock(row, found, None) if found else None
        if found and clock:
            phrase.clock, phrase.first = clock, found.start()
            return True
    return False


def _find_daypart(row: SignRow, first: int) -> int | None:
    """The part of the day before a date (`مساء يوم السبت`), which tells morning hours from evening ones."""
    start = max(0, first - 4)
    found = DAYPART.search(row.signs[start:first]) if "z" in row.signs[start:first] else None
    return row.values[start + found.start()] if found else None


def _read_clock(row: SignRow, found: re.Match[str], hint: int | None, led: bool = False) -> Clock | None:
    """The time of a match; None where the words are no time after all."""
    seconds = _value(row, found, "T")
    if seconds is None and (seconds := _find_seconds(row, found, led)) is None:
        return None
    part = hint
    if (place := found.start("z")) >= 0:
        part = PM if row.signs[place] == "g" else row.values[place]
    return Clock(_shift(seconds, part), _value(row, found, "Z"))


def _value(row: SignRow, found: re.Match[str], part: str) -> int | None:
    place = found.start(part)
    return row.values[place] if place >= 0 else None


def _find_seconds(row: SignRow, found: re.Match[str], led: bool) -> int | None:
    """Seconds after midnight of a time in figures and words."""
    if found["Sn"] == "b":
        return _value(row, found, "Sn") or None
    noon = _value(row, found, "M")
    hour = noon if noon is not None else _find_hour(row, found, led)
    minutes = next((row.values[place] for part in MINUTES if (place := found.start(part)) >= 0), 0)
    if hour is None or hour > 24 or not -30 < minutes < 60:
        return None
    return (hour % 24 * 60 + minutes) * 60 % 86400


def _find_hour(row: SignRow, found: re.Match[str], led: bool) -> int | None:
    if (word := _value(row, found, "a")) is not None:
        lead = "" if led else found["lead"]
        named = "S" in lead or found["aunit"] == "h" or _value(row, found, "aunit") == HOUR
        return word if named or led or ("F" in lead and found["z"]) else None
    if (figure := _value(row, found, "n")) is not None:
        return figure if found["unit"] == "h" or _value(row, found, "unit") == HOUR else None
    return next((row.values[place] for part in HOURS if (place := found.start(part)) >= 0), None)


def _shift(value: int, part: int | None) -> int:
    """The time in its part of the day: 3 in the afternoon is 15, 12 at night is 0."""
    hour = value % 100_000 // 3600
    if part == AM or (part == NIGHT and hour == 12):
        return value - 12 * 3600 if hour == 12 else value
    later = part == PM or (part == NOON and hour < 10) or (part == NIGHT and hour > 5)
    return value + 12 * 3600 if later and hour < 12 else value
