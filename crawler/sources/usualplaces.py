"""Usual places: where sites of each kind put what is made for programs, from the folder of a page."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from scrapy.http import Response, TextResponse

from crawler.addresses import canonical_address
from crawler.front import is_language_folder
from crawler.platforms import GENERIC, find_platform, load_platform


def list_roots(page: Response) -> list[str]:
    """The folders in which a system may live: the page's language folder and the site's root."""
    parts = urlsplit(page.url)
    root = f"{parts.scheme}://{parts.netloc}/"
    first = parts.path.strip("/").split("/")[0]
    return [f"{root}{first}/", root] if is_language_folder(first) else [root]


def list_usual(page: TextResponse, what: str) -> list[str]:
    """The usual `feeds` or `sitemaps` for the page's platform, then those of any site; the surest first."""
    platform, _ = find_platform(page)
    known = getattr(load_platform(platform), what)
    usual = getattr(load_platform(GENERIC), what)
    roots = list_roots(page)
    places = [urljoin(root, place) for place in known for root in reversed(roots)]
    # Any language folder's own places stand beside the root's: a site may have a feed for each language.
    places += [urljoin(root, place) for place in usual for root in roots[-1:]]
    return places + [urljoin(root, place) for place in usual[:3] for root in roots[:-1]]


def each_place_once(urls: Iterable[str], most: int) -> list[str]:
    """At most so many addresses, each once, in their order."""
    places: dict[str, str] = {}
    for url in urls:
        places.setdefault(canonical_address(url), url)
    return list(places.values())[:most]
