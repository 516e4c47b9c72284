"""Saved pages: a file's bytes as the answer that they once were, at the address that they state."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

from scrapy.http import HtmlResponse, Response, TextResponse

from crawler.attachments.mediatypes import is_text
from crawler.detection.candidates import Candidate, read_listings, read_machine
from crawler.detection.choice import choose
from crawler.page.encodings import make_readable
from crawler.page.tree import page_root
from crawler.sources.bodies import MOST_PAGE_BYTES, is_page, read_body
from crawler.sources.errors import SourceError
from storage.model import FoundSource, ListingKeys, SourceKind

#: What the links of a page without any address of its own are resolved against: nobody's.
NOWHERE = "https://example.invalid/"
_MAGIC = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\xd0\xcf\x11\xe0",
    b"RIFF",
    b"\x7fELF",
)
_LOOKED_AT = 4096  # bytes from which a binary file is told
_DATA = (b"<?xml", b"<rss", b"<feed", b"{", b"[")  # how a source that is made for programs begins
#: How browsers note, when a page is saved, where it came from.
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(https?://[^\s>]+)", re.IGNORECASE)
_MOST_LINKS = 2_000  # that are asked for their host


def parse_saved(body: bytes, name: str, url: str | None = None) -> TextResponse:
    """The page in a file, gzip or not, at `url` or at the address that it states itself.

    Raises SourceError, which begins with `name`, where the bytes are no page.
    """
    if not body.strip():
        raise SourceError(f"{name} is empty")
    body = read_body(Response(name, body=body), MOST_PAGE_BYTES)
    if _is_binary(body):
        raise SourceError(f"{name} is no page but a binary file")
    page = make_readable(HtmlResponse(url or NOWHERE, body=body))
    return page if url else page.replace(url=find_own_address(page) or NOWHERE)


def find_own_address(page: TextResponse) -> str | None:
    """The web address that a page states for itself, or the site that its links name; None without both."""
    noted = _SAVED_FROM.search(page.body[:_LOOKED_AT])
    saved = noted[1].decode("ascii", "replace") if noted else None
    return next(
        filter(None, (*_stated(page, "canonical"), saved, *_stated(page, "base"), _find_site(page))), None
    )


def find_list(page: TextResponse) -> FoundSource | None:
    """The list of news on a page, or in a saved feed, as detection would choose it; None without one."""
    chosen = choose([*_list_candidates(page)])
    return chosen[0] if chosen else None


def _list_candidates(page: TextResponse) -> Iterator[Candidate]:
    is_data = not is_page(Response(page.url), page.body) and page.body.lstrip().startswith(_DATA)
    if not is_data:
        yield from read_listings(page, ListingKeys())
    for kind in (
        (SourceKind.FEED, SourceKind.WORDPRESS, SourceKind.SITEMAP) if is_data else (SourceKind.EMBEDDED,)
    ):
        with suppress(SourceError):
            yield from read_machine(kind, page)


def _stated(page: TextResponse, what: str) -> Iterator[str]:
    """The absolute addresses in the page's `link rel=canonical`, or in its `base`."""
    for element in page_root(page).iter("link", "base"):
        names = element.get("rel", "").lower().split() if element.tag == "link" else ["base"]
        href = element.get("href", "").strip()
        if what in names and _host_of(href):
            yield href


def _find_site(page: TextResponse) -> str | None:
    """The front page of the site to which more links lead than are written without a host."""
    hosts: Counter[str] = Counter()
    relative = 0
    for number, link in enumerate(page_root(page).iter("a")):
        href = link.get("href", "").strip()
        if _host_of(href):
            hosts[href[: href.index(_host_of(href))] + _host_of(href) + "/"] += 1
        elif href and not re.match(r"#|[\w+.-]+:|//", href):
            relative += 1
        if number == _MOST_LINKS:
            break
    site, count = next(iter(hosts.most_common(1)), ("", 0))
    return site if count > relative else None


def _host_of(href: str) -> str:
    """The host of an absolute web address, with its port; empty for any other."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    return parts.netloc if parts.scheme in ("http", "https") else ""


def _is_binary(body: bytes) -> bool:
    """Whether the bytes are no text in any encoding that pages use."""
    return body.startswith(_MAGIC) or not is_text(body[:_LOOKED_AT])
