"""Regions of a page that its own markup names: menus, sidebars, feet, comments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.page.phrases import read_words
from crawler.page.tree import HEADINGS, Element, tag_of

_ALWAYS = frozenset(["nav", "footer", "aside", "menu", "dialog", "marquee"])
_ROLES = frozenset(
    ["navigation", "banner", "contentinfo", "complementary", "search", "menubar", "dialog", "menu"]
)
#: Words in the names that authors give to elements; never trusted where most of the page's text stands.
_NAMES = read_words(
    """
        breadcrumb breadcrumbs ariane comments commentaires respond sidebar footer navbar navigation nav
        menu menus pagination pager related connexes similaires newsletter cookie cookies social share sharing
        partage addtoany sharedaddy jp relatedposts topbar copyright compteur visiteurs widgets login
        subscribe addthis licensing aside
        """
)
_MOST = 0.6  # of the page's letters: a name such as `has-sidebar` or `content-sidebar-wrap` is its frame's
_NAME = re.compile(r"[a-z]+|[A-Z][a-z]*")


def find_certain(root: Element) -> Iterator[Element]:
    """Elements whose tag or role says that they are no article."""
    for element in root.iter():
        tag = tag_of(element)
        role = element.get("role", "").lower() if tag else ""
        if tag in _ALWAYS or role in _ROLES or (tag == "header" and _is_site_header(element)):
            yield element


def find_menus(root: Element) -> Iterator[Element]:
    """The certain ones that lead around the site: not the boxes beside, which may show news."""
    for element in find_certain(root):
        if tag_of(element) != "aside" and element.get("role", "").lower() != "complementary":
            yield element


def _is_site_header(header: Element) -> bool:
    inside = any(tag_of(parent) in ("article", "main", "section") for parent in header.iterancestors())
    return not inside and not any(tag_of(part) in HEADINGS for part in header.iter())


def find_named(root: Element) -> Iterator[Element]:
    """Elements whose names say that they are a menu, a sidebar, comments; most of a page is never one."""
    lengths = _measure(root)
    for element in root.iter(
        "div", "section", "ul", "ol", "td", "tr", "table", "p", "span", "form", "center"
    ):
        named = f"{element.get('class', '')} {element.get('id', '')}"
        is_most = lengths[element] > _MOST * lengths[root]
        if not is_most and _NAMES & {word.lower() for word in _NAME.findall(named)}:
            yield element


def _measure(root: Element) -> dict[Element, int]:
    """The letters below each element, scripts and styles left out."""
    lengths: dict[Element, int] = {}
    for element in reversed(list(root.iter())):
        own = len((element.text or "").strip()) if tag_of(element) not in ("", "script", "style") else 0
        inner = sum(lengths[one] + len((one.tail or "").strip()) for one in element)
        lengths[element] = own + inner
    return lengths
