"""Find the dates of a text (first version: day, month by name or number, year)."""

from __future__ import annotations

import re
from datetime import date, datetime

from crawler.dates.reading import DateReading
from storage.model import EventDate

MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "يناير janvier", "فبراير février", "مارس mars", "أبريل ابريل avril", "ماي مايو mai",
            "يونيو juin", "يوليوز يوليو juillet", "غشت أغسطس août", "شتنبر سبتمبر septembre",
            "أكتوبر اكتوبر octobre", "نونبر نوفمبر novembre", "دجنبر ديسمبر décembre",
        ],
        start=1,
    )
    for name in names.split()
}  # fmt: skip
DAY = r"(\d{1,2})(?:er)?(?:\s*[-و]\s*(\d{1,2}))?"
DATE = re.compile(rf"{DAY}\s*({'|'.join(MONTHS)})\s*[,،]?\s*(\d{{4}})|(\d{{1,2}})/(\d{{1,2}})/(\d{{4}})")


def _read(text: str, found: re.Match[str]) -> DateReading | None:
    day, last, name, year, d, m, y = found.groups()
    month = MONTHS[name] if name else int(m)
    try:
        start = date(int(year or y), month, int(day or d)).isoformat()
        end = date(int(year), month, int(last)).isoformat() if last else None
    except ValueError:
        return None
    return DateReading(text, start, end, "day", "gregorian", None, found.group(), (), found.span())


def find_dates(
    text: str, *, now: datetime | None = None, reference: date | None = None
) -> tuple[DateReading, ...]:
    """Every date in running text, in order; `now` settles منذ and il y a, `reference` الجاري and courant."""
    readings = (_read(text, found) for found in DATE.finditer(text))
    return tuple(reading for reading in readings if reading)


def read_date(text: str, *, now: datetime | None = None, reference: date | None = None) -> DateReading:
    """The first date in the text; an empty reading where there is none."""
    found = find_dates(text, now=now, reference=reference)
    return found[0] if found else DateReading(text)


def find_event_dates(text: str, *, reference: date | None = None) -> tuple[EventDate, ...]:
    """The dates that an article's text speaks of: resolved ones only, each once."""
    events: dict[tuple[str, str | None], EventDate] = {}
    for found in find_dates(text, reference=reference):
        if found.start and found.precision and found.matched:
            key = (found.start, found.end)
            events.setdefault(key, EventDate(found.start, found.end, found.precision, found.matched))
    return tuple(events.values())
