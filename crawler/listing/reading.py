"""Rows read: what each row of a list says, and the dates that stand beside rows rather than in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.listing.beside import fill_from_beside
from crawler.listing.datetexts import RowDate, find_date, is_date, split_glued_date
from crawler.listing.newswords import is_archive
from crawler.listing.places import Places
from crawler.listing.rows import Row, find_rows
from crawler.listing.rowtexts import find_date_holders, find_row_date, find_title, is_headline
from crawler.page.blocks import find_blocks, visible_text
from crawler.page.generic import is_generic
from crawler.page.links import Link
from crawler.page.tree import HEADINGS, Element, select_in, tag_of
from storage.model import Entry, ListingKeys

_AGREEING = 0.6  # of the rows do alike before the others are read in the same way
_ADDRESS_DAY = re.compile(r"/(?:19|20)\d\d/\d\d?/(?:\d\d?/)?[^/]")


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One row, read: where it stands and what it says."""

    element: Element
    entry: Entry
    is_dated: bool
    links: tuple[Link, ...]  #: all that lead to the entry from here


def read_rows(links: Iterable[Link], places: Places | None = None) -> list[ListedRow]:
    """The rows of these links that have a title, in page order."""
    places = places or Places()
    return read_row_elements(find_rows(links, places), ListingKeys(), places)


def read_row_elements(rows: list[Row], keys: ListingKeys, places: Places | None = None) -> list[ListedRow]:
    """These rows, read by the selectors there are for titles and dates; what those do not find is sought."""
    read = [_read_row(row, keys) for row in rows]
    if places is not None:
        read = _agree_on_titles(rows, read, places)
    titled = [
        (row, one)
        for row, one in zip(rows, read, strict=True)
        if not is_generic(one.title) and not is_archive(one.title)
    ]
    own = [_find_date(row, one, keys) for row, one in titled]
    beside = _leave_few(own, fill_from_beside([row for row, _ in titled], own))
    listed = []
    for (row, _), (title, date) in zip(titled, _split_titles(titled, _leave_prose(beside)), strict=True):
        if not is_date(title):
            listed.append(_listed(row, title, date))
    return listed


def _leave_few(own: list[RowDate | None], filled: list[RowDate | None]) -> list[RowDate | None]:
    """The dates with those beside the rows only if most rows without one have one there: else it is a
    clock's, or somebody else's."""
    missing = sum(date is None for date in own)
    found = sum(date is not None for date in filled) - sum(date is not None for date in own)
    return filled if found >= _AGREEING * missing else own


def _split_titles(
    titled: list[tuple[Row, _Read]], dates: list[RowDate | None]
) -> list[tuple[str, RowDate | None]]:
    """Titles and dates, where most titles without a date have one glued to them; in one, it is an event's."""
    whole = [(one.title, date) for (_, one), date in zip(titled, dates, strict=True)]
    split = [split_glued_date(title) if date is None else (title, date) for title, date in whole]
    undated = sum(date is None for date in dates)
    glued = sum(date is not None for _, date in split) - (len(dates) - undated)
    return split if glued >= _AGREEING * undated else whole


def _leave_prose(dates: list[RowDate | None]) -> list[RowDate | None]:
    """The dates without those among other words, unless the rows of this list are dated so.

    An excerpt that names the day of a session dates the session; a byline dates each row.
    """
    among = sum(date is not None and not date.is_alone for date in dates)
    if among >= _AGREEING * len(dates):
        return dates
    return [date if date and date.is_alone else None for date in dates]


@dataclass(frozen=True, slots=True)
class _Read:
    """The title of one row."""

    title: str
    holder: Element


def _read_row(row: Row, keys: ListingKeys) -> _Read:
    """The title of one row, by the selector for it or as it is found."""
    for element in select_in(row.element, keys.title) if keys.title else ():
        if text := visible_text(element):
            return _Read(text, element)
    return _Read(*find_title(row, find_date_holders(row)))


def _find_date(row: Row, one: _Read, keys: ListingKeys) -> RowDate | None:
    """The date of one row, as far as it stands in the row."""
    places = (row.element, row.block) if keys.date else ()
    found = (_stated_date(select_in(place, keys.date or "")) for place in places if place is not None)
    return next(filter(None, found), None) or find_row_date(row, one.holder, find_date_holders(row))


