"""What one row of a list says: its title and its date."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from crawler.listing.datetexts import (
    RowDate,
    count_signs,
    date_among,
    find_date,
    first_date,
    is_date,
    may_be_date,
    names_other_day,
)
from crawler.listing.rows import Row
from crawler.page.blocks import find_blocks, visible_text
from crawler.page.generic import is_generic
from crawler.page.phrases import CUTS
from crawler.page.tree import HEADINGS, Element, find_pieces, fold_space, tag_of

_MOST_ELEMENTS = 30  # below one that holds a date and nothing else; rows may be nested a hundredfold
_MOST_LETTERS = 1_000  # of one that holds a date and little else
_SHORTEST_TITLE = 12  # characters; shorter ones are titles only where there is nothing longer


def find_title(row: Row, dates: Collection[Element]) -> tuple[str, Element]:
    """The row's title and the element that holds it, without `dates`; an empty one where it has none."""
    second = ("", row.element)
    for text, holder in _title_candidates(row, dates):
        if is_generic(text) or is_date(text):
            continue
        is_told = is_headline(holder, row) or _opens_row(text, holder, row, dates) or _is_stated(text, row)
        if is_told and not text.endswith(CUTS):
            return text, holder
        if len(text) >= _SHORTEST_TITLE and not text.endswith(CUTS):
            return text, holder
        if _is_better(text, second[0]):
            second = (text, holder)
    return second


def is_headline(holder: Element, row: Row) -> bool:
    """Whether a heading holds, or stands in, the row's own link: it is the title however short."""
    if tag_of(holder) not in HEADINGS:
        return False
    return any(holder in (link.element, *link.element.iterancestors()) for link in row.links)


def _is_stated(text: str, row: Row) -> bool:
    """Whether the row's link names a text as the title of its page, and the text stands alone in the row."""
    stated = {fold_space(link.element.get("title", "")) for link in row.links}
    return text in stated and any(block.text == text for block in find_blocks(row.element))


def _opens_row(text: str, holder: Element, row: Row, dates: Collection[Element]) -> bool:
    """Whether a short text is the row's one link and stands before all else: `بلاغ`, its summary after it."""
    if tag_of(holder) != "a" or not 2 < len(text) < _SHORTEST_TITLE:
        return False
    if len({link.key for link in row.links}) > 1:
        return False
    return visible_text(row.element, dates).startswith(f"{text} ")


def _is_better(text: str, known: str) -> bool:
    """Whether a title that is short or cut is better than another such: whole before cut, then long."""
    if len(known) < _SHORTEST_TITLE:
        return count_signs(text) > count_signs(known)  # a colon before it makes no better one
    return known.endswith(CUTS) and not text.endswith(CUTS) and len(text) >= _SHORTEST_TITLE


def find_date_holders(row: Row) -> dict[Element, None]:
    """The elements of a row (or its own) that hold a date and nothing else, in page order.

    A short title beside a date is little else, too; where it is the row's link, what holds both is no date.
    """
    named = [link.element for link in row.links if _is_name(visible_text(link.element))]
    naming = {node for link in named for node in (link, *link.iterancestors())}
    found: dict[Element, None] = {}
    for node in row.element.iter():
        parent = node.getparent()
        if (parent is not None and parent in found) or (
            tag_of(node) and node not in naming and _may_be_date(node) and is_date(visible_text(node))
        ):
            found[node] = None
    return found


def _is_name(text: str) -> bool:
    return not (is_generic(text) or is_date(text))


def find_cells_of_other_days(element: Element) -> list[Element]:
    """The cells below an element in columns whose heads say that their days are no publication's."""
    found: list[Element] = []
    for row in dict.fromkeys(cell.getparent() for cell in element.iter("td", "th")):
        table = None if row is None else next(row.iterancestors("table"), None)
        first = None if table is None else table.find(".//th")
        head = None if first is None else first.getparent()
        if row is not None and head is not None and head is not row:
            columns = zip(_list_cells(row), _list_cells(head), strict=False)
            found += [cell for cell, over in columns if names_other_day(visible_text(over))]
    return found


def _list_cells(row: Element) -> list[Element]:
    return [one for one in row if tag_of(one) in ("td", "th")]


def _may_be_date(node: Element) -> bool:
    """Whether it is worth the while to read an element's text for a date."""
    if next(islice(node.iter(), _MOST_ELEMENTS, None), None) is not None:
        return False
    said, letters = list[str](), 0
    for text in map(str, node.itertext()):
        said.append(text)
        letters += len(text.strip())
        if letters > _MOST_LETTERS:
            return False
    return may_be_date("".join(said))


def _title_candidates(row: Row, dates: Collection[Element]) -> Iterator[tuple[str, Element]]:
    """What may be the row's title, the likeliest first."""
    for heading in row.element.iter(*HEADINGS):
        yield visible_text(heading, dates), heading
    for link in row.links:
        yield from _link_texts(link.element, dates)
    for strong in row.element.iter("strong", "b", "dt", "em"):
        yield visible_text(strong, dates), strong
    for link in row.links:
        yield fold_space(link.element.get("title", "")), link.element
    texts = [(block.text, block.element) for block in find_blocks(row.element, dates) if block.text]
    yield from sorted(texts, key=lambda text: -len(text[0]))
    for picture in row.element.iter("img"):
        yield fold_space(picture.get("alt", "") or picture.get("title", "")), picture


def _link_texts(link: Element, dates: Collection[Element]) -> Iterator[tuple[str, Element]]:
    """The texts of one link: its whole title where the visible one is cut, then what it shows."""
    blocks = [block.text for block in find_blocks(link, dates) if block.text and not is_date(block.text)]
    stated = fold_space(link.get("title", ""))
    if blocks and blocks[0].endswith(CUTS) and stated.startswith(blocks[0].rstrip(" .…[]")):
        yield stated, link
    if len(blocks) > 1:
        for strong in link.iter("strong", "b"):
            yield visible_text(strong, dates), link
    for block in blocks:
        yield " ".join(line for line in block.split("\n") if not is_date(line)), link


def find_row_date(row: Row, title_holder: Element, dates: Collection[Element]) -> RowDate | None:
    """The date in a row, outside its title: a `time`, a text that is a date, a line with one, a leaf."""
    title, others = _title_part(row, title_holder), find_cells_of_other_days(row.element)
    dates = [one for one in dates if not any(_is_inside(one, cell) for cell in others)]
    pieces = [
        text
        for holder, text in find_pieces(row.element)
        if not any(_is_inside(holder, apart) for apart in (title, *others))
    ]
    return (
        _read_time(row.element)
        or first_date(visible_text(holder) for holder in _tops(dates))
        or date_among(pieces)
        or first_date(text for _, text in find_pieces(title_holder) if is_date(text))
    )


def _title_part(row: Row, holder: Element) -> Element | None:
    """The element whose text is the title's; none where it is the whole row's, or a date's as well."""
    return None if holder is row.element and tag_of(holder) != "a" else holder


def _is_inside(node: Element, top: Element | None) -> bool:
    return top is not None and (node is top or any(parent is top for parent in node.iterancestors()))


def _tops(holders: Collection[Element]) -> list[Element]:
    return [holder for holder in holders if holder.getparent() not in holders]


def _read_time(element: Element) -> RowDate | None:
    """What a `time` shows, or else its machine-readable date."""
    for time in element.iter("time"):
        shown = find_date(visible_text(time))
        if shown and shown.start:
            return shown
        if stated := find_date(time.get("datetime", "")):
            return stated
    return None
