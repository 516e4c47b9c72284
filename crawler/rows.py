"""The rows of a list: what belongs to one entry's link, and no other's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from crawler.blocks import visible_text
from crawler.links import Link
from crawler.tree import Element, find_pieces, fold_space, tag_of

#: Elements that are never one entry's row.
_NO_ROW = frozenset(["html", "body", "main", "form", "nav", "header", "footer", "head"])
_LONGEST_ROW = 1500  # characters of a row that stands in a list
_LONGEST_LONER = 300  # characters of a row that looks like no other
_MOST_OTHER_LINKS = 6  # a row's tags, author and sharing; a menu has more


@dataclass(slots=True)
class Row:
    """One entry's place on the page."""

    element: Element
    links: list[Link] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The canonical address that all of its links share."""
        return self.links[0].key


def find_rows(links: Iterable[Link]) -> list[Row]:
    """The rows of these links, in page order: each the largest element with links to one address only."""
    links = list(links)
    tops = _common_tops(links)
    spans = {link.element: _climb(link, tops) for link in links}
    usual = _usual_look(spans.values())
    rows: dict[Element, Row] = {}
    for link in links:
        element = _fit(link, spans[link.element], usual)
        rows.setdefault(element, Row(element)).links.append(link)
    return list(rows.values())


def _common_tops(links: Iterable[Link]) -> set[Element]:
    """The elements that hold links to more than one of the addresses."""
    keys: dict[Element, str] = {}
    common: set[Element] = set()
    for link in links:
        node: Element | None = link.element
        while node is not None and node not in common:
            if keys.setdefault(node, link.key) != link.key:
                common.update([node, *node.iterancestors()])
            node = node.getparent()
    return common


def _climb(link: Link, tops: set[Element]) -> Element:
    """The largest element around the link that can be its row."""
    row = link.element
    for parent in link.element.iterancestors():
        if parent in tops or tag_of(parent) in _NO_ROW or _holds_too_much(parent, _LONGEST_ROW):
            break
        row = parent
    return row


def _holds_too_much(element: Element, longest: int) -> bool:
    others = {anchor.get("href") for anchor in element.iter("a")}
    return len(others) > _MOST_OTHER_LINKS + 1 or len(visible_text(element)) > longest


def _usual_look(elements: Iterable[Element]) -> tuple[str, str] | None:
    """Tag and class that most rows have, if there are enough rows to tell."""
    looks = Counter(_look(element) for element in elements)
    look, count = looks.most_common(1)[0] if looks else (("", ""), 0)
    return look if count > 1 else None


def _look(element: Element) -> tuple[str, str]:
    return tag_of(element), " ".join(sorted(element.get("class", "").split()))


def _fit(link: Link, row: Element, usual: tuple[str, str] | None) -> Element:
    """The row cut down to what rows look like here: the last of a list is else as large as its column."""
    if usual is None:
        return _shrink(link, row)
    if _look(row) == usual:
        return row
    path = [link.element, *_ancestors_within(link.element, row)]
    alike = [element for element in path if _look(element) == usual]
    return alike[-1] if alike else _shrink(link, row)


def _shrink(link: Link, row: Element) -> Element:
    """The largest part of a lone row that is still short; a link in running text keeps its paragraph only."""
    best = link.element
    for element in _ancestors_within(link.element, row):
        if _holds_too_much(element, _LONGEST_LONER):
            break
        best = element
    return best


def _ancestors_within(element: Element, top: Element) -> list[Element]:
    """The ancestors of an element up to and with `top`, nearest first."""
    found: list[Element] = []
    if element is top:
        return found
    for parent in element.iterancestors():
        found.append(parent)
        if parent is top:
            break
    return found


def row_gap(parent: Element, first: Element | None, second: Element | None) -> list[tuple[Element, str]]:
    """The strings among the parent's children between two of them; None is its beginning, or its end."""
    children = list(parent)
    start = children.index(first) + 1 if first is not None else 0
    end = children.index(second) if second is not None else len(children)
    head = first.tail if first is not None else parent.text
    gap = [(parent, text)] if (text := fold_space(head or "")) else []
    for child in children[start:end]:
        gap += find_pieces(child) if isinstance(child.tag, str) else []
        if text := fold_space(child.tail or ""):
            gap.append((parent, text))
    return gap
