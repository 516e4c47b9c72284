"""The commonest text has one whole day, and no time, range or label beside it: it is read the short way.

What the long way would find is told by the signs alone, so it is worked out once for each row of signs.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from crawler.dates.grammar import GREGORIAN_YEARS
from crawler.dates.reading import DateReading
from crawler.dates.resolve import MISMATCH
from crawler.dates.shapes import REMEMBERED, match_shapes
from crawler.dates.signs import SignRow

#: Signs that may belong to a time or refuse the date; with one of them the long way is taken.
DOUBTFUL = frozenset("TSMZQzhalnkj@NLP/bd")
Places = tuple[int, int, int, int, int, int]  #: first, end, weekday, day, month, year; -1 where there is none


def find_plain(text: str, row: SignRow) -> DateReading | None:
    """The reading of a plain row; None for any other row, or for a day that never was."""
    places = _find_places(row.signs) if len(row.signs) <= REMEMBERED else None
    if places is None:
        return None
    first, end, weekday, day, month, year = places
    values = row.values
    try:
        found = (
            date(values[year], values[month], values[day]) if month >= 0 else date.fromordinal(values[day])
        )
    except ValueError:
        return None
    if found.year not in GREGORIAN_YEARS and month >= 0:
        return None
    warnings = (MISMATCH,) if weekday >= 0 and values[weekday] != found.weekday() else ()
    start, stop = row.folded.find_span(row.starts[first], row.find_end(end - 1))
    matched = text[start:stop]
    return DateReading(
        text, found.isoformat(), None, "day", "gregorian", None, matched, warnings, (start, stop)
    )


@lru_cache(maxsize=20_000)
def _find_places(signs: str) -> Places | None:
    matches = list(match_shapes(signs))
    if len(matches) != 1 or matches[0].lastgroup not in ("full", "numeric"):
        return None
    match = matches[0]
    first, end = match.span()
    if not DOUBTFUL.isdisjoint(signs[:first] + signs[end:]):
        return None
    if match.lastgroup == "numeric":
        day = match.start("D_numeric")
        return (first, end, match.start("w"), day, -1, -1) if match.start("days_numeric") < 0 else None
    day, year = match.start("days_full"), match.start("y_full")
    more = any(match.start(f"{part}_full") >= 0 for part in ("mm", "r", "ry", "yy"))
    if more or year < 0 or match.group("days_full") != "n":
        return None
    return first, end, match.start("w"), day, match.start("m_full"), year
