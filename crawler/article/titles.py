"""The title of an article: where it stands on the page, and what it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scrapy.http import TextResponse

from crawler.addresses import same_site
from crawler.article.furniture import is_saying, weigh
from crawler.front import is_front
from crawler.listing.datetexts import is_date
from crawler.listing.newswords import is_news_label
from crawler.page.blocks import Block, visible_text
from crawler.page.generic import is_generic
from crawler.page.links import absolute_url
from crawler.page.phrases import fold_phrase
from crawler.page.tree import Element, fold_space, page_root, tag_of

_LONGEST_TITLE, _LONGEST_CALLED_SO = 300, 1_000  # characters; the latter as in lists
_SHORTEST_TITLE = 8  # characters; what is shorter is mostly a label
_SEPARATORS = re.compile(r"\s+[|–—»«:·•-]\s+|\s*[|»]\s*")
_NAMED_TITLE = re.compile(r"titre|title|titl|headline|sujet|عنوان", re.IGNORECASE)
#: How the banner of a site begins, which is a heading of the highest level on many.
_SITE_TITLE = re.compile(
    r"^(?:بوابة|البوابة|الموقع الرسمي|الموقع الإلكتروني|مرحبا|portail|site officiel|site web|bienvenue|"
    r"welcome)\b",
    re.IGNORECASE,
)
_STRONG = frozenset(["b", "strong", "big"])
_STRONG_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)|font-size\s*:\s*(?:x*-?large|[2-9]\d)", re.I)
_LEVELS = {"h1": 20, "h2": 12, "h3": 6, "h4": 3, "h5": 2, "h6": 2}
_ENOUGH = 12  # points that make a title of a block


@dataclass(frozen=True, slots=True)
class PageTitles:
    """What is known of titles before looking at the page's blocks, all as folded words."""

    listed: str  #: the entry's title in its list
    stated: tuple[str, ...]  #: `og:title`, the page's `title` and its parts
    site: frozenset[str]  #: names of the site


def read_page_titles(response: TextResponse, listed: str) -> PageTitles:
    """The titles that the page's head and the list state, and the names of the site."""
    root = page_root(response)
    parts = [part for title in _head_titles(root) for part in (title, *_SEPARATORS.split(title))]
    stated = tuple(dict.fromkeys(words for part in parts if (words := _words(part))))
    return PageTitles(_words(listed.rstrip(".…")), stated, frozenset(_site_names(response, root)))


def find_title_block(blocks: Sequence[Block], titles: PageTitles) -> int | None:
    """The number of the block that is the article's title; None where no block has enough for it."""
    scores = [(_score(blocks, number, titles), -number) for number in range(len(blocks))]
    best, negative = max(scores, default=(0, 0))
    return -negative if best >= _ENOUGH else None


def find_title(block: Block, titles: PageTitles) -> str:
    """What a title's block says, or the part of it that is all of what the page's head states."""
    if _words(block.text) in titles.stated:
        return block.text
    parts = (visible_text(inline) for inline in block.inlines)
    return next((part for part in parts if _words(part) in titles.stated[:1]), block.text)


def head_title(response: TextResponse, titles: PageTitles) -> str:
    """The title that the page's head states, less the site's name; empty where it states only that."""
    for title in _head_titles(page_root(response)):
        parts = [part for part in _SEPARATORS.split(title) if part]
        own = [part for part in parts if _words(part) not in titles.site and not is_generic(part)]
        if own and not is_news_label(own[0]):
            return own[0] if len(own) < len(parts) or len(own) > 1 else title
    return ""


def _score(blocks: Sequence[Block], number: int, titles: PageTitles) -> int:
    """How much speaks for a block being the title."""
    block = blocks[number]
    words = _words(block.text)
    if not words or _is_long(block.text, words, titles) or is_date(block.text) or is_saying(block.text):
        return -100
    if is_generic(block.text):
        return -100
    score = _score_words(words, titles) + _score_look(block) + _score_sequel(blocks[number + 1 : number + 9])
    score += 4 if len(block.text) >= _SHORTEST_TITLE and " " in words else -10
    score -= 8 if block.text.endswith((".", "،", ":", ";")) else 0
    score -= 15 if _is_in_banner(block) else 0
    score -= 15 if block.linked >= 0.9 * len(block.text) and words != titles.listed else 0
    return score - (30 if is_news_label(block.text) or _SITE_TITLE.search(block.text) else 0)


