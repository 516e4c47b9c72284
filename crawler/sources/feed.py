"""Feeds: RSS, Atom and JSON Feed, read into entries; feedparser knows the dialects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from weakref import WeakKeyDictionary

import feedparser
from scrapy.http import Response
from w3lib.url import add_or_replace_parameter, add_or_replace_parameters

from crawler.addresses import canonical_address, same_site
from crawler.listing.paging import NextPage
from crawler.sources.bodies import MOST_PAGE_BYTES, decode_body
from crawler.sources.errors import EmptySourceError, SourceError
from crawler.sources.feedplaces import find_addresses
from crawler.sources.jsonfeed import find_next_address, is_json, parse_json_feed
from crawler.sources.listed import each_once, join_address, list_entry
from crawler.sources.tidy import tidy_feed
from storage.model import Entry

__all__ = ["find_addresses", "find_next", "parse_feed"]

MOST_ENTRIES = 1_000  #: of one answer that are read


@dataclass(frozen=True)
class _Feed:
    """A feed as feedparser reads it."""

    about: dict[str, Any]
    rows: list[dict[str, Any]]


_feeds: WeakKeyDictionary[Response, _Feed] = WeakKeyDictionary()


def parse_feed(response: Response) -> list[Entry]:
    """The entries of a feed in its order, each address once, at most MOST_ENTRIES of them.

    Raises SourceError where the answer is no feed, lists nothing, or is broken beyond reading.
    """
    text = decode_body(response, MOST_PAGE_BYTES)
    if is_json(text):
        return parse_json_feed(response.url, text, MOST_ENTRIES)
    feed = _read_feed(response, text)
    entries = each_once((_read_row(response.url, row) for row in feed.rows), MOST_ENTRIES)
    if not entries:
        if not feed.rows:
            raise EmptySourceError(f"{response.url} is a feed that lists nothing")
        raise SourceError(f"{response.url} is a feed that gives no addresses of its own site's articles")
    return entries


def find_next(response: Response, page_number: int) -> NextPage | None:
    """How to ask for the part of the feed after `page_number` (from 1); None where no way is known.

    Raises SourceError where the answer is no feed.
    """
    text = decode_body(response, MOST_PAGE_BYTES)
    if is_json(text):
        url = find_next_address(response.url, text)
    else:
        url = _find_next_url(response.url, _read_feed(response, text), page_number)
    here = url is None or canonical_address(url) == canonical_address(response.url)
    return None if url is None or here else NextPage(url, "GET")


def _find_next_url(url: str, feed: _Feed, page_number: int) -> str | None:
    if not feed.rows:
        return None
    stated = next((one.get("href", "") for one in _links(feed.about) if one.get("rel") == "next"), "")
    joined = join_address(url, stated)
    if joined and same_site(joined, url):
        return joined
    generator = str(feed.about.get("generator") or "").lower()
    if "wordpress" in generator:
        return add_or_replace_parameter(url, "paged", str(page_number + 1))
    return _next_of_blogger(url, feed) if "blogger" in generator else None


def _next_of_blogger(url: str, feed: _Feed) -> str | None:
    """Blogger's own "next" leads to another host; its numbers serve as well on this one."""
    names = ("opensearch_startindex", "opensearch_itemsperpage", "opensearch_totalresults")
    written = [str(feed.about.get(name, "")) for name in names]
    if not all(re.fullmatch(r"\d{1,9}", one) for one in written):
        return None
    start, size, total = map(int, written)
    if not size or start + size > total:
        return None
    return str(add_or_replace_parameters(url, {"start-index": str(start + size), "max-results": str(size)}))


def _read_feed(response: Response, text: str) -> _Feed:
    """The feed. Raises SourceError where it is none."""
    if response not in _feeds:
        _feeds[response] = _parse_tidy(response, tidy_feed(response, text, MOST_ENTRIES))
    return _feeds[response]


def _parse_tidy(response: Response, document: bytes) -> _Feed:
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": response.url}
    try:
        read = feedparser.parse(
            BytesIO(document), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # it raises whatever a strange document makes it stumble over
        raise SourceError(f"{response.url} is a feed that cannot be read ({type(error).__name__})") from error
    if not read.version:
        raise SourceError(f"{response.url} is no feed")
    return _Feed(dict(read.feed), [dict(row) for row in read.entries])


def _read_row(base: str, row: dict[str, Any]) -> Entry | None:
    href = next(filter(None, _list_addresses(row)), "")
    return list_entry(base, href, _text(row, "title"), _text(row, "published"), "feed")


def _list_addresses(row: dict[str, Any]) -> Iterator[str]:
    """Where the article may be, the surest first."""
    yield _text(row, "feedburner_origlink")
    yield _text(row, "link")
    for link in _links(row):
        if link.get("rel", "alternate") == "alternate":
            yield str(link.get("href") or "")


def _text(row: dict[str, Any], name: str) -> str:
    return str(row.get(name) or "")


def _links(part: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(link) for link in part.get("links") or ()]
