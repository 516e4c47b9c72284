"""The links of a page, and the shapes that their addresses share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from scrapy.http import TextResponse
from scrapy.utils.response import get_base_url

from crawler.addresses import canonical_address, same_site
from crawler.page.tree import Element, page_root

_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|csv|zip|rar|7z|jpe?g|png|gif|webp|bmp|tiff?|svg|mp[34]|xml|css|js|ics)$",
    re.IGNORECASE,
)
_SLUG = "[^/?#]+"


@dataclass(frozen=True, slots=True)
class Link:
    """One link to a page."""

    element: Element
    url: str  #: absolute, as the page writes it
    key: str  #: its canonical address


#: Of one page that are looked at: a page of ten megabytes of links must not stop the others.
MOST_LINKS = 2000


def find_links(response: TextResponse) -> list[Link]:
    """The page's first 2,000 links to web pages, in order; to files, scripts and places on it are none."""
    links: list[Link] = []
    for element in page_root(response).iter("a", "area"):
        if len(links) == MOST_LINKS:
            break
        url = absolute_url(response, element.get("href", ""))
        if url and not is_file(url):
            links.append(Link(element, url, canonical_address(url)))
    return links


def absolute_url(response: TextResponse, href: str) -> str | None:
    """The web address that a link leads to; None for a script, a mail address or a place on this page."""
    written = "".join(href.split("\n")).strip()
    if not written or written.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
        return None
    try:
        url = join(response, written)
    except ValueError:
        return None
    return url if url.lower().startswith(("http://", "https://")) else None


def join(response: TextResponse, written: str) -> str:
    """An address as the page means it: a <base> that is no address is none. Raises ValueError for none."""
    try:
        base = get_base_url(response)
    except ValueError:
        base = response.url
    return urljoin(base, written)


def is_file(url: str) -> bool:
    """Whether the address ends as a file's that is no page."""
    try:
        return bool(_FILE.search(urlsplit(url).path))
    except ValueError:
        return False


def matches_address(pattern: re.Pattern[str], link: Link) -> bool:
    """Whether a link's address, as written, decoded or canonical, holds the pattern."""
    return any(pattern.search(form) for form in (link.url, link.key, unquote(link.url)))


def group_by_shape(links: Iterable[Link], site: str) -> dict[str, list[Link]]:
    """The links within one site, by the shape of their addresses; pages without an own name are left out."""
    groups: dict[str, list[Link]] = {}
    for link in links:
        if same_site(link.url, site) and (shape := _shape(link.key)):
            groups.setdefault(shape, []).append(link)
    return groups


def common_pattern(addresses: Iterable[str]) -> str:
    """The regular expression that these canonical addresses of one shape share."""
    keys = sorted(set(addresses))
    queries = [dict(_parameters(key)) for key in keys]
    constants = {
        (name, value)
        for name, value in queries[0].items()
        if len(keys) > 1 and all(query.get(name) == value for query in queries)
    }
    return _shape(keys[0], constants)


def _parameters(key: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(key).query, keep_blank_values=True)


def _shape(key: str, constants: Iterable[tuple[str, str]] = ()) -> str:
    """The address as an expression: numbers and the last name are free; nothing for the site's root."""
    parts = urlsplit(key)
    segments = [segment for segment in parts.path.split("/") if segment]
    shown = [_number(segment) for segment in segments[:-1]]
    names = parts.query.split("&") if parts.query else []
    if segments:
        shown.append(_number(segments[-1]) if names else _free(segments[-1]))
    if not segments and not names:
        return ""
    start = "" if segments and shown[0] == _escape(segments[0]) else "^https?://[^/]+"
    path = start + "/" + "/".join(shown)
    return path + (r"\?" + "&".join(_parameter(name, constants) for name in names) if names else "") + "$"


def _escape(text: str) -> str:
    """Text as an expression that matches it, and can still be read."""
    return re.sub(r"[.^$*+?{}\[\]\\|()]", r"\\\g<0>", text)


def _number(segment: str) -> str:
    """A number of any value, or the name itself."""
    return r"\d+" if segment.isdigit() else _escape(segment)


def _free(segment: str) -> str:
    """Any name, with the number before it and the ending after it, if it has them."""
    if segment.isdigit():
        return r"\d+"
    stem, dot, ending = segment.rpartition(".")
    tail = _escape(dot + ending) if dot and re.fullmatch(r"[a-z]{2,5}\d?", ending) and stem else ""
    number = r"\d+[-_]" if re.match(r"\d+[-_]\D", segment) else ""
    return number + _SLUG + tail


def _parameter(written: str, constants: Iterable[tuple[str, str]]) -> str:
    name, equals, value = written.partition("=")
    if not equals:
        return re.sub(r"\d+", r"\\d+", _escape(name))
    if parse_qsl(written)[:1] and parse_qsl(written)[0] in constants:
        return _escape(written)
    return _escape(name) + "=" + (r"\d+" if value.isdigit() else "[^&#]+")
