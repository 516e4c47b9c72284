"""Find where a portal lists its news, from its address alone.

So far HTML listings are found; the other kinds of source are looked for and named.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from scrapy.http import TextResponse

from crawler.failures import PageError
from crawler.listing.entries import find_entry_addresses, parse_listing
from crawler.listing.paging import find_news_links, find_next_page
from crawler.visit import Visit, require_page
from storage.model import ListingKeys, PortalState, Source, SourceKind, SourcesFound

#: How many pages of a site's own menu are tried, best first.
MOST_NEWS_LINKS = 5


@dataclass(frozen=True, slots=True)
class _Candidate:
    url: str
    keys: ListingKeys
    entries: int
    dated: int
    pages_on: bool  # whether it leads to a next page

    @property
    def rank(self) -> tuple[bool, int, int]:
        """A list that can be paged back misses nothing in a burst; then the one that shows more wins."""
        return self.pages_on, self.dated, self.entries


async def find_sources(visit: Visit, home: TextResponse) -> SourcesFound:
    """The portal's sources. Raises PageError that says what was looked for where there are none."""
    definition = visit.plan.definition
    if definition.sources:
        stated = tuple(
            Source(keys.kind, urljoin(definition.url, keys.url), definition.listing)
            for keys in definition.sources
        )
        return SourcesFound(visit.plan.portal, definition.platform, stated, ("stated by the definition",))
    pages = [home, *await _fetch_news_pages(visit, home)]
    candidates = [found for page in pages if (found := _read_candidate(page, definition.listing))]
    tried = (f"listing: {len(pages)} pages were read", *_list_untried(home))
    if not candidates:
        raise PageError(PortalState.EMPTY, f"{home.url}: no source of news was found ({'; '.join(tried)})")
    best = max(candidates, key=lambda candidate: candidate.rank)
    platform = "webforms" if b"__VIEWSTATE" in home.body else definition.platform
    source = Source(SourceKind.LISTING, best.url, best.keys)
    return SourcesFound(visit.plan.portal, platform, (source,), tried)


async def _fetch_news_pages(visit: Visit, home: TextResponse) -> list[TextResponse]:
    pages = []
    for url in find_news_links(home)[:MOST_NEWS_LINKS]:
        try:
            pages.append(require_page(await visit.fetch(visit.request(url))))
        except PageError:
            continue  # a dead link in the menu does not stop the search
    return pages


def _read_candidate(page: TextResponse, stated: ListingKeys) -> _Candidate | None:
    address = stated.address or find_entry_addresses(page)
    if address is None and stated.entry is None:
        return None
    keys = stated.model_copy(update={"address": address})
    entries = parse_listing(page, keys)
    if not entries:
        return None
    return _Candidate(
        url=page.url,
        keys=keys,
        entries=len(entries),
        dated=sum(entry.published is not None for entry in entries),
        pages_on=find_next_page(page, keys, 1) is not None,
    )


def _list_untried(home: TextResponse) -> list[str]:
    feeds = home.css('link[rel~=alternate][type*="rss"]::attr(href), link[type*="atom"]::attr(href)').getall()
    feed = (
        f"feed: {feeds[0]} is announced, but feeds are not read yet" if feeds else "feed: none is announced"
    )
    wordpress = home.css('link[rel="https://api.w.org/"]::attr(href)').get()
    rest = "wordpress: its interface is there, but not read yet" if wordpress else "wordpress: not announced"
    data = "embedded: not read yet" if b"__NEXT_DATA__" in home.body else "embedded: none"
    return [feed, rest, data, "sitemap: not looked for yet"]
