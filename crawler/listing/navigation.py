"""Navigation: from any page of a site to its news, by the names that its own links have (pure)."""

from __future__ import annotations

import re
from urllib.parse import unquote

from scrapy.http import TextResponse

from crawler.addresses import canonical_address, same_site
from crawler.listing.datetexts import is_date
from crawler.listing.entries import find_listed_rows
from crawler.listing.newswords import NEWS_WORDS, news_rank
from crawler.listing.paging import button_text
from crawler.page.blocks import visible_text
from crawler.page.links import absolute_url, find_links
from crawler.page.tree import Element, page_root
from storage.model import ListingKeys
from text.folding import fold

_NEWS_PATH = re.compile(
    r"actu|news|akhbar|communiq|annonce|listeact|أخبار|اخبار|مستجدات|بلاغات|إعلانات", re.IGNORECASE
)
_LONGEST_LABEL = 50  # characters of a menu's label


def find_news_links(response: TextResponse) -> list[str]:
    """The site's own links that lead to lists of its news, best first, absolute, each once."""
    ranked: dict[str, tuple[tuple[int, int, int], str]] = {}
    passed = {canonical_address(response.url)} | {
        row.entry.key for row in find_listed_rows(response, ListingKeys())
    }
    for position, link in enumerate(find_links(response)):
        rank = _news_rank(link.element, link.key)
        if rank is None or link.key in passed or not same_site(link.url, response.url):
            continue
        order = (rank, _distance(response.url, link.url), position)
        ranked[link.key] = min(ranked.get(link.key, (order, link.url)), (order, link.url))
    return [url for _, url in sorted(ranked.values())]


def _news_rank(element: Element, key: str) -> int | None:
    """How surely the link leads to news, 0 the surest; None where it does not."""
    label = visible_text(element) or button_text(element) or element.get("title", "")
    if len(label) > _LONGEST_LABEL or is_date(label):
        return None
    rank = news_rank(label)
    if rank is not None:
        return rank
    name = unquote(key.rstrip("/").rpartition("/")[2])
    return 2 * len(NEWS_WORDS) if _NEWS_PATH.search(name) and not re.search(r"\d{2,}", name) else None


def _distance(here: str, there: str) -> int:
    """0 where two addresses begin with the same folder, as the half of a site in one language does."""
    first, second = (canonical_address(url).split("/")[3:4] for url in (here, there))
    return int(first != second)


_LANGUAGE_FOLDER = re.compile(r"/(?:ar|fr)(?:[-_][a-z]{2})?/?$", re.IGNORECASE)
_LANGUAGE_NAMES = frozenset(["العربيه", "عربي", "ع", "ar", "arabe", "francais", "fr", "french", "arabic"])
_ENTER_WORDS = frozenset(["دخول", "الدخول الي الموقع", "entrer", "entree", "enter", "acceder au site"])
_FEW_LINKS = 12  # a splash page has no menu


def find_doors(response: TextResponse) -> list[str]:
    """The addresses behind a page that is only a door: frames, and the halves of a site by language."""
    root = page_root(response)
    frames = [absolute_url(response, frame.get("src", "")) for frame in root.iter("frame", "iframe")]
    links = find_links(response)
    doors = [url for url in frames if url] if len(links) <= _FEW_LINKS else []
    if len({link.key for link in links}) <= _FEW_LINKS:
        named = _LANGUAGE_NAMES | _ENTER_WORDS
        doors += [
            link.url
            for link in links
            if _LANGUAGE_FOLDER.search(link.key) or fold(visible_text(link.element)).strip() in named
        ]
    return [url for url in dict.fromkeys(doors) if same_site(url, response.url)]