def _is_long(text: str, words: str, titles: PageTitles) -> bool:
    """Whether a text is longer than titles are; one by the list or the head may be a whole paragraph."""
    is_called_so = words == titles.listed or words in titles.stated
    return len(text) > (_LONGEST_CALLED_SO if is_called_so else _LONGEST_TITLE)


def _is_in_banner(block: Block) -> bool:
    """Whether a block stands in the head of the site rather than of the article."""
    tags = [tag_of(element) for element in block.element.iterancestors()]
    return "header" in tags and not {"main", "article"} & set(tags) and "nav" in _tags_beside(block)


def _tags_beside(block: Block) -> set[str]:
    header = next(element for element in block.element.iterancestors() if tag_of(element) == "header")
    return {tag_of(element) for element in header.iter()}


def _score_words(words: str, titles: PageTitles) -> int:
    """What the list and the page's head say for these words."""
    score = 0
    if titles.listed:
        score += 100 if words == titles.listed else 60 if _is_cut(words, titles.listed) else 0
        score += 40 if _overlap(words, titles.listed) >= 0.6 else 0
    if words in titles.site:
        score -= 40
    elif any(words == stated or _is_cut(stated, words) for stated in titles.stated):
        score += 30
    return score


def _score_look(block: Block) -> int:
    """What tag and name of the element say; a list's item is rarely a title."""
    chain = [block.element, *list(block.element.iterancestors())[:2]]
    level = max((_LEVELS.get(tag_of(element), 0) for element in chain), default=0)
    names = [
        f"{element.get('class', '')} {element.get('id', '')}" for element in (*chain[:2], *block.inlines)
    ]
    named = 8 if any(_NAMED_TITLE.search(name) for name in names) else 0
    strong = 4 * sum(map(_is_strong, block.inlines[:2]))
    own = 4 if block.element.get("itemprop") in ("headline", "name") else 0
    return level + named + strong + own - (8 if block.kind in ("item", "row") else 0)


def _is_strong(element: Element) -> bool:
    """Whether an element makes its text bold or large."""
    size = element.get("size", "")
    large = tag_of(element) == "font" and (size.startswith("+") or size in ("4", "5", "6", "7"))
    return tag_of(element) in _STRONG or large or bool(_STRONG_STYLE.search(element.get("style", "")))


def _score_sequel(following: Sequence[Block]) -> int:
    """What comes after: an article's text, or nothing."""
    longest = max((weigh(block) for block in following), default=0)
    return 10 if longest >= 80 else 4 if longest >= 30 else -3


def _is_cut(words: str, whole: str) -> bool:
    """Whether one text is the other's beginning, cut by a list or by the head."""
    shorter, longer = sorted((words, whole), key=len)
    return len(shorter) >= 15 and longer.startswith(shorter)


def _overlap(first: str, second: str) -> float:
    """The share of words that two texts have in common."""
    a, b = set(first.split()), set(second.split())
    return len(a & b) / max(len(a | b), 1)


def _words(text: str) -> str:
    return fold_phrase(text)


def _head_titles(root: Element) -> list[str]:
    metas = [meta.get("content", "") for meta in root.iter("meta") if meta.get("property") == "og:title"]
    titles = ["".join(str(text) for text in title.itertext()) for title in root.iter("title")]
    return [folded for title in (*metas, *titles[:1]) if (folded := fold_space(title))]


def _site_names(response: TextResponse, root: Element) -> set[str]:
    """What the site calls itself: in `og:site_name`, and on its links to its own front page."""
    names = [meta.get("content", "") for meta in root.iter("meta") if meta.get("property") == "og:site_name"]
    for link in root.iter("a"):
        url = absolute_url(response, link.get("href", ""))
        if url and same_site(url, response.url) and is_front(url):
            names += [visible_text(link), link.get("title", "")]
            names += [picture.get("alt", "") for picture in link.iter("img")]
    return {words for name in names if (words := _words(name))}
