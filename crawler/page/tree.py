"""A page's tree: its root, and which of its elements are read, how, and what they say."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import islice
from weakref import WeakKeyDictionary, WeakSet

from lxml import etree
from lxml.html import soupparser
from parsel import Selector
from scrapy.http import TextResponse

from crawler.page.encodings import read_text
from crawler.page.mending import mend
from crawler.page.phrases import read_words

Element = etree._Element
Nothing: Collection[Element] = frozenset()

#: Elements whose text no reader sees, or that are filled in rather than read.
UNREAD = read_words(
    """
        script style noscript template head title select option button input textarea iframe object embed svg
        canvas audio video datalist figcaption
        """
)
#: Elements that begin on a line of their own.
_BREAKING = read_words(
    """
        address article aside blockquote body center dd details div dl dt fieldset figure footer form header
        hr legend li main marquee menu nav ol p pre section summary table tbody td tfoot th thead tr ul
        """
)
_IN_HEAD = read_words("base basefont bgsound link meta noframes noscript script style template title")
_DEEPEST = 250  # elements within one another; libxml2 itself stops at 256 unless told otherwise
MOST_ELEMENTS = 100_000  #: of a page: what stands behind them is not read, so that no page takes minutes
#: The trees of the responses in use: reading one page asks for its tree many times.
_roots: WeakKeyDictionary[TextResponse, Element] = WeakKeyDictionary()
_cut: WeakSet[TextResponse] = WeakSet()
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_APART = _BREAKING | HEADINGS | {"br"}
INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
SPACE = re.compile(r"\s+")
_DECLARATION = re.compile(r"<!doctype[^>]*+>?", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


def page_root(response: TextResponse) -> Element:
    """The page's tree; read by BeautifulSoup where lxml makes nothing of a page that has text.

    Elements nested deeper than any page's author would are taken away, their text is kept. Beyond
    `MOST_ELEMENTS` of them nothing is.
    """
    if response not in _roots:
        text = mend(read_text(response) or response.text)
        # Not the response's own selector: it takes no page whose <base> is no address.
        root: Element | None = Selector(text=text, type="html").root
        if not isinstance(root, etree._Element) or (len(root) == 0 and response.text.strip()):
            root = _read_leniently(_end_comments(text))
        if _end_early(root):
            _cut.add(response)
        _end_head(root)
        _flatten(root)
        _roots[response] = root
    return _roots[response]


def is_cut(response: TextResponse) -> bool:
    """Whether a page has so many elements that its end is not read."""
    page_root(response)
    return response in _cut


def select(response: TextResponse, css: str) -> list[Element]:
    """The elements that a CSS selector of a definition names, in page order."""
    return select_in(page_root(response), css)


def select_in(element: Element, css: str) -> list[Element]:
    """The elements below one that a CSS selector names."""
    return [found.root for found in Selector(root=element, type="html").css(css)]


def _end_comments(text: str) -> str:
    """A page without what stands in a comment that nothing ends: the search for its end takes ever longer."""
    start = text.find("<!--", max(text.rfind("-->"), 0))
    return text if start < 0 else text[:start]


def _read_leniently(text: str) -> Element:
    try:
        # What a page declares of its form would be text of it.
        soup: Element = soupparser.fromstring(_DECLARATION.sub("", text), features="html.parser")
    except (ValueError, RecursionError):
        return etree.Element("html")
    return soup


def _end_early(root: Element) -> bool:
    """Bound the number of elements, in place; gives whether there were more."""
    node = next(islice(root.iter(), MOST_ELEMENTS, None), None)
    if node is None:
        return False
    kept = 0  # the first one beyond goes itself, of those around it only what follows them
    while (around := node.getparent()) is not None:
        del around[around.index(node) + kept :]
        node, kept = around, 1
    return True


def _end_head(root: Element) -> None:
    """Begin the body where HTML begins it, in place.

    A page may leave out the tags of head and body; libxml2 then keeps what it does not know, as `main` and
    `nav`, in the head, where nothing is read.
    """
    head = root.find("head")
    first = (
        next((one for one in head if tag_of(one) and tag_of(one) not in _IN_HEAD), None)
        if head is not None
        else None
    )
    if head is None or first is None:
        return
    body = root.find("body")
    if body is None:
        body = etree.SubElement(root, "body")
    moved = list(head)[head.index(first) :]
    moved[-1].tail = (moved[-1].tail or "") + (body.text or "")
    body.text = None
    body[:0] = moved


def _flatten(root: Element) -> None:
    """Bound the tree's depth, in place; what nobody sees goes, and lines that were apart stay apart."""
    deep: list[Element] = []
    depth = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "start" and depth == _DEEPEST:
            deep.append(node)
    for node in deep:
        etree.strip_elements(node, *UNREAD, with_tail=False)
        for element in node.iterdescendants():
            if tag_of(element) in _APART:
                element.text = f" {element.text or ''}"
                element.tail = f" {element.tail or ''}"
        etree.strip_tags(node, "*")


def fold_space(text: str) -> str:
    """Text with every run of white space, no-break spaces included, as one space, and no invisible marks."""
    return SPACE.sub(" ", INVISIBLE.sub("", text)).strip()


def tag_of(element: Element) -> str:
    """The element's name in small letters; nothing for a comment."""
    return element.tag.lower() if isinstance(element.tag, str) else ""


def is_unseen(element: Element) -> bool:
    """Whether a reader does not see the element's text."""
    return (
        tag_of(element) in UNREAD
        or element.get("hidden") is not None
        or bool(_HIDDEN.search(element.get("style") or ""))  # a comment gives None
    )


def is_breaking(element: Element) -> bool:
    """Whether the element begins on a line of its own."""
    tag = tag_of(element)
    # A framework's own element has no look that is known; one that holds a box is itself one.
    is_box = "-" in tag and any(is_breaking(child) for child in element)
    return tag in _BREAKING or tag in HEADINGS or is_box


def nearest_breaking(element: Element) -> Element:
    """The element, or the nearest around it that begins on a line of its own."""
    around = (node for node in (element, *element.iterancestors()) if is_breaking(node))
    return next(around, element)


def find_pieces(element: Element, skip: Collection[Element] = Nothing) -> Iterator[tuple[Element, str]]:
    """The visible strings below an element, each with the element that holds it, folded, none empty."""
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event == "start":
            if is_unseen(node) or node in skip:
                walk.skip_subtree()
            elif node.text and (text := fold_space(node.text)):
                yield node, text
        elif node is not element and node.tail and (text := fold_space(node.tail)):
            parent = node.getparent()
            if parent is not None:
                yield parent, text
