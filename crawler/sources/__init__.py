"""Sources: the places where a portal lists its news, each kind with its reader (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable

from scrapy.http import Response, TextResponse

from crawler.listing.entries import parse_listing
from crawler.listing.paging import NextPage
from crawler.listing.paging import find_next_page as find_next_listing
from crawler.sources import embedded, feed, sitemap, wordpress
from crawler.sources.errors import SourceError
from storage.model import Entry, Source, SourceKind

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
        return parse_listing(_page(response), source.listing)
    if source.kind is SourceKind.EMBEDDED:
        return embedded.parse_embedded(response, address)
    entries = _PARSERS[source.kind](response)
    return [entry for entry in entries if address is None or re.search(address, entry.key)]


def find_next(source: Source, response: Response, page_number: int) -> NextPage | None:
    """How to ask for the page of this source after `page_number` (from 1); None at its end."""
    if source.kind is SourceKind.LISTING:
        return find_next_listing(_page(response), source.listing, page_number)
    return _PAGERS[source.kind](response, page_number)


def _page(response: Response) -> TextResponse:
    if not isinstance(response, TextResponse):
        raise SourceError(f"{response.url} is no page that can be read")
    return response


def list_addresses(kind: SourceKind, page: TextResponse) -> list[str]:
    """Where a source of this kind may be on the site of this page, the surest first."""
    find = _PLACES.get(kind)
    return find(page) if find else []
