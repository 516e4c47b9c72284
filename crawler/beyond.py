"""Where a source ends above all that is known, further pages of the site may lead on to it: its archives by
month, or the next parts of its sitemap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import takewhile

from scrapy.http import Response, TextResponse

from crawler.failures import PageError
from crawler.listing.entries import parse_every_link
from crawler.listing.months import find_months
from crawler.sources import parse_source
from crawler.sources.errors import SourceError
from crawler.visit import Visit, require_answer, require_page
from storage.model import Entry, Source, SourceKind

#: Months or parts that are read, the newest first, as long as nothing known is met: a gap may be long.
MOST_PLACES = 24
_PART = re.compile(r"\d{1,4}(?=\.xml(?:\.gz)?$)")


async def read_beyond(
    source: Source, listed: dict[str, Entry], pages: Iterable[Response | None], visit: Visit
) -> bool:
    """Whether further pages lead from what a source lists to what is known; what stands between is then
    listed as well, with the first that is known.

    `pages`: those of the source that were read, where links to months are looked for.
    """
    between, before = list[Entry](), visit.plan.known_in(source.url)
    for url in _list_places(source, pages):
        try:
            shown = _parse(source, require_answer(await visit.fetch(visit.request(url))))
        except (PageError, SourceError) as error:
            visit.note(error.why)
            return False
        between += takewhile(lambda entry: entry.key not in before, shown)
        if source.kind is SourceKind.LISTING and listed.keys().isdisjoint(entry.key for entry in between):
            return False  # it shows other things, or the oldest first
        met = next((entry for entry in shown if entry.key in before), None)
        if met is not None:
            for entry in (*between, met):
                listed.setdefault(entry.key, entry)
            visit.note(f"what came before was found at {url}")
            return True
    return False


def _list_places(source: Source, pages: Iterable[Response | None]) -> list[str]:
    """Where what is older may be listed, the newest first."""
    if source.kind is SourceKind.SITEMAP:
        part = _PART.search(source.url)
        numbers = range(int(part[0]) + 1, int(part[0]) + 1 + MOST_PLACES) if part else ()
        return [_PART.sub(str(number), source.url) for number in numbers]
    if source.kind is not SourceKind.LISTING or source.listing.address is None:
        return []
    return find_months(page for page in pages if isinstance(page, TextResponse))[:MOST_PLACES]


def _parse(source: Source, answer: Response) -> Sequence[Entry]:
    if source.kind is SourceKind.SITEMAP:
        return parse_source(source, answer)
    return parse_every_link(require_page(answer), source.listing.address or "")
