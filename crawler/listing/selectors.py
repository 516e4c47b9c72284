"""Say how a list that was found is read: selectors that can be kept, shown and corrected (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from crawler.listing.places import classes_of, shared_classes
from crawler.listing.reading import ListedRow
from crawler.page.blocks import visible_text
from crawler.page.links import common_pattern
from crawler.page.tree import Element, select_in, tag_of
from storage.model import ListingKeys

_PLAIN_NAME = re.compile(r"-?[^\W\d][\w-]*")
_MOST_LEVELS = 6  # of elements that a selector of rows names
_MOST_PARTS = 40  # elements of one row that are tried as its title or date
_ENOUGH = 0.9  # of the rows must say the same through a selector as without it


def describe_rows(root: Element, rows: Sequence[ListedRow]) -> ListingKeys:
    """The keys that read these rows again: `entry` names their elements, `address` their links' shape."""
    elements = list(dict.fromkeys(row.element for row in rows))
    return ListingKeys(
        entry=_name_rows(root, elements),
        title=_name_part(rows, lambda row: row.entry.title),
        date=_name_part(rows, lambda row: row.entry.date_text),
        address=_address_of(rows),
    )


def _address_of(rows: Sequence[ListedRow]) -> str | None:
    """The shape of the addresses, where it says more than "a page of this site"."""
    pattern = common_pattern(row.entry.key for row in rows)
    covers = all(re.search(pattern, row.entry.key) for row in rows)
    return pattern if covers and is_telling(pattern) else None


def is_telling(pattern: str) -> bool:
    """Whether the shape of an address says more than "some page in the root of some site"."""
    return r"\d" in pattern or pattern.removeprefix("^https?://[^/]+").count("/") > 1 or r"\?" in pattern


def _name_rows(root: Element, elements: list[Element]) -> str | None:
    """The shortest selector that names these elements and no others; None if there is none."""
    wanted = set(elements)
    level, parts = elements, [_name(elements)]
    for _ in range(_MOST_LEVELS):
        selector = " > ".join(parts)
        if set(select_in(root, selector)) == wanted:
            return selector
        level = list(dict.fromkeys(parent for one in level if (parent := one.getparent()) is not None))
        if not level or len({one.tag for one in level}) > 1 or tag_of(level[0]) == "html":
            break
        parts.insert(0, _name(level))
    return None


def _name(elements: Sequence[Element]) -> str:
    """Tag, id and classes that these elements share."""
    tag = tag_of(elements[0])
    mark = elements[0].get("id", "")
    if len(elements) == 1 and _PLAIN_NAME.fullmatch(mark):
        return f"{tag}#{mark}"
    names = shared_classes(elements)
    names = {name for name in names if all(name in classes_of(one) for one in elements)}
    return tag + "".join(f".{name}" for name in sorted(names) if _PLAIN_NAME.fullmatch(name))


def _name_part(rows: Sequence[ListedRow], said: Callable[[ListedRow], str | None]) -> str | None:
    """The selector, within a row, of the element that says this of it; None where no one does for most."""
    told = [row for row in rows if said(row)]
    for row in told[:3]:
        for selector in _name_within(row.element, said(row) or ""):
            if _count(told, selector, said) >= max(2, _ENOUGH * len(told)):
                return selector
    return None


def _name_within(element: Element, text: str) -> Iterable[str]:
    """Selectors of the elements in a row that hold a text, the innermost first."""
    parts = [part for part in element.iterdescendants() if isinstance(part.tag, str)][:_MOST_PARTS]
    holders = [part for part in parts if visible_text(part) == text]
    for part in reversed(holders):
        name = _name([part])
        parent = part.getparent()
        yield name
        if parent is not None and parent is not element:
            yield f"{_name([parent])} > {name}"


def _count(rows: Iterable[ListedRow], selector: str, said: Callable[[ListedRow], str | None]) -> int:
    """In how many rows the first element that the selector names says the same."""
    return sum(
        bool(found) and visible_text(found[0]) == said(row)
        for row in rows
        for found in [select_in(row.element, selector)]
    )
