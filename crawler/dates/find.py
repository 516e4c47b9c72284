"""The way through the room: a text, its signs, the phrases in them, and the readings of these."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from itertools import islice

from crawler.dates.clock import attach_clocks
from crawler.dates.grammar import find_phrases
from crawler.dates.join import join_phrases
from crawler.dates.phrase import Phrase
from crawler.dates.plain import find_plain
from crawler.dates.reading import DateReading
from crawler.dates.refusals import is_refused
from crawler.dates.resolve import resolve_phrase
from crawler.dates.signs import SignRow, find_signs
from storage.model import EventDate


def find_dates(
    text: str, *, now: datetime | None = None, reference: date | None = None
) -> tuple[DateReading, ...]:
    """Every date in running text, in order; `now` settles منذ and il y a, `reference` الجاري and courant.

    Both are local to the text: no zone is added or changed. Never raises for what a text holds.
    """
    return tuple(_find(text, now, reference))


def read_date(text: str, *, now: datetime | None = None, reference: date | None = None) -> DateReading:
    """The first date in the text; an empty reading where there is none."""
    if len(text) <= REMEMBERED and now is None:
        return _read_again(text, reference)
    return next(_find(text, now, reference), None) or DateReading(text)


def find_event_dates(text: str, *, reference: date | None = None) -> tuple[EventDate, ...]:
    """The dates that an article's text speaks of: resolved ones only, each once."""
    events: dict[tuple[str, str | None], EventDate] = {}
    for found in find_dates(text, reference=reference):
        if found.start and found.precision and found.matched:
            key = (found.start, found.end)
            events.setdefault(key, EventDate(found.start, found.end, found.precision, found.matched))
    return tuple(events.values())


#: Letters of a text that is remembered: a portal's list shows the same dates at every poll.
REMEMBERED = 200
MOST_DATES = 2000  #: dates of one text; what holds more is a table, and its first ones are read


@lru_cache(maxsize=10_000)
def _read_again(text: str, reference: date | None) -> DateReading:
    return next(_find(text, None, reference), None) or DateReading(text)


def _find(text: str, now: datetime | None, reference: date | None) -> Iterator[DateReading]:
    row = find_signs(text)
    if plain := find_plain(text, row):
        yield plain
        return
    yield from _find_all(text, row, now, reference)


def _find_all(text: str, row: SignRow, now: datetime | None, reference: date | None) -> Iterator[DateReading]:
    found = (phrase for phrase in find_phrases(row) if not is_refused(text, row, phrase))
    phrases = list(islice(found, MOST_DATES))
    if phrases:
        attach_clocks(row, phrases)
    for phrase in join_phrases(row, phrases) if len(phrases) > 1 else phrases:
        if reading := _read(text, row, phrase, now, reference):
            yield reading


def _read(
    text: str, row: SignRow, phrase: Phrase, now: datetime | None, reference: date | None
) -> DateReading | None:
    found = resolve_phrase(phrase, now, reference)
    if found is None:
        return None
    span = row.folded.find_span(row.starts[phrase.first], row.find_end(phrase.last - 1))
    return DateReading(
        text,
        found.start,
        found.end,
        found.precision,
        found.calendar,
        found.partial,
        text[span[0] : span[1]],
        phrase.warnings,
        span,
    )
