"""Sources: the places where a portal lists its news, each kind with its reader (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable

from scrapy.http import Response, TextResponse

from crawler.listing.entries import parse_listing
from crawler.listing.fragments import as_page, find_fragment
from crawler.listing.more import find_more, find_next_fragment
from crawler.listing.pager import find_last_page as find_last_listed
from crawler.listing.paging import NextPage
from crawler.listing.paging import find_next_page as find_next_listing
from crawler.sources import embedded, feed, sitemap, wordpress
from crawler.sources.errors import SourceError
from storage.model import Entry, ListingKeys, Source, SourceKind

__all__ = [
    "as_page",
    "find_last_page",
    "find_next",
    "is_counted_out",
    "list_addresses",
    "parse_source",
]

_PARSERS: dict[SourceKind, Callable[[Response], list[Entry]]] = {
    SourceKind.FEED: feed.parse_feed,
    SourceKind.WORDPRESS: wordpress.parse_wordpress,
    SourceKind.SITEMAP: sitemap.parse_sitemap,
}
_PAGERS: dict[SourceKind, Callable[[Response, int], NextPage | None]] = {
    SourceKind.FEED: feed.find_next,
    SourceKind.WORDPRESS: wordpress.find_next,
    SourceKind.SITEMAP: sitemap.find_next,
    SourceKind.EMBEDDED: embedded.find_next,
}
_PLACES: dict[SourceKind, Callable[[TextResponse], list[str]]] = {
    SourceKind.FEED: feed.find_addresses,
    SourceKind.WORDPRESS: wordpress.find_addresses,
    SourceKind.SITEMAP: sitemap.find_addresses,
}


def parse_source(source: Source, response: Response) -> list[Entry]:
    """The entries that an answer lists, in its order. Raises SourceError where it is no such source."""
    address = source.listing.address
    if source.kind is SourceKind.LISTING:
        return _parse_listing(_page(response), source.listing)
    if source.kind is SourceKind.EMBEDDED:
        return embedded.parse_embedded(response, address)
    entries = _PARSERS[source.kind](response)
    return [entry for entry in entries if address is None or re.search(address, entry.key)]


def _parse_listing(response: TextResponse, keys: ListingKeys) -> list[Entry]:
    """The entries of a list, or of a piece of it, which stands without the elements around the list."""
    entries = parse_listing(as_page(response), keys)
    if entries or find_fragment(response) is None:
        return entries
    inner = keys.entry and re.split(r"[\s>]+", keys.entry.strip())[-1]
    for tried in ({"entry": inner}, {"entry": None, "title": None, "date": None}):
        entries = entries or parse_listing(as_page(response), keys.model_copy(update=tried))
    return entries


def find_next(source: Source, response: Response, page_number: int) -> NextPage | None:
    """How to ask for the page of this source after `page_number` (from 1); None at its end."""
    if source.kind is not SourceKind.LISTING:
        return _PAGERS[source.kind](response, page_number)
    answer = _page(response)
    page, fragment = as_page(answer), find_fragment(answer)
    stated = find_next_listing(page, source.listing, page_number) or find_more(page, page_number)
    if stated is not None or fragment is None or page_number == 1:
        return stated
    return find_next_fragment(answer, fragment, page_number)


def is_counted_out(source: Source, response: Response) -> bool:
    """Whether an answer without entries is the usual end: scripts count on until there is nothing more."""
    return source.kind is SourceKind.LISTING and find_fragment(_page(response)) is not None


def find_last_page(source: Source, response: Response, page_number: int) -> int | None:
    """The number of this source's last page, as its page `page_number` tells it; None where it does not."""
    if source.kind is SourceKind.WORDPRESS:
        return wordpress.find_last_page(response)
    if source.kind is SourceKind.LISTING:
        return find_last_listed(as_page(_page(response)), page_number)
    return None


def _page(response: Response) -> TextResponse:
    if not isinstance(response, TextResponse):
        raise SourceError(f"{response.url} is no page that can be read")
    return response


def list_addresses(kind: SourceKind, page: TextResponse) -> list[str]:
    """Where a source of this kind may be on the site of this page, the surest first."""
    find = _PLACES.get(kind)
    return find(page) if find else []
