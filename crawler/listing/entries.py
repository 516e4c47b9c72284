"""Listings: the entries of a page that lists news."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from scrapy.http import TextResponse

from crawler.addresses import canonical_address
from crawler.listing.rows import Row, find_rows, find_taken, strings_beside
from crawler.listing.rowtexts import (
    RowDate,
    date_among,
    find_date,
    find_date_holders,
    find_row_date,
    find_title,
    is_date,
    is_generic,
    split_glued_date,
)
from crawler.page.blocks import visible_text
from crawler.page.links import (
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
_GAP_PIECES = 3  # strings before the first row, or after the last, that can still be its own
_NEWS_PATH = re.compile(
    r"actu|news|act\.|akhbar|comuni|communi|annonce|article|detail|post|أخبار|بلاغ", re.IGNORECASE
)
_ADDRESS_DAY = re.compile(r"/(?:19|20)\d\d/\d\d?/(?:\d\d?/)?[^/]")
_UNDATED_TITLE = 20  # characters that the titles of a list without dates have on average


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One row, read: where it stands and what it says."""

    element: Element
    entry: Entry
    is_dated: bool


def parse_listing(response: TextResponse, keys: ListingKeys) -> list[Entry]:
    """The entries of the page in its order, each address once; undated links beside a list are none."""
    if keys.entry:
        return _merge(_read_stated(response, keys))
    return _merge(find_listed_rows(response, keys))


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


def find_entry_addresses(response: TextResponse) -> str | None:
    """The shape of the addresses of dated entries on this page, as a regular expression to be searched for in
    an address (canonical or as written); None where nothing is repeated and dated."""
    found = _find_list(response)
    return found.pattern if found else None


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


def read_rows(links: Iterable[Link]) -> list[ListedRow]:
    """The rows of these links that have a title, in page order."""
    rows = find_rows(links)
    titles: list[str] = []
    dates: list[RowDate | None] = []
    for row in rows:
        holders = find_date_holders(row.element)
        title, holder = find_title(row, holders)
        titles.append(title)
        dates.append(find_row_date(row, holder, holders))
    listed = []
    for row, title, date in zip(rows, titles, _fill_from_gaps(rows, dates), strict=True):
        rest, glued = split_glued_date(title) if date is None else (title, None)
        if not is_generic(rest) and not is_date(rest):
            listed.append(_listed(row.element, row.links[0], rest, date or glued))
    return listed


def _listed(element: Element, link: Link, title: str, date: RowDate | None) -> ListedRow:
    reading = date.reading if date else None
    entry = Entry(
        url=link.url,
        key=link.key,
        title=title,
        date_text=date.text if date else None,
        published=reading.start if reading else None,
        published_precision=reading.precision if reading else None,
    )
    return ListedRow(element, entry, date is not None or bool(_ADDRESS_DAY.search(link.key)))


def _fill_from_gaps(rows: list[Row], dates: list[RowDate | None]) -> list[RowDate | None]:
    """Dates that stand beside their rows: all before them, or all after them."""
    if all(dates):
        return dates
    before, after = _gap_dates(rows, dates, ahead=True), _gap_dates(rows, dates, ahead=False)
    beside = after if sum(map(bool, after)) > sum(map(bool, before)) else before
    return [own or near for own, near in zip(dates, beside, strict=True)]


def _gap_dates(rows: list[Row], dates: list[RowDate | None], *, ahead: bool) -> list[RowDate | None]:
    """For each undated row, the date between it and the row before (`ahead`) or after it."""
    taken = find_taken(rows)
    found: list[RowDate | None] = []
    for row, own in zip(rows, dates, strict=True):
        pieces = [] if own else strings_beside(row.element, taken, ahead=ahead)
        found.append(date_among(pieces[-_GAP_PIECES:] if ahead else pieces[:_GAP_PIECES]))
    return found


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


def _merge(rows: Iterable[ListedRow]) -> list[Entry]:
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


def _read_stated(response: TextResponse, keys: ListingKeys) -> Iterator[ListedRow]:
    """The rows that the definition's selectors name."""
    address = re.compile(keys.address) if keys.address else None
    for element in select(response, keys.entry or ""):
        link = _stated_link(response, element, address)
        if link is None:
            continue
        row = Row(element, [link])
        dates = find_date_holders(row.element)
        found, holder = find_title(row, dates)
        title = _first_text(select_in(element, keys.title)) if keys.title else found
        date = _stated_date(select_in(element, keys.date)) if keys.date else find_row_date(row, holder, dates)
        if title:
            yield _listed(element, link, title, date)


def _stated_link(response: TextResponse, row: Element, address: re.Pattern[str] | None) -> Link | None:
    for anchor in row.iter("a"):
        url = absolute_url(response, anchor.get("href", ""))
        link = Link(anchor, url, canonical_address(url)) if url and not is_file(url) else None
        if link and (address is None or matches_address(address, link)):
            return link
    return None


def _first_text(elements: Iterable[Element]) -> str:
    texts = (visible_text(element) for element in elements)
    return next((text for text in texts if text), "")


def _stated_date(elements: Iterable[Element]) -> RowDate | None:
    """The date in what the definition's selector names; `datetime` where the text tells none."""
    for element in elements:
        found = find_date(visible_text(element)) or find_date(element.get("datetime", ""))
        if found:
            return found
    return None
