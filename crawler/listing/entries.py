"""Listings: the entries of a page that lists news."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from scrapy.http import TextResponse

from crawler.addresses import canonical_address
from crawler.listing.induction import find_lists
from crawler.listing.reading import ListedRow, read_row_elements, read_rows
from crawler.listing.rows import Row
from crawler.page.links import (
    MOST_LINKS,
    Link,
    absolute_url,
    common_pattern,
    find_links,
    group_by_shape,
    is_file,
    matches_address,
)
from crawler.page.tree import Element, select, select_in, tag_of
from storage.model import Entry, ListingKeys

_FEWEST_DATED = 2  # rows with a date that make a list of news
_NEWS_PATH = re.compile(
    r"actu|news|act\.|akhbar|comuni|communi|annonce|article|detail|post|أخبار|بلاغ", re.IGNORECASE
)
_UNDATED_TITLE = 20  # characters that the titles of a list without dates have on average


def parse_listing(response: TextResponse, keys: ListingKeys) -> list[Entry]:
    """The entries of the page in its order, each address once; undated links beside a list are none."""
    if keys.entry:
        return merge_rows(_read_stated(response, keys))
    if keys.address:
        return merge_rows(find_listed_rows(response, keys))
    lists = find_lists(response)
    return merge_rows(lists[0].rows) if lists else []


def parse_every_link(response: TextResponse, address: str) -> list[Entry]:
    """All that the page links to under addresses of one shape, outside its menus, dated or not.

    For archives of what is known to have that shape; in a list of news, undated links are left out.
    """
    expression = re.compile(address)
    links = [link for link in find_links(response) if matches_address(expression, link)]
    return merge_rows(row for row in read_rows(links) if not _in_menu(row.element))


def find_listed_rows(response: TextResponse, keys: ListingKeys) -> list[ListedRow]:
    """The rows of the page's entries, one article perhaps in several."""
    found = _read_pattern(response, keys.address) if keys.address else _find_list(response)
    if found is None:
        return []
    own = canonical_address(response.url)
    dated = [row for row in found.rows if row.is_dated and row.entry.key != own]
    if not dated:
        return list(found.rows) if _is_plain_list(found.rows) else []
    numbered = r"\d" in found.pattern
    return [
        row
        for row in found.rows
        if (row.is_dated and row.entry.key != own)
        or ((numbered or row.is_dated) and _stands_among(row, dated))
    ]


@dataclass(frozen=True, slots=True)
class _List:
    """The rows whose addresses match one pattern."""

    pattern: str
    rows: tuple[ListedRow, ...]


def _read_pattern(response: TextResponse, pattern: str) -> _List:
    expression = re.compile(pattern)
    links = [link for link in find_links(response) if matches_address(expression, link)]
    return _List(pattern, tuple(read_rows(links)))


#: What was found on the responses in use: an article's page is asked for its list more than once.
_lists: WeakKeyDictionary[TextResponse, _List | None] = WeakKeyDictionary()


def _find_list(response: TextResponse) -> _List | None:
    """The links of one shape with the most dated rows; None where nothing is repeated and dated."""
    if response not in _lists:
        groups = group_by_shape(find_links(response), response.url).values()
        lists = [found for links in groups if (found := _read_group(links))]
        _lists[response] = max(lists, key=_list_rank, default=None)
    return _lists[response]


def _read_group(links: list[Link]) -> _List | None:
    """The list that links of one shape make, if enough of them stand in dated rows."""
    if len({link.key for link in links}) < _FEWEST_DATED:
        return None
    rows = read_rows(links)
    dated = {row.entry.key for row in rows if row.is_dated}
    if len(dated) < _FEWEST_DATED:
        return None
    pattern = common_pattern(dated)
    expression = re.compile(pattern)
    return _List(pattern, tuple(row for row in rows if expression.search(row.entry.key)))


def _list_rank(found: _List) -> tuple[int, bool]:
    dated = {row.entry.key for row in found.rows if row.is_dated}
    return len(dated), bool(_NEWS_PATH.search(found.pattern))


def _is_plain_list(rows: Sequence[ListedRow]) -> bool:
    """Whether rows without any date are a list of titles rather than a menu."""
    lengths = [len(row.entry.title) for row in rows if not _in_menu(row.element)]
    return len(lengths) > _FEWEST_DATED and sum(lengths) / len(lengths) >= _UNDATED_TITLE


def _in_menu(element: Element) -> bool:
    return any(tag_of(parent) in ("nav", "header", "footer") for parent in element.iterancestors())


def _stands_among(row: ListedRow, dated: list[ListedRow]) -> bool:
    """Whether an undated row is a sibling of dated ones and looks like them."""
    return any(
        other.element.getparent() is row.element.getparent() and other.element.tag == row.element.tag
        for other in dated
    )


def merge_rows(rows: Iterable[ListedRow]) -> list[Entry]:
    """Each address once, where it stands first, with the best title and date."""
    merged: dict[str, Entry] = {}
    for row in rows:
        first = merged.get(row.entry.key)
        merged[row.entry.key] = _better(first, row.entry) if first else row.entry
    return list(merged.values())


def _better(first: Entry, second: Entry) -> Entry:
    """The first entry with what only the second says in full."""
    title = first.title
    if title.endswith(("…", "...")) and not second.title.endswith(("…", "...")):
        title = second.title
    dated = second if second.published and not first.published else first
    return replace(
        first,
        title=title,
        date_text=dated.date_text,
        published=dated.published,
        published_precision=dated.published_precision,
    )


def _read_stated(response: TextResponse, keys: ListingKeys) -> list[ListedRow]:
    """The rows that the definition's selectors name."""
    address = re.compile(keys.address) if keys.address else None
    rows = []
    for named in select(response, keys.entry or "")[:MOST_LINKS]:
        for element in _split(named, keys):
            link = _stated_link(response, element, address)
            if link is not None:
                rows.append(Row(element, [link], named))
    return read_row_elements(rows, keys)


def _split(row: Element, keys: ListingKeys) -> list[Element]:
    """A row that holds several titles is a day's block or the like: the largest parts with one title each.

    Where a day never had two articles, its block is what was taken for the row of an article.
    """
    titles = select_in(row, keys.title) if keys.title else []
    led = {anchor.get("href") for title in titles for anchor in _anchors_of(title)}
    return [_climb(title, titles, row) for title in titles] if len(led) > 1 else [row]


def _anchors_of(title: Element) -> list[Element]:
    around = [node for node in (title, *title.iterancestors()) if node.tag == "a"]
    return around[:1] or list(title.iter("a"))[:1]


def _climb(title: Element, titles: list[Element], row: Element) -> Element:
    """The largest element within a row that holds this title and no other one."""
    others = {node for other in titles if other is not title for node in (other, *other.iterancestors())}
    node = title
    while node is not row and (parent := node.getparent()) is not None and parent not in others:
        node = parent
    return node


def _stated_link(response: TextResponse, row: Element, address: re.Pattern[str] | None) -> Link | None:
    for anchor in row.iter("a"):
        url = absolute_url(response, anchor.get("href", ""))
        link = Link(anchor, url, canonical_address(url)) if url and not is_file(url) else None
        if link and (address is None or matches_address(address, link)):
            return link
    return None
