"""One candidate read as a publication date: each provenance has its own idea of what may stand there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from crawler.dates.find import find_dates, read_date
from crawler.dates.folding import fold
from crawler.dates.reading import DateReading
from storage.model import MOROCCO

MACHINE = {"feed", "wordpress", "jsonld", "meta", "time"}
LONGEST = 20_000  #: letters of a text that are searched for a labelled date

#: Words that say "published" right before a date; `تحديث`, `mis à jour` and `حرر` say something else.
LABEL = re.compile(
    r"(?:نشر|نشرت|ينشر|منشور|منشوره|النشر|اضيف|اضيفت|الاضافه|publiee?s?|publication|parue?|posted|published|mise?s?"
    r" en ligne|ajoutee?)[\s\w]{0,20}?[\s:|-]*(?:(?:في|بتاريخ|يوم|يومه|le|on|du|at)[\s:]*)*$"
)
NOT_PUBLISHED = re.compile(r"(?:لم|لن|لا|non|pas|جريده|الجريده|bulletin)\s+(?:\w+\s+)?\w*\W*$")
#: The path of an address: `/2022/04/27/`, `/2023/03/`, and the stamp of some systems' slugs.
ADDRESS_DAY = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/?#-]|$)")
ADDRESS_MONTH = re.compile(r"/((?:19|20)\d\d)/(0[1-9]|1[0-2])(?=/|$)")
ADDRESS_STAMP = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)-\d\d-\d\d-\d\d(?!\d)")
AROUND = re.compile(r"[\W_]+|\b(?:في|بتاريخ|يوم|le|the|on|du|تاريخ|date)\b")


@dataclass(frozen=True, slots=True)
class PublishedReading:
    """A date that may be the publication's: as it would be kept, its day, its instant if timed."""

    provenance: str
    value: str
    precision: str
    day: date
    instant: datetime | None = None
    counted_back: bool = False  #: "two weeks ago": another day at each visit


def read_published(provenance: str, text: str, seen: datetime) -> PublishedReading | None:
    """The candidate's date, or None; `seen` is local to Casablanca and settles what is relative to now."""
    if provenance == "url":
        return _read_address(text)
    if provenance == "text":
        return _read_labelled(text[:LONGEST], seen)
    if provenance in MACHINE and (instant := _read_instant(text.strip())):
        return _of_instant(provenance, *instant)
    reading = read_date(text[:LONGEST], now=seen)
    if provenance == "last-line" and not _is_lone(text, reading):
        return None
    return _of_reading(provenance, reading)


def _read_instant(text: str) -> tuple[datetime, bool] | None:
    """The instant of ISO or RFC 822 text, and whether a time of day is given."""
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return parse(text), ":" in text and not re.search(
                r"[T ]00:00(:00)?(\.0+)?(Z|[+-]00:?00| GMT)?$", text
            )
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _of_instant(provenance: str, instant: datetime, timed: bool) -> PublishedReading | None:
    try:
        local = instant.astimezone(MOROCCO) if instant.tzinfo else instant.replace(tzinfo=MOROCCO)
    except OverflowError:
        return None
    if not timed:
        return PublishedReading(provenance, instant.date().isoformat(), "day", instant.date())
    exact = "second" if instant.second else "minute"
    value = local.isoformat(timespec="seconds" if instant.second else "minutes")
    return PublishedReading(provenance, value, exact, local.date(), local)


def _of_reading(provenance: str, reading: DateReading) -> PublishedReading | None:
    """A single known date; a range or a list is an event's, a date without a year is not settled."""
    if reading.start is None or reading.end or reading.precision is None:
        return None
    day = date.fromisoformat(reading.start[:10])
    ago = _is_relative(reading)
    if letters := {"month": 7, "year": 4}.get(reading.precision):
        value = reading.start[:letters]
        return PublishedReading(provenance, value, reading.precision, day, counted_back=ago)
    if "T" in reading.start and reading.precision != "hour" and not ago:
        return _of_instant(provenance, datetime.fromisoformat(reading.start), True)
    return PublishedReading(provenance, reading.start[:10], "day", day, counted_back=ago)


def _is_relative(reading: DateReading) -> bool:
    """Whether the words count back from now, which is never exact to the minute: alone they tell no day."""
    return read_date(reading.matched or "").start is None


def _read_address(address: str) -> PublishedReading | None:
    for shape in (ADDRESS_DAY, ADDRESS_STAMP):
        if found := shape.search(address):
            try:
                day = date(*(int(part) for part in found.groups()))
            except ValueError:
                continue
            return PublishedReading("url", day.isoformat(), "day", day)
    if found := ADDRESS_MONTH.search(address):
        year, month = int(found[1]), int(found[2])
        return PublishedReading("url", f"{year}-{month:02}", "month", date(year, month, 1))
    return None


def _read_labelled(text: str, seen: datetime) -> PublishedReading | None:
    """The first date of a text that is labelled as its publication; any other is an event."""
    for reading in find_dates(text, now=seen):
        start = reading.span[0] if reading.span else 0
        label = fold(text[max(0, start - 60) : start])
        if (found := LABEL.search(label)) and not NOT_PUBLISHED.search(label[: found.start() + 1]):
            return _of_reading("text", reading)
    return None


def _is_lone(text: str, reading: DateReading) -> bool:
    """Whether the line is the date and no more (or says that it was published)."""
    if reading.span is None:
        return False
    before, rest = text[: reading.span[0]], text[reading.span[1] :]
    labelled = LABEL.search(fold(before)) is not None
    return not AROUND.sub("", rest) and (labelled or not AROUND.sub("", before))
