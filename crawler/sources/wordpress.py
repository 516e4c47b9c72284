"""WordPress: the posts that its REST interface lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy.http import Response, TextResponse
from w3lib.url import add_or_replace_parameter

from crawler.addresses import same_site
from crawler.listing.paging import NextPage
from crawler.page.links import absolute_url
from crawler.page.tree import page_root
from crawler.sources.bodies import MOST_PAGE_BYTES, decode_body, is_page
from crawler.sources.errors import EmptySourceError, SourceError
from crawler.sources.jsonfeed import load_json
from crawler.sources.listed import each_once, join_address, list_entry, plain_title
from crawler.sources.usualplaces import each_place_once, list_roots
from storage.model import Entry

MOST_PLACES = 6
MOST_ENTRIES = 1_000  #: of one answer that are read; WordPress itself gives at most 100
_POSTS = "wp/v2/posts"
_ASKED = "per_page=100&_fields=id,date,date_gmt,modified,link,title,type"
_RELATION = "https://api.w.org/"
_LINK_HEADER = re.compile(r"<([^<>]{1,2000})>\s*;[^,<]{0,200}?\brel=\"?([^\",;]+)")
_FILES = re.compile(r"^(.*?/)wp-(?:content|includes)/")
_NO_DATE = re.compile(r"^0000-00-00")
#: What PHP prints before the answer when its author left the warnings on.
_BEFORE = re.compile(r"\A[^\[{]{0,5000}?(?=\[\s*(?:\{|\])|\{\s*\")", re.DOTALL)


def parse_wordpress(response: Response) -> list[Entry]:
    """The posts in the order of the answer, each address once.

    Raises SourceError where the answer lists no posts: a page, the index of the interface, a refusal.
    """
    posts = _read_posts(response)
    entries = each_once((_read_post(response.url, post) for post in posts), MOST_ENTRIES)
    if not entries:
        kind = SourceError if posts else EmptySourceError
        raise kind(f"{response.url} lists no posts")
    return entries


def find_next(response: Response, page_number: int) -> NextPage | None:
    """How to ask for the posts after `page_number` (from 1), by what the headers say; None at the end."""
    last = find_last_page(response)
    if last is not None:
        if page_number >= last:
            return None
        return NextPage(add_or_replace_parameter(response.url, "page", str(page_number + 1)), "GET")
    url = join_address(response.url, next(_list_related(response, "next"), ""))
    return NextPage(url, "GET") if url and same_site(url, response.url) else None


def find_last_page(response: Response) -> int | None:
    """How many pages of posts there are, by what the headers say."""
    total = (response.headers.get("X-WP-TotalPages") or b"").strip()
    return int(total) if total.isdigit() and len(total) < 9 else None


def find_addresses(home: TextResponse) -> list[str]:
    """Where the posts may be listed on the site of this page, the surest first."""
    announced = [_posts_of(root) for root in _list_announced(home)]
    folders = dict.fromkeys([*_list_folders(home), *list_roots(home)])
    pretty = [_posts_of(urljoin(folder, "wp-json/")) for folder in folders]
    plain = [_posts_of(urljoin(folder, "?rest_route=/")) for folder in folders]
    usual = (place for pair in zip(pretty, plain, strict=True) for place in pair)
    return each_place_once([*announced, *usual], MOST_PLACES)


def _list_announced(page: TextResponse) -> Iterator[str]:
    """The roots of the interface that the page names."""
    for written in _list_related(page, _RELATION):
        if url := join_address(page.url, written):
            yield url
    for link in page_root(page).iter("link"):
        url = absolute_url(page, link.get("href", ""))
        if url and _RELATION in link.get("rel", "").split():
            yield url


def _list_related(response: Response, relation: str) -> Iterator[str]:
    """The addresses that the header `Link` gives for one relation."""
    for value in response.headers.getlist("Link"):
        for written, stated in _LINK_HEADER.findall(value[:10_000].decode("utf-8", "replace")):
            if relation in stated.split():
                yield written


def _list_folders(page: TextResponse) -> Iterator[str]:
    """The folders on this host that hold WordPress's own files: it need not live at the root."""
    for element in page_root(page).iter("link", "script", "img"):
        url = absolute_url(page, element.get("href") or element.get("src") or "")
        found = _FILES.match(url) if url and same_site(url, page.url) else None
        if found:
            yield found[1]


def _posts_of(root: str) -> str:
    """The address of the posts, from the interface's root: `…/wp-json/` or `…/?rest_route=/`."""
    if urlsplit(root).query:
        return f"{root.rstrip('/')}/{_POSTS}&{_ASKED}"
    return f"{root.rstrip('/')}/{_POSTS}?{_ASKED}"


def _read_posts(response: Response) -> list[dict[str, Any]]:
    text = decode_body(response, MOST_PAGE_BYTES)
    if is_page(response, text[:2_000].encode()):
        raise SourceError(f"{response.url} is a page, not the interface of WordPress")
    noise = _BEFORE.match(text)
    data = load_json(response.url, text[noise.end() :] if noise else text)
    if isinstance(data, dict):
        raise SourceError(f"{response.url} {_explain(data)}")
    if not isinstance(data, list):
        raise SourceError(f"{response.url} is JSON, but lists no posts")
    return [post for post in data if isinstance(post, dict)]


def _explain(data: dict[str, Any]) -> str:
    """What an answer says that is no list."""
    message = data.get("message")
    if isinstance(message, str) and "code" in data:
        return f"refuses: {plain_title(message)[:200]}"
    if "namespaces" in data or "routes" in data:
        return "is the index of the interface of WordPress, not its posts"
    return "is JSON, but lists no posts"


def _read_post(base: str, post: dict[str, Any]) -> Entry | None:
    title, link = post.get("title"), post.get("link")
    if isinstance(title, dict):
        title = title.get("rendered") or title.get("raw")
    if not isinstance(link, str):
        return None
    return list_entry(base, link, title if isinstance(title, str) else "", _read_date(post), "wordpress")


def _read_date(post: dict[str, Any]) -> str | None:
    """The date with what is known of its zone: `date_gmt` is in UTC by its name, `date` in the site's own."""
    gmt, local = post.get("date_gmt"), post.get("date")
    if isinstance(gmt, str) and gmt and not _NO_DATE.match(gmt):
        return gmt if re.search(r"(?:Z|[+-]\d\d:?\d\d)$", gmt) else f"{gmt}Z"
    return local if isinstance(local, str) else None
