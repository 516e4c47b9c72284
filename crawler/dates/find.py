"""The way through the room: a text, its signs, the phrases in them, and the readings of these."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from crawler.dates.clock import attach_clocks
from crawler.dates.grammar import GREGORIAN_YEARS, read_shapes
from crawler.dates.join import join_phrases
from crawler.dates.phrase import Phrase
from crawler.dates.reading import DateReading
from crawler.dates.resolve import MISMATCH, resolve_phrase
from crawler.dates.shapes import Shape, find_shapes
from crawler.dates.signs import SignRow, find_signs
from storage.model import EventDate


def find_dates(
    text: str, *, now: datetime | None = None, reference: date | None = None
) -> tuple[DateReading, ...]:
    """Every date in running text, in order; `now` settles منذ and il y a, `reference` الجاري and courant.

    Both are local to the text: no zone is added or changed. Never raises for what a text holds.
    """
    row = find_signs(text)
    phrases = _list_phrases(row, find_shapes(row.signs))
    readings = (_read(row, phrase, now, reference) for phrase in phrases)
    return tuple([reading for reading in readings if reading])


def read_date(text: str, *, now: datetime | None = None, reference: date | None = None) -> DateReading:
    """The first date in the text; an empty reading where there is none."""
    if len(text) <= REMEMBERED and now is None:
        return _read_again(text, reference)
    return read_first(text, now, reference)


def find_event_dates(text: str, *, reference: date | None = None) -> tuple[EventDate, ...]:
    """The dates that an article's text speaks of: resolved ones only, each once."""
    events: dict[tuple[str, str | None, str], EventDate] = {}
    for found in find_dates(text, reference=reference):
        if found.start and found.precision and found.matched:
            key = (found.start, found.end, found.precision)
            events.setdefault(key, EventDate(found.start, found.end, found.precision, found.matched))
    return tuple(events.values())


#: Letters of a text that is remembered: a portal's list shows the same dates at every poll.
REMEMBERED = 200


@lru_cache(maxsize=10_000)
def _read_again(text: str, reference: date | None) -> DateReading:
    return read_first(text, None, reference)


def read_first(text: str, now: datetime | None = None, reference: date | None = None) -> DateReading:
    """The first date in the text, as at first sight: nothing that was read before is looked up."""
    row = find_signs(text)
    shapes = find_shapes(row.signs)
    alone = shapes[0] if len(shapes) == 1 and not shapes[0].is_timed else None
    if alone and alone.single_day and (reading := _read_whole_day(row, alone, *alone.single_day)):
        return reading
    for phrase in _list_phrases(row, shapes) if shapes else ():
        if reading := _read(row, phrase, now, reference):
            return reading
    return DateReading(text)


def _read_whole_day(
    row: SignRow, shape: Shape, year: int | None, month: int, day: int, weekday: int | None
) -> DateReading | None:
    """The commonest reading: one whole day in words, no other date and no time beside it; else None."""
    values = row.values
    if year is None or values[year] not in GREGORIAN_YEARS:
        return None
    try:
        found = date(values[year], values[month], values[day])
    except ValueError:
        return None
    warnings = () if weekday is None or values[weekday] == found.weekday() else (MISMATCH,)
    span = row.find_span(shape.first, shape.last)
    matched = row.text[span[0] : span[1]]
    return DateReading(row.text, found.isoformat(), None, "day", "gregorian", None, matched, warnings, span)


def _list_phrases(row: SignRow, shapes: tuple[Shape, ...]) -> list[Phrase]:
    """What reads like dates, each with its time; ranges and dual dates are one."""
    phrases = read_shapes(row, shapes)
    if len(phrases) > 1:
        phrases = [phrase for phrase in phrases if phrase.hijri or phrase.is_possible()]
    if phrases and shapes[0].is_timed:
        attach_clocks(row, phrases)
    return join_phrases(row, phrases) if len(phrases) > 1 else phrases


def _read(row: SignRow, phrase: Phrase, now: datetime | None, reference: date | None) -> DateReading | None:
    found = resolve_phrase(phrase, now, reference)
    if found is None:
        return None
    span = row.find_span(phrase.first, phrase.last)
    return DateReading(row.text, *found, row.text[span[0] : span[1]], phrase.warnings, span)
