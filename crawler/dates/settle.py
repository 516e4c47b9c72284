"""Settle which of a page's dates is the publication's; what cannot be settled stays unknown, within bounds.

The order of trust, and why, is told in `docs/dates.md`; `TRUST` is that order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crawler.dates.published import PublishedReading, read_published
from storage.model import MOROCCO, PublishedDate

#: Machine data first (exact, and made when the article was), then what is shown, then the text's own label.
TRUST = ("wordpress", "jsonld", "meta", "time", "feed", "listing", "url", "byline", "last-line", "text")
#: Machine data that a site renews when it edits or lists an article again: an older address is right then.
RENEWED = {"jsonld", "meta", "time", "feed"}
#: Places where a theme prints the clock of the visit.
CLOCK_PLACES = {"time", "byline", "last-line"}
TOLERANCE = timedelta(days=2)  #: between a date and the same date in an address, for zones and drafts
FIRST_PORTAL = date(1995, 1, 1)  #: no page is older; a machine date before it is a default, not a date


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """A date as a page or source states it: where it stood, and the text as written."""

    provenance: str  #: feed, wordpress, jsonld, meta, time, listing, url, byline, last-line, text
    text: str  #: ISO, RFC 822, a phrase in any language, or for `url` the address


def settle_published(
    candidates: Iterable[DateCandidate],
    *,
    seen_at: datetime,
    after: str | None = None,
    before: str | None = None,
) -> PublishedDate:
    """The published date, or an unknown one within its bounds.

    `seen_at` is the aware instant at which the article was first seen; `after` and `before` are ISO days of
    dated neighbours. A time of day carries the offset of Africa/Casablanca. Never raises on any text.
    """
    known = _read_candidates(candidates, seen_at)
    chosen = _choose(known, seen_at.astimezone(MOROCCO).date())
    if chosen:
        ago = chosen.counted_back
        return PublishedDate(chosen.value, chosen.precision, chosen.provenance, counted_back=ago)
    return _bound(seen_at.astimezone(MOROCCO).date().isoformat(), after, before)


def _bound(seen: str, after: str | None, before: str | None) -> PublishedDate:
    """An unknown date between its neighbours; no article is published after it was first seen."""
    latest = min(before or seen, seen)
    return PublishedDate(after=after if after and after <= latest else None, before=latest)


def _read_candidates(candidates: Iterable[DateCandidate], seen_at: datetime) -> list[PublishedReading]:
    """What can be a publication date, in the order of trust."""
    local = seen_at.astimezone(MOROCCO)
    readings = (
        read_published(one.provenance, one.text, local) for one in candidates if one.provenance in TRUST
    )
    known = [one for one in readings if one and _is_believable(one, local)]
    return sorted(known, key=lambda one: TRUST.index(one.provenance))


def _is_believable(reading: PublishedReading, seen: datetime) -> bool:
    """Neither the future, nor a default of a clock, nor the clock of the visit itself."""
    if not FIRST_PORTAL <= reading.day <= seen.date() + timedelta(days=1):
        return False
    shows_visit = reading.instant is not None and abs(seen - reading.instant) < timedelta(minutes=10)
    return not (shows_visit and reading.provenance in CLOCK_PLACES)


def _choose(known: list[PublishedReading], seen: date) -> PublishedReading | None:
    """The most trusted date, unless what is beside it shows it renewed, a page's clock, or too coarse."""
    if not known:
        return None
    kept = [one for one in known if not (_is_renewed(one, known) or _is_visit(one, known, seen))] or known
    best = kept[0]
    finer = (one for one in kept if one.value.startswith(best.value) and len(one.value) > len(best.value))
    return next(finer, best) if best.precision in ("month", "year") else best


def _is_renewed(one: PublishedReading, known: list[PublishedReading]) -> bool:
    addresses = (other for other in known if other.provenance == "url" and other.precision == "day")
    return one.provenance in RENEWED and any(one.day - other.day > TOLERANCE for other in addresses)


def _is_visit(one: PublishedReading, known: list[PublishedReading], seen: date) -> bool:
    """A shown date that is the day of the visit, where another says that the article is older."""
    older = any(other.day < seen - TOLERANCE for other in known)
    return one.provenance in CLOCK_PLACES and one.day == seen and older
