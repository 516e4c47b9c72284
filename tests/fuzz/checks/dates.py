"""Dates in running text, and the one that is settled on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from crawler.dates import DateCandidate, find_dates, read_date, settle_published
from crawler.dates.find import read_first
from crawler.dates.settle import TRUST
from tests.fuzz.text import SMALL, read_text

NOW = datetime(2026, 11, 24, 10, 15)  # noqa: DTZ001 - it is local to the text
SEEN = datetime(2026, 11, 24, 10, 15, tzinfo=UTC)
REFERENCE = date(2024, 2, 29)


def check_dates(example: bytes) -> None:
    text = read_text(example)
    found = find_dates(text, now=NOW, reference=REFERENCE)
    last = 0
    for reading in found:
        assert reading.span and reading.matched, f"a reading without its place: {reading}"
        first, end = reading.span
        assert last <= first < end <= len(text), f"a date outside of its text: {reading}"
        assert reading.matched == text[first:end], f"a date that is not what stands there: {reading}"
        assert (reading.start is None) != (reading.partial is None), f"neither whole nor partial: {reading}"
        last = end
        _check_days(reading.start, reading.end)
    if len(example) <= SMALL:
        assert found == find_dates(text, now=NOW, reference=REFERENCE), "another date at the second look: "
        _check_first(text)
    _check_settled(text)


def _check_days(start: str | None, end: str | None) -> None:
    first = start and datetime.fromisoformat(_whole(start))
    last = end and datetime.fromisoformat(_whole(end))
    if first and last:
        assert last.date() >= first.date(), f"an end before its beginning: {start} {end}"


def _whole(iso: str) -> str:
    """The first day of a year or month."""
    return iso + "-01-01"[: 10 - len(iso)] if len(iso) < 10 else iso


def _check_first(text: str) -> None:
    first = read_first(text, None, REFERENCE)
    assert first == read_date(text, reference=REFERENCE), f"the first date is remembered otherwise: {first}"
    found = find_dates(text, reference=REFERENCE)
    if first.matched is not None:
        assert first == found[0], f"the first date is not the first of all: {first} {found[0]}"
    else:
        assert not found, f"no first date of some: {found}"


def _check_settled(text: str) -> None:
    lines = text.splitlines() or [text]
    candidates = [DateCandidate(TRUST[number % len(TRUST)], line) for number, line in enumerate(lines)]
    if len(text) <= SMALL:
        candidates += [DateCandidate(provenance, text) for provenance in TRUST]
    settled = settle_published(candidates, seen_at=SEEN)
    if settled.value is None:
        assert settled.before == SEEN.date().isoformat(), f"an unknown date without bounds: {settled}"
        return
    day = datetime.fromisoformat(_whole(settled.value)).date()
    assert date(1995, 1, 1) <= day <= SEEN.date() + timedelta(days=1), f"a date out of bounds: {settled}"
