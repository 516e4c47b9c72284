"""Compare the sources that were met, and say why one is chosen (pure).

A source made for programs is the best there is if it shows what readers see: exact dates, the same for years.
But feeds stand still, are cut short, carry no dates, or are the front page in disguise; so each is held
against the list that readers see, and loses where that shows more.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from crawler.detection.candidates import Candidate
from crawler.recognise import Memory
from storage.model import FoundSource, SourceKind

_LESS = "shows less than the one chosen"
_COVERS = 0.8  # of the entries on the readers' list
_DATED = 0.6  # of the entries
_MENU_PAGES = 0.05  # of the entries of a feed of news may be pages of the menu
_COMMON = 1  # entries that two lists share before one can show more of the same
_PAGING = 1.3  # a list that leads to older entries is worth so much more
_SURE = 6.0  # the score from which a list is certainly news: dated, or named so
_MACHINE = (SourceKind.WORDPRESS, SourceKind.FEED)
_FALLBACK = (SourceKind.WORDPRESS, SourceKind.FEED, SourceKind.EMBEDDED, SourceKind.SITEMAP)


def choose(
    candidates: Sequence[Candidate], memory: Memory | None = None, menu: Collection[str] = ()
) -> list[FoundSource]:
    """All candidates with a verdict, the chosen one first; empty where there are none.

    `menu`: the keys of the pages to which the site's menus lead, which are no news.
    """
    if memory is not None:
        best = max((memory.count(one.entries) for one in candidates), default=0)
        candidates = [one for one in candidates if memory.count(one.entries) >= _COVERS * best]
    shown = [one for one in candidates if one.source.kind in (SourceKind.LISTING, SourceKind.EMBEDDED)]
    whole = [one for one in shown if not any(_shows_more(other, one) for other in shown)]
    listing = max(whole or shown, key=_rank, default=None)
    verdicts: dict[int, str] = {}
    chosen = None
    for one in sorted(candidates, key=_machine_order):
        if one.source.kind in _MACHINE:
            against = _find_objection(one, listing, menu)
            if against is None and chosen is None:
                chosen, verdicts[id(one)] = one, _praise(one, listing)
            else:
                verdicts[id(one)] = against or "not needed beside the one chosen"
    if chosen is None:
        chosen = listing or min(candidates, key=_fallback_order, default=None)
        if chosen is None:
            return []
        verdicts[id(chosen)] = _praise(chosen, listing)
    return _in_order(candidates, chosen, verdicts)


def _in_order(
    candidates: Sequence[Candidate], chosen: Candidate, verdicts: dict[int, str]
) -> list[FoundSource]:
    ordered = [chosen, *sorted((one for one in candidates if one is not chosen), key=_rank, reverse=True)]
    return [
        FoundSource(one.source, one.entries, one.pages_on, verdicts.get(id(one), _LESS)) for one in ordered
    ]


def _rank(one: Candidate) -> float:
    score = one.score or (one.count**0.5 * (1 + 3 * one.dated))
    return score * (_PAGING if one.pages_on else 1.0)


def _shows_more(one: Candidate, other: Candidate) -> bool:
    """Whether a list shows all that another does of the same time, and more: not one section only."""
    common = {entry.key for entry in one.entries} & {entry.key for entry in other.entries}
    return len(common) >= _COMMON and _misses(other, one) > 0 and _misses(one, other) == 0


def _misses(one: Candidate, other: Candidate) -> int:
    """How many entries of another list are missing in this one, of the time that it shows."""
    keys = {entry.key for entry in one.entries}
    last = one.entries[-1].published
    if last is None:
        return sum(entry.key not in keys for entry in other.entries[: one.count])
    return sum(
        entry.key not in keys
        for entry in other.entries
        if entry.published is not None and entry.published[:10] > last[:10]
    )


def _machine_order(one: Candidate) -> tuple[int, int]:
    kinds = list(_FALLBACK)
    return (kinds.index(one.source.kind) if one.source.kind in kinds else len(kinds)), -one.count


def _fallback_order(one: Candidate) -> tuple[int, float]:
    return _machine_order(one)[0], -_rank(one)


def _find_objection(one: Candidate, listing: Candidate | None, menu: Collection[str]) -> str | None:
    """Why a source made for programs is not to be relied on; None if it is."""
    pages = sum(entry.key in menu for entry in one.entries)
    if pages > _MENU_PAGES * one.count:
        return f"{pages} of its entries are pages of the menu"
    if one.dated < _DATED:
        return f"only {one.dated:.0%} of its entries have a date that can be read"
    if listing is None or (listing.score < _SURE and listing.dated < _DATED and listing.count <= one.count):
        return None
    covered = Memory(one.entries, is_same_site=True).count(listing.entries)
    if one.newest < listing.newest:
        return f"it ends with {one.newest}; {listing.source.url} has an entry of {listing.newest}"
    if covered < min(_COVERS * listing.count, one.count) or covered < 2:
        return f"it shows {covered} of the {listing.count} entries on {listing.source.url}"
    if one.count < _COVERS * listing.count and not one.pages_on:
        return f"it is cut short: {one.count} entries, {listing.count} on {listing.source.url}"
    is_feed = one.source.kind is SourceKind.FEED  # the interface of WordPress shows all there is
    if is_feed and listing.pages_on and not one.pages_on and listing.dated >= _DATED:
        return f"it does not lead to older entries, {listing.source.url} does"
    return None


def _praise(one: Candidate, listing: Candidate | None) -> str:
    older = "leads to older ones" if one.pages_on else "shows no way to older ones"
    said = f"{one.count} entries, {one.dated:.0%} of them dated, {older}"
    beside = listing is not None and listing is not one
    return f"{said}; it shows what readers see on {listing.source.url}" if beside and listing else said