#: A place in a row: the look of the way there and the tag, and which of the elements there it is.
_Place = tuple[str, int]


def _agree_on_titles(rows: list[Row], read: list[_Read], places: Places) -> list[_Read]:
    """The rows with their titles where most titles stand: one that is a mere word is told by its place."""
    if not read:
        return read
    held = [_place(row, one.holder, places) for row, one in zip(rows, read, strict=True)]
    usual, count = Counter(held).most_common(1)[0]
    said = {one.title for one, place in zip(read, held, strict=True) if place == usual}
    if len(said) < _AGREEING * count and not _are_headlines(rows, read):  # a section's name stands there
        usual, count = _find_telling_place(rows, places) or usual, len(read)
    elif 2 * sum(_is_marked(one.holder) for one in read) < len(read):
        usual, count = _find_telling_place(rows, places) or usual, len(read) - 1
    if count < _AGREEING * len(read):
        return read
    return [
        one if place == usual else _read_at(usual, row, one, places)
        for row, one, place in zip(rows, read, held, strict=True)
    ]


def _place(row: Row, element: Element, places: Places) -> _Place:
    alike = [one for one in row.element.iter(element.tag) if places.path(one) == places.path(element)]
    return f"{places.path(element)} {element.tag}", alike.index(element) if element in alike else 0


def _is_marked(holder: Element) -> bool:
    """Whether the markup itself makes a text a title: a heading, a link, bold letters."""
    around = (holder, *list(holder.iterancestors())[:2])
    return any(tag_of(one) in ("a", "b", "strong", "dt") or tag_of(one) in HEADINGS for one in around)


def _are_headlines(rows: list[Row], read: list[_Read]) -> bool:
    """Whether most titles are headings of the rows' own links: sessions are announced under one title."""
    headlines = sum(is_headline(one.holder, row) for row, one in zip(rows, read, strict=True))
    return headlines >= _AGREEING * len(read)


def _find_telling_place(rows: list[Row], places: Places) -> _Place | None:
    """The first place whose texts differ from row to row: labels stand before it, leads behind it."""
    texts: dict[_Place, list[str]] = {}
    for row in rows:
        for block in find_blocks(row.element, find_date_holders(row)):
            if block.text:
                texts.setdefault(_place(row, block.element, places), []).append(block.text)
    for place, said in texts.items():
        different = len(set(said)) >= _AGREEING * len(said) and len(said) >= _AGREEING * len(rows)
        if (
            different
            and not any(is_generic(text) or is_date(text) for text in said)
            and not _are_bylines(said)
        ):
            return place
    return None


def _are_bylines(said: list[str]) -> bool:
    """Whether most texts tell a day: author, day, section and views."""
    return sum(find_date(text) is not None for text in said) >= _AGREEING * len(said)


def _read_at(place: _Place, row: Row, one: _Read, places: Places) -> _Read:
    """The row with the title that stands at a place, if there is one."""
    (path, _, tag), number = place[0].rpartition(" "), place[1]
    there = [part for part in row.element.iter(tag) if places.path(part) == path]
    text = visible_text(there[number]) if number < len(there) else ""
    return _Read(text, there[number]) if text and not is_generic(text) and not is_date(text) else one


def _stated_date(elements: Iterable[Element]) -> RowDate | None:
    """The date in what a selector names; `datetime` where the text tells none."""
    for element in elements:
        found = find_date(visible_text(element)) or find_date(element.get("datetime", ""))
        if found:
            return found
    return None


def _listed(row: Row, title: str, date: RowDate | None) -> ListedRow:
    link = row.links[0]
    reading = date.reading if date else None
    entry = Entry(
        url=link.url,
        key=link.key,
        title=title,
        date_text=date.text if date else None,
        published=reading.start if reading else None,
        published_precision=reading.precision if reading else None,
    )
    is_dated = date is not None or bool(_ADDRESS_DAY.search(link.key))
    return ListedRow(row.element, entry, is_dated, tuple(row.links))
