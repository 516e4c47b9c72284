"""Find where a site says that it has gone: another host that a page as a whole points to (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scrapy.http import TextResponse

from crawler.addresses import canonical_address, same_site
from crawler.page.blocks import visible_text
from crawler.page.links import absolute_url
from crawler.page.tree import page_root
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
    links = [(link, url) for link in root.iter("a") if (url := absolute_url(response, link.get("href", "")))]
    text = visible_text(root)
    is_notice = len(links) <= _FEW_LINKS and len(text) <= _SHORT_PAGE
    for link, url in links:
        parent = link.getparent()
        around = visible_text(link if parent is None else parent)[:_BESIDE]
        if _MOVED_WORDS.search(fold(around)) or (is_notice and _MOVED_WORDS.search(fold(text))):
            yield url
