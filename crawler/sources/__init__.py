"""Sources: the places where a portal lists its news, each kind with its reader (pure)."""

from __future__ import annotations

from collections.abc import Callable

from scrapy.http import Response, TextResponse

from crawler.listing.entries import parse_listing
from crawler.listing.paging import NextPage
from crawler.listing.paging import find_next_page as find_next_listing
from crawler.sources import feed
from crawler.sources.errors import SourceError
from storage.model import Entry, Source, SourceKind

_PARSERS: dict[SourceKind, Callable[[Response], list[Entry]]] = {SourceKind.FEED: feed.parse_feed}
_PLACES: dict[SourceKind, Callable[[TextResponse], list[str]]] = {SourceKind.FEED: feed.find_addresses}
_PAGERS: dict[SourceKind, Callable[[Response, int], NextPage | None]] = {SourceKind.FEED: feed.find_next}


def parse_source(source: Source, response: Response) -> list[Entry]:
    """The entries that an answer lists, in its order. Raises SourceError where it is no such source."""
    if source.kind is SourceKind.LISTING:
        return parse_listing(_page(response), source.listing)
    if source.kind not in _PARSERS:
        raise SourceError(f"{response.url}: sources of the kind {source.kind} are not read yet")
    return _PARSERS[source.kind](response)


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
