"""Dates beside rows: in a line of their own before or after each, or over several as a heading (pure)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from crawler.listing.rows import Row, find_taken, strings_beside
from crawler.listing.rowtexts import RowDate, date_among, find_date, is_date
from crawler.page.blocks import visible_text
from crawler.page.tree import HEADINGS, Element, tag_of

_GAP_PIECES = 3  # strings before the first row, or after the last, that can still be its own
_FAR_PIECES = 10  # strings after a row among which a date that stands alone is its own
_HEADINGS = 0.7  # dates to a row: where there are fewer, each stands over several
_LEVELS = 4  # of elements around a row in which a heading over it is looked for


def fill_from_beside(rows: list[Row], dates: list[RowDate | None]) -> list[RowDate | None]:
    """The rows' own dates, filled from what stands before each, or after each, or over several."""
    if all(dates):
        return dates
    held, read = find_taken(rows), cache(visible_text)  # rows of one box ask for the same texts
    over = [
        None if own else _find_heading_date(row, rows, held, read)
        for row, own in zip(rows, dates, strict=True)
    ]
    # One date over everything is the page's clock.
    filled = [own or heading for own, heading in zip(dates, over, strict=True)]
    if all(filled) and (any(dates) or len({one.text for one in over if one}) > 1):
        return filled
    before, after = _gap_dates(rows, dates, ahead=True), _gap_dates(rows, dates, ahead=False)
    beside = after if sum(map(bool, after)) > sum(map(bool, before)) else before
    return [own or near for own, near in zip(dates, beside, strict=True)]


def _gap_dates(rows: list[Row], dates: list[RowDate | None], *, ahead: bool) -> list[RowDate | None]:
    """For each undated row, the date between it and the row before (`ahead`) or after it."""
    taken = find_taken(rows)
    found: list[RowDate | None] = []
    for row, own in zip(rows, dates, strict=True):
        pieces = [] if own else strings_beside(row.element, taken, ahead=ahead)
        near = pieces[-_GAP_PIECES:] if ahead else pieces[:_GAP_PIECES]
        far = [piece for piece in pieces[:_FAR_PIECES] if is_date(piece)] if not ahead else []
        found.append(date_among(near) or date_among(far[:1]))
    return found


def _find_heading_date(
    row: Row, rows: list[Row], held: set[Element], read: Callable[[Element], str]
) -> RowDate | None:
    """The date that stands as a heading over a row and perhaps over others: the nearest one before it."""
    for level, node in enumerate((row.element, *row.element.iterancestors())):
        if level > _LEVELS or tag_of(node) in ("body", "main"):
            return None
        for sibling in node.itersiblings(preceding=True):
            if tag_of(sibling) and sibling not in held and is_date(text := read(sibling)):
                return find_date(text) if _is_over(sibling, held, rows) else None
    return None


def _is_over(heading: Element, held: set[Element], rows: list[Row]) -> bool:
    """Whether a date is said of what follows: it is a heading, the one date of a box, or one of few."""
    if tag_of(heading) in (*HEADINGS, "dt", "caption", "summary"):
        return True
    box = heading.getparent()
    if box is None:
        return False
    dates = [one for one in box if tag_of(one) and one not in held and is_date(visible_text(one))]
    inside = sum(box in (row.element, *row.element.iterancestors()) for row in rows)
    is_one_box = len(dates) == 1 and inside < len(rows)
    return is_one_box or 2 <= len(dates) <= _HEADINGS * inside
