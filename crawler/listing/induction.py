"""Find the lists of a page that nobody has described, and tell news from menus (pure).

Links whose places look alike, or whose addresses share a shape, are read as the rows of one list; each list
is then judged by what its rows say: dates, titles, excerpts, where it stands, what is written over it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote
from weakref import WeakKeyDictionary

from scrapy.http import TextResponse

from crawler.addresses import canonical_address
from crawler.listing.datetexts import is_date
from crawler.listing.grouping import group_links
from crawler.listing.newswords import is_news_label, is_other_label
from crawler.listing.pagenumbers import find_page_number
from crawler.listing.places import Places
from crawler.listing.reading import ListedRow, read_rows
from crawler.page.blocks import visible_text
from crawler.page.generic import is_generic
from crawler.page.links import common_pattern
from crawler.page.phrases import fold_phrase
from crawler.page.regions import find_certain, find_named
from crawler.page.tree import HEADINGS, Element, page_root, tag_of

_FEWEST_DATED = 2  # rows with a date that make a list
_FEWEST_UNDATED = 3  # rows without any date that make one, if their titles read like titles
_MOSTLY = 0.6  # of the rows carry a date in a list where a row without one is a stranger
_LONG_TITLE = 28  # characters of a title on average that a menu does not reach
_ADDRESS_SHARE = 0.5  # what a date in the address counts, beside one that is shown
_NEWS_BONUS = 0.4  # for addresses that name news
_LESS_DATED = 0.1  # of its rows: a larger list may have so many more without a date
_FULL = 40  # rows; more make a list no better
_NEWS_PATH = re.compile(
    r"actu|news|akhbar|communi|comuni|annonce|article|detail|post|أخبار|اخبار|بلاغ|مستجد", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class FoundList:
    """One list of a page."""

    rows: tuple[ListedRow, ...]
    score: float  #: how much it looks like the site's news; compare within one page or site
    is_beside: bool  #: it stands in a menu, a sidebar or a foot
    is_together: bool  #: its rows stand at one place, not here and there on the page
    label: str  #: what is written over it

    @property
    def dated(self) -> int:
        """How many of its entries carry a date."""
        return len({row.entry.key for row in self.rows if row.is_dated})

    @property
    def count(self) -> int:
        """How many entries it has."""
        return len({row.entry.key for row in self.rows})

    @property
    def share(self) -> float:
        """Which part of its entries shows a date, 0 to 1."""
        return len({row.entry.key for row in self.rows if row.entry.date_text}) / self.count

    @property
    def named(self) -> float:
        """Which part of its addresses names news, 0 to 1."""
        return _count_named({row.entry.key for row in self.rows}) / self.count

    @property
    def pattern(self) -> str:
        """The shape of its addresses."""
        return common_pattern(row.entry.key for row in self.rows)


_found: WeakKeyDictionary[TextResponse, list[FoundList]] = WeakKeyDictionary()


def find_lists(response: TextResponse) -> list[FoundList]:
    """The lists of the page that can be news, the likeliest first."""
    if response not in _found:
        _found[response] = _rank(list(_judge_all(response)))
    return _found[response]


def _rank(lists: list[FoundList]) -> list[FoundList]:
    """The best first; a list that holds all of another and is dated as well comes before it."""
    best: dict[frozenset[str], FoundList] = {}
    for one in sorted(lists, key=lambda one: -one.score):
        best.setdefault(frozenset(row.entry.key for row in one.rows), one)
    ranked = list(best.values())
    whole = [one for one in ranked if _holds(one, ranked[0])]
    first = max(whole, key=lambda one: (one.dated, one.score), default=None)
    return [first, *(one for one in ranked if one is not first)] if first else ranked


def _holds(larger: FoundList, smaller: FoundList) -> bool:
    keys = {row.entry.key for row in larger.rows}
    inside = keys > {row.entry.key for row in smaller.rows} and larger.named >= smaller.named
    return (
        inside
        and larger.is_together
        and larger.is_beside <= smaller.is_beside
        and larger.share >= smaller.share - _LESS_DATED
    )


def is_news_path(pattern: str) -> bool:
    """Whether the shape of an address names news."""
    return bool(_NEWS_PATH.search(unquote(pattern)))


def _count_named(keys: Iterable[str]) -> int:
    return sum(is_news_path(common_pattern([key])) for key in keys)


def _judge_all(response: TextResponse) -> Iterator[FoundList]:
    root = page_root(response)
    beside = {*find_certain(root), *find_named(root)}
    seen: set[frozenset[tuple[str, Element]]] = set()
    places = Places()
    for links, is_together in group_links(response, places):
        rows = _keep_rows(read_rows(links, places), canonical_address(response.url))
        rows = _leave_sides(rows, beside)
        held = frozenset((row.entry.key, row.element) for row in rows)
        if held and held not in seen and not _are_sections(rows):
            seen.add(held)
            found = _judge(rows, beside, is_together)
            if found is not None:
                yield found


def _keep_rows(rows: list[ListedRow], own: str) -> list[ListedRow]:
    """The rows without strangers: among dated news an undated link of another shape is a menu's; where
    nothing is dated, and most addresses name news, the others are no news."""
    rows = [row for row in rows if row.entry.key != own]
    others = [row for row in rows if not find_page_number(row.entry.key, own)]
    if 2 * len(others) > len(rows):  # else the articles themselves are numbered so
        rows = others
    dated = [row for row in rows if row.is_dated]
    if len(dated) < _FEWEST_DATED or len(dated) < _MOSTLY * len(rows):
        named = [row for row in rows if _count_named([row.entry.key])]
        return named if len(named) >= max(_FEWEST_UNDATED, len(rows) / 2) else rows
    expression = re.compile(common_pattern(row.entry.key for row in dated))
    holders = {row.element.getparent() for row in dated}
    usual = sum(len(row.entry.title) for row in dated) / len(dated)
    return [
        row
        for row in rows
        if row.is_dated
        or (
            row.element.getparent() in holders
            and (_is_certain(expression, row.entry.key) or len(row.entry.title) >= usual / 2)
            and expression.search(row.entry.key)
        )
    ]


def _leave_sides(rows: list[ListedRow], beside: set[Element]) -> list[ListedRow]:
    """The rows without those that repeat them in a sidebar, where there are enough others."""
    inner = [row for row in rows if not _stands_in(row.element, beside)]
    return inner if len({row.entry.key for row in inner}) >= _FEWEST_DATED else rows


def _are_sections(rows: Sequence[ListedRow]) -> bool:
    """Whether these are links to sections, authors or tags: they say something else than the titles."""
    return sum(map(_says_something_else, rows)) > len(rows) / 2


def _says_something_else(row: ListedRow) -> bool:
    title = fold_phrase(row.entry.title)
    texts = [text for link in row.links if (text := visible_text(link.element))]
    said = [fold_phrase(text) for text in texts if not is_generic(text) and not is_date(text)]
    return bool(said) and not any(_is_of(text, title) for text in said)


def _is_of(text: str, title: str) -> bool:
    """Whether a link's text is a title, holds it, or is the beginning of it."""
    return title.startswith(text) or text in title[: len(title) // 2] or len(text) >= len(title) / 2


def _is_certain(expression: re.Pattern[str], key: str) -> bool:
    """Whether an address has a shape that says more than "a page of this site"."""
    named = r"\d" in expression.pattern or expression.pattern.count("/") > 1
    return named and not expression.pattern.startswith("^") and bool(expression.search(key))


def _judge(rows: list[ListedRow], beside: set[Element], is_together: bool) -> FoundList | None:
    entries = {row.entry.key: row for row in rows}
    titles = [row.entry.title for row in entries.values()]
    dated = sum(row.is_dated for row in entries.values())
    length = sum(map(len, titles)) / len(titles)
    is_beside = _stand_beside(rows, beside)
    few = is_beside or len(titles) < _FEWEST_UNDATED
    if dated < _FEWEST_DATED and (few or not _read_like_news(rows, length)):
        return None
    label = _find_label(rows)
    shown = sum(bool(row.entry.date_text) for row in entries.values())
    share = max(shown, _ADDRESS_SHARE * dated) / len(entries)
    score = min(len(entries), _FULL) ** 0.5 * (1 + 3 * share) * min(1.0, 0.3 + length / 60)
    score *= 1 + _NEWS_BONUS * _count_named(entries) / len(entries)
    score *= 1.4 if is_news_label(label) else 1.0
    score *= 0.35 if is_other_label(label) else 1.0
    score *= 0.5 if is_beside else 1.0
    score *= 1.0 if is_together else 0.8
    return FoundList(tuple(rows), score, is_beside, is_together, label)


def _read_like_news(rows: Sequence[ListedRow], length: float) -> bool:
    """Whether undated rows are titles of news rather than names of pages."""
    excerpts = sum(len(visible_text(row.element)) > 2 * len(row.entry.title) + 40 for row in rows)
    named = is_news_path(common_pattern(row.entry.key for row in rows))
    return length >= _LONG_TITLE or excerpts >= _MOSTLY * len(rows) or (named and length >= _LONG_TITLE / 2)


def _stand_beside(rows: Sequence[ListedRow], beside: set[Element]) -> bool:
    return sum(_stands_in(row.element, beside) for row in rows) > len(rows) / 2


def _stands_in(element: Element, holders: set[Element]) -> bool:
    return any(parent in holders for parent in _around(element))


def _around(element: Element) -> Iterator[Element]:
    yield element
    yield from element.iterancestors()


def _find_label(rows: Sequence[ListedRow]) -> str:
    """The heading over a list: the last one before its first row that is no row's own."""
    first = rows[0].element
    held = {row.element for row in rows}
    for parent in _around(first):
        for sibling in parent.itersiblings(preceding=True):
            if sibling in held or not isinstance(sibling.tag, str):
                continue
            headings = [sibling] if tag_of(sibling) in HEADINGS else list(sibling.iter(*HEADINGS))
            if headings:
                return visible_text(headings[-1])
        if tag_of(parent) in ("main", "body"):
            break
    return ""
