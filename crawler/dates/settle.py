"""Settle which of a page's dates is the publication's (first version)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from crawler.dates.find import read_date
from storage.model import PublishedDate

CASABLANCA = ZoneInfo("Africa/Casablanca")
TRUST = ("wordpress", "jsonld", "meta", "feed", "time", "url", "listing", "byline", "last-line")


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """A date as a page or source states it: where it stood, and the text as written."""

    provenance: str
    text: str


def settle_published(
    candidates: Iterable[DateCandidate],
    *,
    seen_at: datetime,
    after: str | None = None,
    before: str | None = None,
) -> PublishedDate:
    """The published date, or an unknown one within its bounds; `seen_at` is an aware instant."""
    today = seen_at.astimezone(CASABLANCA).date().isoformat()
    known = [one for one in candidates if one.provenance in TRUST]
    for one in sorted(known, key=lambda one: TRUST.index(one.provenance)):
        value = _day(one.text)
        if value and value <= today:
            return PublishedDate(value, "day", one.provenance)
    return PublishedDate(after=after, before=min(before or today, today))


def _day(text: str) -> str | None:
    try:
        return datetime.fromisoformat(text).date().isoformat()
    except ValueError:
        return read_date(text).start
