"""Where a list ends above all that is known, the site's archives by month may lead on to it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

from scrapy.http import Response, TextResponse

from crawler.failures import PageError
from crawler.listing.entries import parse_every_link
from crawler.listing.months import find_months
from crawler.visit import Visit, require_page
from storage.model import Entry, Source

#: The newest months that are read, as long as nothing known is met: since the last reading, however long ago.
MOST_MONTHS = 24


async def read_months(
    source: Source, listed: dict[str, Entry], pages: Iterable[Response | None], visit: Visit
) -> bool:
    """Whether archives by month lead from what a source lists to what is known; what stands between is then
    listed as well, with the first that is known.

    `pages`: those of the source that were read, where links to months are looked for.
    """
    if source.listing.address is None:
        return False
    between, before = list[Entry](), visit.plan.anchors or visit.plan.known
    for url in find_months(page for page in pages if isinstance(page, TextResponse))[:MOST_MONTHS]:
        try:
            page = require_page(await visit.fetch(visit.request(url)))
        except PageError as error:
            visit.note(error.why)
            return False
        shown = parse_every_link(page, source.listing.address)
        between += takewhile(lambda entry: entry.key not in before, shown)
        if listed.keys().isdisjoint(entry.key for entry in between):
            return False  # it shows other things, or the oldest first
        met = next((entry for entry in shown if entry.key in before), None)
        if met is not None:
            for entry in (*between, met):
                listed.setdefault(entry.key, entry)
            visit.note(f"what came before was found at {url}")
            return True
    return False
