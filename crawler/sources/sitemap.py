"""Sitemaps: the addresses that a site lists for search engines, and where its sitemaps are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from scrapy.http import Response, TextResponse

from crawler.addresses import same_site
from crawler.listing.paging import NextPage
from crawler.page.links import absolute_url
from crawler.page.tree import page_root
from crawler.sources.bodies import decode_body, is_page
from crawler.sources.errors import EmptySourceError, SourceError
from crawler.sources.listed import each_once, join_address, list_entry
from crawler.sources.sitemapxml import INDEX, SitemapRow, read_sitemap
from crawler.sources.usualplaces import each_place_once, list_usual
from storage.model import Entry

MOST_ENTRIES = 50_000  #: of one sitemap that are read; the protocol permits no more
MOST_SITEMAPS = 1_000  #: of one index that are given
MOST_PLACES = 8
_MOST_ROBOTS = 500 * 1024  # bytes of a robots.txt, as search engines bound it
_NEWS = re.compile(r"news|post|article|actualit|akhbar|communiq|annonce|أخبار|اخبار|بلاغ|node", re.IGNORECASE)
_OTHERS = re.compile(
    r"page|categor|tag|author|taxonom|image|video|product|event|attachment|media|user|rubrique|format",
    re.IGNORECASE,
)
_SITEMAP_LINE = re.compile(r"^[^\S\n]*sitemap[^\S\n]*:[^\S\n]*(\S+)", re.IGNORECASE | re.MULTILINE)


def parse_sitemap(response: Response) -> list[Entry]:
    """The addresses of a sitemap in its order, each once, at most MOST_ENTRIES, without the front page.

    Only a news sitemap gives titles and dates: when a page was last modified says nothing of its publication.
    Raises SourceError where the answer is no sitemap, an index of sitemaps, or lists nothing.
    """
    root, rows = read_sitemap(response, MOST_ENTRIES)
    if root == INDEX:
        raise SourceError(f"{response.url} is an index of {len(rows)} sitemaps, not a sitemap")
    entries = each_once((_read_row(response.url, row) for row in rows), MOST_ENTRIES)
    if not entries:
        kind = SourceError if rows else EmptySourceError
        raise kind(f"{response.url} is a sitemap that lists nothing")
    return entries


def parse_sitemap_index(response: Response) -> list[str]:
    """The sitemaps that an index lists, those of articles first and the newest of them before.

    Raises SourceError where the answer is no index of sitemaps.
    """
    root, rows = read_sitemap(response, MOST_ENTRIES)
    if root != INDEX:
        raise SourceError(f"{response.url} is no index of sitemaps")
    ordered = sorted(rows, key=_newness, reverse=True)
    joined = (join_address(response.url, row.address) for row in sorted(ordered, key=_unlikeness))
    return each_place_once((url for url in joined if url), MOST_SITEMAPS)


def parse_robots(response: Response) -> list[str]:
    """The sitemaps that a robots.txt names, in its order. Raises SourceError where it is a page or empty."""
    text = decode_body(response, 20 * 1024 * 1024)[:_MOST_ROBOTS]
    if is_page(response, text[:2_000].encode()):
        raise SourceError(f"{response.url} is a page, not a robots.txt")
    joined = (join_address(response.url, written) for written in _SITEMAP_LINE.findall(text))
    return each_place_once((url for url in joined if url), MOST_SITEMAPS)


def find_next(response: Response, page_number: int) -> NextPage | None:  # noqa: ARG001 - one face for all kinds
    """None: a sitemap has no second page."""
    return None


def find_addresses(home: TextResponse) -> list[str]:
    """Where a sitemap or an index of them may be on the site of this page, the surest first."""
    return each_place_once([*_list_announced(home), *list_usual(home, "sitemaps")], MOST_PLACES)


def _list_announced(page: TextResponse) -> Iterator[str]:
    for link in page_root(page).iter("link", "a"):
        url = absolute_url(page, link.get("href", ""))
        if url and same_site(url, page.url):
            path = urlsplit(url).path.lower()
            stated = "sitemap" in link.get("rel", "").lower().split()
            if stated or ("sitemap" in path and path.endswith((".xml", ".xml.gz"))):
                yield url


def _read_row(base: str, row: SitemapRow) -> Entry | None:
    entry = list_entry(base, row.address, row.title, row.published, "feed")
    return entry if entry and (urlsplit(entry.key).path.strip("/") or urlsplit(entry.key).query) else None


def _unlikeness(row: SitemapRow) -> int:
    """How little a sitemap's name promises articles."""
    name = unquote(row.address.rpartition("/")[2])
    return 0 if _is_news(name) else 2 if _OTHERS.search(name) else 1


def _is_news(name: str) -> bool:
    """Whether news is named, and not what merely sorts it: `wp-sitemap-taxonomies-post_tag-1.xml`."""
    return bool(_NEWS.search(name)) and not re.search(
        r"taxonom|categor|_tag|post_format", name, re.IGNORECASE
    )


def _newness(row: SitemapRow) -> tuple[str, list[int]]:
    """By the day of the last change where it is told, and then by the numbers in the name."""
    return row.modified[:10], [int(number[:9]) for number in _numbers(row.address)]


def _numbers(address: str) -> Iterable[str]:
    return re.findall(r"\d+", address.rpartition("/")[2])
