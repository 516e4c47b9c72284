"""Instants: the dates that sources made for programs state, as they are kept."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime

from crawler.dates import DateReading, read_date
from crawler.dates.settle import FIRST_PORTAL
from storage.model import MOROCCO

_RFC_822 = re.compile(
    r"^\s*(?:[a-z]{3,9}\.?,?\s+)?\d{1,2}\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+"
    r"\d{2,4}\s+\d{1,2}:\d\d(?!.*[+-]\d\d:\d\d$)",  # that reader knows no zone with a colon
    re.IGNORECASE | re.ASCII,
)
_LONGEST = 200  # characters of a date
_LETTERS = {"month": 7, "year": 4}  # of an ISO day that say as much


def read_instant(text: str) -> tuple[str | None, str | None]:
    """What a date says, and how exactly: an ISO day, or a date-time. (None, None) where it cannot be read.

    An instant becomes local to Casablanca, with the offset; a time without a zone stays without. A machine's
    midnight is a day; a day before there were portals is a machine's default, and no date.
    """
    short = text.strip()[:_LONGEST]
    written = _read_rfc(short)
    if written is not None:
        return _express(written)
    return _read_words(read_date(short))


def write_epoch(number: float) -> str | None:
    """Seconds or milliseconds since 1970 as ISO text in UTC; None where the number is no such instant."""
    if not 8 * 10**8 < number < 4 * 10**12:
        return None
    seconds = number / 1000 if number > 10**11 else number
    if not 8 * 10**8 < seconds < 4 * 10**9:  # from 1995 on, and not for ever
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _read_rfc(text: str) -> datetime | None:
    if not _RFC_822.match(text):
        return None
    try:
        written = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return written.replace(tzinfo=UTC) if text.endswith("-0000") else written


def _read_words(reading: DateReading) -> tuple[str | None, str | None]:
    if reading.start is None or reading.end or reading.precision is None:
        return None, None
    if letters := _LETTERS.get(reading.precision):
        known = date.fromisoformat(reading.start[:10]) >= FIRST_PORTAL
        return (reading.start[:letters], reading.precision) if known else (None, None)
    if "T" not in reading.start or reading.precision == "hour":
        return _express_day(date.fromisoformat(reading.start[:10]))
    return _express(datetime.fromisoformat(reading.start))


def _express(written: datetime) -> tuple[str | None, str | None]:
    if written.time() == time(0) or written.date() < FIRST_PORTAL:
        return _express_day(written.date())
    try:
        local = written.astimezone(MOROCCO) if written.tzinfo else written
    except (OverflowError, ValueError):
        return None, None
    exact = "second" if written.second else "minute"
    return local.isoformat(timespec="seconds" if written.second else "minutes"), exact


def _express_day(day: date) -> tuple[str | None, str | None]:
    return (day.isoformat(), "day") if day >= FIRST_PORTAL else (None, None)
