"""Where a site's feeds may be: what its pages announce, then the usual places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from scrapy.http import TextResponse

from crawler.addresses import canonical_address, same_site
from crawler.page.links import absolute_url
from crawler.page.tree import Element, page_root
from crawler.sources.usualplaces import each_place_once, list_roots, list_usual

MOST_PLACES = 12
_MOST_ANNOUNCED = 8
_FEED_TYPE = re.compile(
    r"^(?:application/(?:rss|atom|rdf)\+xml|application/feed\+json|text/rss|(?:application|text)/xml)", re.I
)
_JSON_FEED = re.compile(r"feed[^/]*(?:\.json)?$", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|replies|تعليق|/posts/\d{6,}/", re.IGNORECASE)
#: Addresses in the page's text that are a feed's, by their look.
_FEED_PATH = re.compile(
    r"(?:^|/)(?:feed|rss|atom|backend)(?:/|\.xml|\.php|\.aspx|\.json)?$|\.rss$|page=backend\b|format=feed\b|feeds/posts/default",
    re.IGNORECASE,
)
#: The front page under its file's name.
_INDEX = re.compile(r"/(?:index|default|accueil|home)\.\w{3,5}$", re.IGNORECASE)
_OTHERS_FEED = re.compile(r"opensearch|oembed|rsd|wlwmanifest", re.IGNORECASE)


def find_addresses(home: TextResponse) -> list[str]:
    """Where a feed may be on the site of this page, the surest first, at most MOST_PLACES addresses.

    Comment feeds are left out, and so is the feed of the page itself where that is an article; the feed of
    a section comes after those of the whole site.
    """
    announced = [url for url in _list_announced(home) if not _COMMENTS.search(unquote(url))]
    linked = [url for url in _list_linked(home) if not _COMMENTS.search(unquote(url))]
    own = [url for url in announced if _is_own(home, url)]
    sure = [url for url in [*announced, *linked] if url not in own][:_MOST_ANNOUNCED]
    section = [] if _is_article(home) else own[:1]
    return each_place_once([*sure, *section, *list_usual(home, "feeds")], MOST_PLACES)


def _list_announced(page: TextResponse) -> Iterator[str]:
    for link in page_root(page).iter("link"):
        url = absolute_url(page, link.get("href", ""))
        if url and "alternate" in link.get("rel", "").lower().split() and _announces(link, url):
            yield url


def _announces(link: Element, url: str) -> bool:
    kind = link.get("type", "").strip().lower()
    if _COMMENTS.search(link.get("title", "")) or _OTHERS_FEED.search(f"{kind} {url}"):
        return False
    if kind.startswith("application/json"):
        return bool(_JSON_FEED.search(urlsplit(url).path))
    return bool(_FEED_TYPE.match(kind))


def _list_linked(page: TextResponse) -> Iterator[str]:
    """Links that a reader may click on to subscribe."""
    for anchor in page_root(page).iter("a"):
        url = absolute_url(page, anchor.get("href", ""))
        if url and same_site(url, page.url):
            parts = urlsplit(url)
            if _FEED_PATH.search(parts.path) or _FEED_PATH.search(parts.query):
                yield url


def _is_own(page: TextResponse, url: str) -> bool:
    """Whether a feed stands below the page itself, as those of articles and sections do."""
    here = canonical_address(page.url)
    is_front = here in map(canonical_address, list_roots(page)) or bool(_INDEX.search(here))
    return not is_front and canonical_address(url).startswith(f"{here}/")


def _is_article(page: TextResponse) -> bool:
    """Whether the page says of itself that it is an article."""
    metas = page_root(page).iter("meta")
    return any(meta.get("property") == "og:type" and meta.get("content") == "article" for meta in metas)
