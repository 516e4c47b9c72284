"""Where a portal's own list does not lead on: the other ways to its past."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import TextResponse

from crawler.backfill.cursor import Ask, Trail
from crawler.backfill.ids import find_numbers
from crawler.detection.candidates import Candidate
from crawler.detection.search import Search
from crawler.failures import PageError
from crawler.listing.months import find_months
from crawler.listing.selectors import is_telling
from crawler.page.links import common_pattern
from crawler.recognise import Memory
from crawler.sources import list_addresses
from crawler.sources.errors import SourceError
from crawler.sources.sitemap import parse_robots, parse_sitemap, parse_sitemap_index
from crawler.visit import Visit, require_answer, require_page
from storage.model import ListingKeys, SourceKind

MOST_LISTS = 2  #: of the site that are walked in the place of its own
_FEWEST_KNOWN = 2  # entries that another list must show before it is believed to be of the same news


def home_request(visit: Visit) -> Request:
    """What a search begins with."""
    return visit.request(visit.plan.definition.url)


async def find_trails(visit: Visit) -> list[Trail]:
    """The ways to a portal's past to which its pages lead, the surest first."""
    home = require_page(await visit.fetch(home_request(visit)))
    search = Search(visit, visit.plan.definition.listing)
    pages = await search.read_pages(home)
    return [
        *_find_lists(visit, search.candidates),
        *find_archives(visit, pages),
        *_find_numbered(visit),
    ]


def _find_lists(visit: Visit, candidates: Sequence[Candidate]) -> list[Trail]:
    """Other lists that lead to older entries, those that show most of what is known first."""
    memory = Memory(visit.plan.remembered, is_same_site=True)
    own = {source.url for source in visit.plan.sources}
    counted = [(memory.count(one.entries), one) for one in candidates if one.pages_on]
    fitting = [(count, one) for count, one in counted if count >= _FEWEST_KNOWN and one.source.url not in own]
    fitting.sort(key=lambda pair: (pair[0], pair[1].count), reverse=True)
    return [
        Trail(
            kind="list",
            source_kind=one.source.kind,
            url=one.source.url,
            listing=one.source.listing,
            queue=[Ask(url=one.source.url)],
        )
        for _, one in fitting[:MOST_LISTS]
    ]


def find_archives(visit: Visit, pages: Sequence[TextResponse]) -> list[Trail]:
    """The archives by month to which these pages lead."""
    months = find_months(pages)
    keys = [source.listing for source in visit.plan.sources if source.kind is SourceKind.LISTING]
    listing = (keys or [ListingKeys()])[0].model_copy(update={"address": find_shape(visit)})
    queue = [Ask(url=url) for url in months]
    return [Trail(kind="months", url=months[0], listing=listing, queue=queue)] if months else []


def _find_numbered(visit: Visit) -> list[Trail]:
    numbers = find_numbers(entry.url for entry in visit.plan.remembered)
    return [Trail(kind="ids", numbers=numbers)] if numbers else []


def find_shape(visit: Visit) -> str | None:
    """The shape of the addresses of what is known, where it tells articles from other pages."""
    shapes = Counter(common_pattern([entry.key]) for entry in visit.plan.remembered)
    shape = shapes.most_common(1)[0][0] if shapes else ""
    return shape if is_telling(shape) else None


async def find_sitemaps(visit: Visit) -> list[Trail]:
    """The site's sitemaps; only where what is known tells articles from other pages."""
    shape = find_shape(visit)
    if shape is None:
        return []
    found = await _read_first(visit, await _read_robots(visit))
    if not found:
        home = require_page(await visit.fetch(home_request(visit)))
        found = await _read_first(visit, list_addresses(SourceKind.SITEMAP, home))
    queue = [Ask(url=url) for url in found]
    listing = ListingKeys(address=shape)
    trail = Trail(kind="sitemap", source_kind=SourceKind.SITEMAP, listing=listing, queue=queue)
    return [trail] if queue else []


async def _read_robots(visit: Visit) -> list[str]:
    with suppress(PageError, SourceError):
        request = visit.request(urljoin(visit.plan.definition.url, "/robots.txt"))
        return parse_robots(require_answer(await visit.fetch(request)))
    return []


async def _read_first(visit: Visit, places: Iterable[str]) -> list[str]:
    """The sitemaps at the first of these addresses that leads to any."""
    for place in dict.fromkeys(places):
        if found := await _read_place(visit, place):
            return found
    return []


async def _read_place(visit: Visit, url: str) -> list[str]:
    """The sitemaps that an address leads to: those of an index, or itself."""
    with suppress(PageError, SourceError):
        answer = require_answer(await visit.fetch(visit.request(url)))
        with suppress(SourceError):
            return parse_sitemap_index(answer)
        parse_sitemap(answer)
        return [answer.url]
    return []


#: Where further trails are looked for, one after the other, as long as none has led on.
SEARCHES = (find_trails, find_sitemaps)
