"""The rows of a list: what belongs to one entry's link, and no other's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from crawler.listing.places import Places
from crawler.page.blocks import visible_text
from crawler.page.links import Link
from crawler.page.tree import Element, find_pieces, fold_space, tag_of

#: Elements that are never one entry's row.
_NO_ROW = frozenset(["html", "body", "main", "form", "nav", "head"])
#: An article has a head and a foot of its own; a page's are none's.
_ENDS = frozenset(["header", "footer"])
_MARKED = frozenset(["article", "li"])
_WHOLE = frozenset(["article", "section", "li", "tr"])
_LONGEST_ROW = 1500  # characters of a row that stands in a list
_LONGEST_ARTICLE = 20_000  # characters of a row that is marked as a whole: some lists show articles in full
_MOST_ARTICLE_LINKS = 60
_LONGEST_LONER = 300  # characters of a row that looks like no other
_MOST_OTHER_LINKS = 6  # a row's tags, author and sharing; a menu has more


@dataclass(slots=True)
class Row:
    """One entry's place on the page."""

    element: Element
    links: list[Link] = field(default_factory=list)
    block: Element | None = None  #: that it shares with others, and whose date is theirs

    @property
    def key(self) -> str:
        """The canonical address that all of its links share."""
        return self.links[0].key


def find_rows(links: Iterable[Link], places: Places | None = None) -> list[Row]:
    """The rows of these links, in page order: each the largest element with links to one address only."""
    links, places = list(links), places or Places()
    tops = _common_tops(links)
    spans = {link.element: _climb(link, tops) for link in links}
    usual = _usual_look(spans.values(), places)
    made = {places.parts(span) for span in spans.values() if places.look(span) == usual}
    rows: dict[Element, Row] = {}
    for link in links:
        span = spans[link.element]
        is_whole = len(parts := places.parts(span)) > 1 and parts in made  # as a first item shown larger is
        element = span if is_whole else _fit(link, span, usual, places)
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
        if parent in tops or _is_no_row(parent) or _holds_too_much(parent, _LONGEST_ROW):
            break
        row = parent
    return row


def _is_no_row(element: Element) -> bool:
    tag = tag_of(element)
    inside = (tag_of(parent) in _WHOLE for parent in element.iterancestors())
    return tag in _NO_ROW or (tag in _ENDS and not any(inside))


def _holds_too_much(element: Element, longest: int) -> bool:
    most = _MOST_OTHER_LINKS + 1
    if tag_of(element) in _MARKED and longest == _LONGEST_ROW:
        longest, most = _LONGEST_ARTICLE, _MOST_ARTICLE_LINKS
    others = {anchor.get("href") for anchor in element.iter("a")}
    return len(others) > most or len(visible_text(element)) > longest


def _usual_look(elements: Iterable[Element], places: Places) -> str | None:
    """The look that most rows have, if there are enough rows to tell."""
    looks = Counter(places.look(element) for element in elements)
    look, count = looks.most_common(1)[0] if looks else ("", 0)
    return look if count > 1 else None


def _fit(link: Link, row: Element, usual: str | None, places: Places) -> Element:
    """The row cut down to what rows look like here: the last of a list is else as large as its column."""
    if usual is None:
        return _shrink(link, row)
    if places.look(row) == usual:
        return row
    path = [link.element, *_ancestors_within(link.element, row)]
    alike = [element for element in path if places.look(element) == usual]
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


def strings_beside(element: Element, taken: Collection[Element], *, ahead: bool) -> list[str]:
    """The strings among an element's siblings up to the next that is taken, in page order: those before the
    element (`ahead`) or after it."""
    parent = element.getparent()
    if parent is None:
        return []
    groups: list[list[str]] = []
    for sibling in element.itersiblings(preceding=ahead):
        tail = fold_space(sibling.tail or "")
        inner = [] if sibling in taken or not tag_of(sibling) else [text for _, text in find_pieces(sibling)]
        if sibling in taken:
            groups.append([tail] if tail and ahead else [])
            break
        groups.append([*inner, tail] if tail else inner)
    else:
        groups.append([fold_space(parent.text or "")] if ahead else [])
    own = [] if ahead else [fold_space(element.tail or "")]
    ordered = reversed(groups) if ahead else iter(groups)
    return [text for text in (*own, *(text for group in ordered for text in group)) if text]


def find_taken(rows: Iterable[Row]) -> set[Element]:
    """The rows' elements and all that hold them."""
    return {node for row in rows for node in (row.element, *row.element.iterancestors())}
