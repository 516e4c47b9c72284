"""Embedded data: posts that stand in a page's JSON only, for its scripts to show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from scrapy.http import Response, TextResponse

from crawler.addresses import canonical_address, same_site
from crawler.listing.paging import NextPage, find_next_page
from crawler.page.links import find_links
from crawler.page.tree import page_root
from crawler.sources.errors import SourceError
from crawler.sources.listed import each_once, join_address, list_entry
from crawler.sources.posts import Post, PostList, find_posts
from crawler.sources.scripts import list_documents
from crawler.sources.slugs import Addresses, learn_addresses, list_stated
from storage.model import Entry, ListingKeys

MOST_ENTRIES = 1_000  #: of one page that are read
_NEXT = re.compile(
    r"^(?:next|next_?page|next_?page_?url|next_?url|next_?link|load_?more_?url)$", re.IGNORECASE
)
_NEXT_HOLDERS = ("links", "_links", "pagination", "meta", "pageInfo", "paging", "pager")


def parse_embedded(response: Response, pattern: str | None = None) -> list[Entry]:
    """The posts in the data of a page, or of an answer that is such data, each address once.

    `pattern` makes addresses of short names where it is known from another page of the site
    (`read_posts`). Raises SourceError where nothing looks like a list of posts, and where only
    short names are told and nothing shows what their addresses are.
    """
    _, found, learnt = read_posts(response)
    known = replace(learnt, pattern=learnt.pattern or pattern)
    entries = each_once((_read_post(response.url, post, known) for post in found.posts), MOST_ENTRIES)
    if not entries:
        why = "posts by short names only, and no link on the page shows what their addresses are"
        raise SourceError(f"{response.url} lists {len(found.posts)} {why}")
    return entries


def read_posts(response: Response) -> tuple[list[Any], PostList, Addresses]:
    """The data of a page, the posts in it, and what it shows of their addresses.

    Raises SourceError where nothing looks like a list of posts.
    """
    documents = list_documents(response)
    found = _require_posts(response, documents)
    page = _read_page(response)
    links = [link.url for link in find_links(page)] if page else []
    return documents, found, learn_addresses(response.url, found.posts, [*links, *list_stated(documents)])


def find_next(response: Response, page_number: int) -> NextPage | None:
    """How to ask for the posts after `page_number` (from 1): by what stands beside the list, or by the page's
    own pager. None where neither leads on; raises SourceError where there are no posts.
    """
    found = _require_posts(response, list_documents(response))
    for around in reversed(found.around):
        for written in _list_next(around):
            url = join_address(response.url, written)
            if (
                url
                and same_site(url, response.url)
                and canonical_address(url) != canonical_address(response.url)
            ):
                return NextPage(url, "GET")
    page = _read_page(response)
    return find_next_page(page, ListingKeys(), page_number) if page else None


def find_addresses(home: TextResponse) -> list[str]:
    """The page itself, where it carries data: no other place is usual."""
    try:
        return [home.url] if list_documents(home) else []
    except SourceError:
        return []


def _require_posts(response: Response, documents: list[Any]) -> PostList:
    if not documents:
        raise SourceError(f"{response.url} carries no data in JSON that can be read")
    found = find_posts(documents, _find_language(response))
    if found is None:
        raise SourceError(f"{response.url} carries data, but nothing in it looks like a list of posts")
    return found


def _read_page(response: Response) -> TextResponse | None:
    """The answer as a page for readers; None where it is bare data."""
    is_data = response.body.lstrip()[:1] in (b"{", b"[")
    return response if isinstance(response, TextResponse) and not is_data else None


def _find_language(response: Response) -> str:
    """The page's language as it says it, or its address does; nothing where neither does."""
    page = _read_page(response)
    stated = page_root(page).get("lang", "") if page else ""
    folders = re.findall(r"/([a-z]{2,3})(?:[-_][A-Za-z]{2})?(?=[/.?]|$)", urlsplit(response.url).path)
    return (stated[:2] or next(iter(folders), "")).lower()


def _read_post(base: str, post: Post, known: Addresses) -> Entry | None:
    return list_entry(base, post.link or known.find(post), post.title, post.date, "jsonld")


def _list_next(around: dict[str, Any]) -> Iterator[str]:
    """What is called the next page in an object, or in those within it that speak of paging."""
    holders = [around, *(around[name] for name in _NEXT_HOLDERS if isinstance(around.get(name), dict))]
    for holder in holders:
        for name, value in holder.items():
            written = value.get("href") if isinstance(value, dict) else value
            if (
                _NEXT.match(str(name))
                and isinstance(written, str)
                and re.match(r"(?:https?:/)?/|\?", written)
            ):
                yield written
