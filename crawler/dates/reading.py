"""The one noun of this room: a date that was read in a text."""

from __future__ import annotations

from typing import NamedTuple


class DateReading(NamedTuple):
    """What a text says about a date; everything is None where nothing was read."""

    text: str  #: the text that was read
    start: str | None = None  #: ISO day or local date-time, Gregorian; a zone only where one was printed
    end: str | None = None  #: the last day of a range or list
    precision: str | None = None  #: second, minute, hour, day, month, year
    calendar: str | None = None  #: gregorian or hijri: what was read
    partial: str | None = None  #: what is known when `start` is None: `--09-25`, `--02-16/--02-18`
    matched: str | None = None  #: the exact part of the text that was read
    warnings: tuple[str, ...] = ()  #: e.g. weekday-mismatch, hijri-approximate
    span: tuple[int, int] | None = None  #: offsets of `matched` in `text`
