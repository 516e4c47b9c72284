"""Where links stand on a page: links whose places look alike are the rows of one list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from crawler.page.links import Link
from crawler.page.tree import Element, tag_of

_DIGIT = re.compile(r"\d")
_MOST_ROLES = 5  # siblings of one tag that are parts of one row: its date, title, section
_SHARED = 0.6  # of the siblings of one tag carry a class that tells of all of them
#: Elements that style a few words, and stand in one row's link but not in the next one's.
_STYLES = frozenset(["b", "strong", "i", "em", "u", "font", "big", "small"])


class Places:
    """The looks of a page's elements, each worked out once."""

    def __init__(self) -> None:
        self._looks: dict[Element, str] = {}
        self._paths: dict[Element, str] = {}

    def group(self, links: Iterable[Link]) -> list[list[Link]]:
        """The links by the look of the way that leads to them, in page order."""
        groups: dict[str, list[Link]] = {}
        for link in links:
            groups.setdefault(self.path(link.element), []).append(link)
        return list(groups.values())

    def path(self, element: Element) -> str:
        """The looks of an element and of all around it, outermost first."""
        known = self._paths.get(element)
        if known is None:
            parent = element.getparent()
            outer = "" if parent is None else self.path(parent)
            known = outer if tag_of(element) in _STYLES else f"{outer}>{self.look(element)}"
            self._paths[element] = known
        return known

    def tail(self, element: Element) -> str:
        """The looks of an element and of the two around it: what a first item shown larger has in common."""
        return ">".join(self.path(element).rsplit(">", 3)[1:])

    def parts(self, element: Element) -> frozenset[str]:
        """The looks of what a row is made of, however many elements are put around it as a whole."""
        inner = [one for one in element if isinstance(one.tag, str)]
        while len(inner) == 1:
            inner = [one for one in inner[0] if isinstance(one.tag, str)]
        return frozenset(map(self.look, inner))

    def look(self, element: Element) -> str:
        """Tag, id and classes of an element, without what differs from one sibling to the next."""
        if element not in self._looks:
            alike = [one for one in _siblings(element) if one.tag == element.tag]
            names = set(classes_of(element)) if len(alike) == 1 else shared_classes(alike)
            if _are_roles(alike):
                names = {name for one in alike for name in classes_of(one)}
            mark = element.get("id", "") if len(alike) == 1 else ""
            for one in alike:
                own = [name for name in classes_of(one) if name in names]
                self._looks[one] = ".".join([tag_of(one), *sorted(own)]) + (
                    f"#{mark}" if mark and not _DIGIT.search(mark) else ""
                )
        return self._looks[element]


def _are_roles(elements: list[Element]) -> bool:
    """Whether a few siblings have classes and share none: the parts of one row, not rows."""
    named = [set(classes_of(one)) for one in elements]
    apart = sum(map(len, named)) == len(set().union(*named))
    return 1 < len(named) <= _MOST_ROLES and all(named) and apart


def shared_classes(elements: Iterable[Element]) -> set[str]:
    """The class names that most of these elements carry; those with numbers name one of them."""
    elements = list(elements)
    counts = Counter(name for one in elements for name in set(classes_of(one)))
    return {name for name, count in counts.items() if count >= _SHARED * len(elements)}


def classes_of(element: Element) -> list[str]:
    """The class names of an element that hold no number, in order."""
    return [name for name in element.get("class", "").split() if not _DIGIT.search(name)]


def _siblings(element: Element) -> list[Element]:
    parent = element.getparent()
    return [element] if parent is None else [one for one in parent if isinstance(one.tag, str)]
