"""Dates beside rows: in a line of their own before or after each, or over several as a heading (pure)."""

from __future__ import annotations

from collections import Counter

from crawler.listing.datetexts import RowDate, date_among, find_date, is_date
from crawler.listing.rows import Row, find_taken, strings_beside
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
    held = find_taken(rows)
    headings = _Headings(rows, held)
    over = [None if own else headings.find(row) for row, own in zip(rows, dates, strict=True)]
    # One date over everything, or over most of it, is the page's clock.
    own_dates = sum(map(bool, dates))
    filled = [own or heading for own, heading in zip(dates, over, strict=True)]
    if all(filled) and (len({one.text for one in over if one}) > 1 or 2 * own_dates >= len(dates)):
        return filled
    before, after = (_gap_dates(rows, dates, held, ahead=ahead) for ahead in (True, False))
    beside = after if sum(map(bool, after)) > sum(map(bool, before)) else before
    return [own or near for own, near in zip(dates, beside, strict=True)]


def _gap_dates(
    rows: list[Row], dates: list[RowDate | None], taken: set[Element], *, ahead: bool
) -> list[RowDate | None]:
    """For each undated row, the date between it and the row before (`ahead`) or after it."""
    found: list[RowDate | None] = []
    for row, own in zip(rows, dates, strict=True):
        pieces = [] if own else strings_beside(row.element, taken, ahead=ahead)
        near = pieces[-_GAP_PIECES:] if ahead else pieces[:_GAP_PIECES]
        far = [piece for piece in pieces[:_FAR_PIECES] if is_date(piece)] if not ahead else []
        found.append(date_among(near) or date_among(far[:1]))
    return found


class _Headings:
    """The dates that stand as headings over rows; each element is read once, however many rows ask for it."""

    def __init__(self, rows: list[Row], held: set[Element]) -> None:
        self._held = held
        self._count = len(rows)
        self._inside = Counter(
            node for row in rows for node in (row.element, *row.element.iterancestors())
        )  #: how many rows each element holds
        self._before: dict[Element, Element | None] = {}  #: the nearest date before an element, in its box
        self._dates: dict[Element, int] = {}  #: how many dates stand alone in a box

    def find(self, row: Row) -> RowDate | None:
        """The date that stands as a heading over a row and perhaps over others: the nearest one before it."""
        for level, node in enumerate((row.element, *row.element.iterancestors())):
            box = node.getparent()
            if level > _LEVELS or tag_of(node) in ("body", "main") or box is None:
                return None
            self._read(box)
            heading = self._before[node]
            if heading is not None:
                return find_date(visible_text(heading)) if self._is_over(heading, box) else None
        return None

    def _read(self, box: Element) -> None:
        if box in self._dates:
            return
        found: list[Element] = []
        for child in box:
            self._before[child] = found[-1] if found else None
            if tag_of(child) and child not in self._held and is_date(visible_text(child)):
                found.append(child)
        self._dates[box] = len(found)

    def _is_over(self, heading: Element, box: Element) -> bool:
        """Whether a date is said of what follows: it is a heading, the one date of a box, or one of few."""
        if tag_of(heading) in (*HEADINGS, "dt", "caption", "summary"):
            return True
        dates, inside = self._dates[box], self._inside[box]
        is_one_box = dates == 1 and inside < self._count
        return is_one_box or 2 <= dates <= _HEADINGS * inside
