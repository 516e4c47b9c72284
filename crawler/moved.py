"""Find where a site says that it has gone: another host that a page as a whole points to (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from scrapy.http import TextResponse

from crawler.addresses import canonical_address, same_site
from crawler.page.blocks import visible_text
from crawler.page.links import MOST_LINKS, absolute_url
from crawler.page.tree import Element, find_pieces, page_root
from text.folding import fold

_REFRESH = re.compile(r"url\s*=\s*['\"]?([^'\";]+)", re.IGNORECASE)
#: What a page says, folded, beside the link to where its site is now.
_MOVED_WORDS = re.compile(
    r"انتقل|تم نقل|الموقع الجديد|موقعنا الجديد|البوابه الجديده|العنوان الجديد|"
    r"nouveau site|nouveau portail|nouvelle adresse|a demenage|a change d.adresse|transfere|"
    r"new site|new website|new address|has moved|we have moved|moved to"
)
_FEW_LINKS = 12  # a page of a living site has a menu, with more
_SHORT_PAGE = 1_500  # characters of text
_BESIDE = 200  # characters of the text around a link


def find_new_homes(response: TextResponse) -> list[str]:
    """The addresses on other hosts to which the page leads its readers on, the surest first."""
    found = [*_refreshed(response), *_announced(response)]
    others = {canonical_address(url): url for url in reversed(found) if not same_site(url, response.url)}
    return list(reversed(others.values()))


def _refreshed(response: TextResponse) -> Iterator[str]:
    for meta in page_root(response).iter("meta"):
        if meta.get("http-equiv", "").lower() == "refresh":
            target = _REFRESH.search(meta.get("content", ""))
            url = absolute_url(response, target[1]) if target else None
            if url:
                yield url


def _announced(response: TextResponse) -> Iterator[str]:
    """The links to other hosts on a page that has little else, or that are called the new site."""
    root = page_root(response)
    text = visible_text(root)
    if not _MOVED_WORDS.search(fold(text)):
        return
    every = islice(root.iter("a"), MOST_LINKS)
    links = [(link, url) for link in every if (url := absolute_url(response, link.get("href", "")))]
    is_notice = len(links) <= _FEW_LINKS and len(text) <= _SHORT_PAGE
    is_said = cache(_says_moved)  # links that stand in one element have one text around them
    for link, url in links:
        parent = link.getparent()
        if is_notice or is_said(link if parent is None else parent):
            yield url


def _says_moved(element: Element) -> bool:
    """Whether the beginning of an element's text speaks of a move."""
    around = ""
    for _, piece in find_pieces(element):
        around = f"{around} {piece[:_BESIDE]}"
        if len(around) > _BESIDE:
            break
    return bool(_MOVED_WORDS.search(fold(around[: _BESIDE + 1])))
