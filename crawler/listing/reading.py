"""Rows read: what each row of a list says, and the dates that stand beside rows rather than in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.listing.places import Places
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
from crawler.page.links import Link
from crawler.page.tree import Element, select_in
from storage.model import Entry, ListingKeys

_GAP_PIECES = 3  # strings before the first row, or after the last, that can still be its own
_ADDRESS_DAY = re.compile(r"/(?:19|20)\d\d/\d\d?/(?:\d\d?/)?[^/]")


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One row, read: where it stands and what it says."""

    element: Element
    entry: Entry
    is_dated: bool


def read_rows(links: Iterable[Link], places: Places | None = None) -> list[ListedRow]:
    """The rows of these links that have a title, in page order."""
    return read_row_elements(find_rows(links, places), ListingKeys())


def read_row_elements(rows: list[Row], keys: ListingKeys) -> list[ListedRow]:
    """These rows, read by the selectors there are for titles and dates; what those do not find is sought."""
    read = [_read_row(row, keys) for row in rows]
    listed = []
    filled = _fill_from_gaps(rows, [date for _, date in read])
    for row, (title, _), date in zip(rows, read, filled, strict=True):
        rest, glued = split_glued_date(title) if date is None else (title, None)
        if not is_generic(rest) and not is_date(rest):
            listed.append(_listed(row.element, row.links[0], rest, date or glued))
    return listed


def _read_row(row: Row, keys: ListingKeys) -> tuple[str, RowDate | None]:
    """Title and date of one row, the date as far as it stands in the row."""
    title = _first_text(select_in(row.element, keys.title)) if keys.title else ""
    date = _stated_date(select_in(row.element, keys.date)) if keys.date else None
    if title and date:
        return title, date
    holders = find_date_holders(row.element)
    found, holder = find_title(row, holders)
    return title or found, date or find_row_date(row, holder, holders)


def _first_text(elements: Iterable[Element]) -> str:
    texts = (visible_text(element) for element in elements)
    return next((text for text in texts if text), "")


def _stated_date(elements: Iterable[Element]) -> RowDate | None:
    """The date in what a selector names; `datetime` where the text tells none."""
    for element in elements:
        found = find_date(visible_text(element)) or find_date(element.get("datetime", ""))
        if found:
            return found
    return None


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
