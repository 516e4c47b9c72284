"""What a page is made of: its tree, its visible text, and the blocks of text that a reader sees, in order."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import soupparser
from scrapy.http import TextResponse

Element = etree._Element
Nothing: Collection[Element] = frozenset()

#: Elements whose text no reader sees, or that are filled in rather than read.
UNREAD = frozenset(
    re.findall(
        r"\S+",
        """
        script style noscript template head title select option button input textarea iframe object embed svg
        canvas audio video datalist figcaption
        """,
    )
)
#: Elements that begin on a line of their own.
_BREAKING = frozenset(
    re.findall(
        r"\S+",
        """
        address article aside blockquote body center dd details div dl dt fieldset figure footer form header hr
        legend li main marquee menu nav ol p pre section summary table tbody td tfoot th thead tr ul
        """,
    )
)
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_SPACE = re.compile(r"\s+")
_BULLET = re.compile(r"^[•·▪●■◦○‣⁃\uf0b7\uf0a7\uf0d8]\s*")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_LONGEST_CELL = 500  # characters; a longer one is a column of the page


@dataclass(slots=True)
class Block:
    """One paragraph, heading, list item or table row, with its links."""

    kind: str  #: paragraph, heading, item, row
    text: str
    element: Element  #: the innermost element that starts on a line of its own
    links: list[Element] = field(default_factory=list)
    depth: int = 0  #: of lists in lists, from 0

    @property
    def markdown(self) -> str:
        """The block as it stands in an article's text."""
        prefix = {"heading": "## ", "item": "  " * self.depth + "- "}.get(self.kind, "")
        return prefix + self.text


def page_root(response: TextResponse) -> Element:
    """The page's tree; read by BeautifulSoup where lxml makes nothing of a page that has text."""
    root: Element | None = response.selector.root
    if isinstance(root, etree._Element) and (len(root) or not response.text.strip()):
        return root
    soup: Element = soupparser.fromstring(response.text, features="html.parser")
    return soup


def fold_space(text: str) -> str:
    """Text with every run of white space, no-break spaces included, as one space, and no invisible marks."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", text)).strip()


def tag_of(element: Element) -> str:
    """The element's name in small letters; nothing for a comment."""
    return element.tag.lower() if isinstance(element.tag, str) else ""


def is_unseen(element: Element) -> bool:
    """Whether a reader does not see the element's text."""
    return (
        tag_of(element) in UNREAD
        or element.get("hidden") is not None
        or bool(_HIDDEN.search(element.get("style", "")))
    )


def is_breaking(element: Element) -> bool:
    """Whether the element begins on a line of its own."""
    tag = tag_of(element)
    return tag in _BREAKING or tag in HEADINGS


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


def visible_text(element: Element, skip: Collection[Element] = Nothing) -> str:
    """All text below an element, blocks apart by a space."""
    return " ".join(block.text for block in find_blocks(element, skip))


def find_blocks(element: Element, skip: Collection[Element] = Nothing) -> list[Block]:
    """The text below an element as blocks in reading order, without what is in `skip`."""
    return _Reader(element, skip).read()


class _Reader:
    """Walks a tree once and cuts its text where a browser would start a new line."""

    def __init__(self, element: Element, skip: Collection[Element]) -> None:
        self._top = element
        self._skip = skip
        self._blocks: list[Block] = []
        self._buffer: list[str] = []
        self._links: list[Element] = []
        self._open: list[Element] = [element]
        self._lists = 0

    def read(self) -> list[Block]:
        walk = etree.iterwalk(self._top, events=("start", "end", "comment", "pi"))
        for event, node in walk:
            if event == "start":
                if not self._enter(node):
                    walk.skip_subtree()
            else:
                self._leave(node, is_element=event == "end")
        self._flush()
        return self._blocks

    def _enter(self, node: Element) -> bool:
        """Begin an element; False where its content is not to be walked."""
        tag = tag_of(node)
        if is_unseen(node) or node in self._skip:
            return False
        if tag == "table" and is_data_table(node):
            self._flush()
            self._blocks += _read_table(node, self._skip)
            return False
        if is_breaking(node):
            self._flush()
            self._open.append(node)
            self._lists += tag in ("ul", "ol")
        elif tag == "br":
            self._buffer.append("\n")
        elif tag == "a":
            self._links.append(node)
        self._write(node.text, node)
        return True

    def _leave(self, node: Element, *, is_element: bool) -> None:
        if is_element and self._open[-1] is node and node is not self._top:
            self._flush()
            self._open.pop()
            self._lists -= tag_of(node) in ("ul", "ol")
        if node is not self._top:
            self._write(node.tail, self._open[-1])

    def _write(self, text: str | None, holder: Element) -> None:
        if text:
            keeps_lines = tag_of(holder) == "pre"
            self._buffer.append(text if keeps_lines else _SPACE.sub(" ", text))

    def _flush(self) -> None:
        """Close the lines that are open: an empty line between two makes two blocks of them."""
        written = "".join(self._buffer)
        links, self._links = self._links, []
        self._buffer = []
        for part in re.split(r"\n[^\S\n]*(?:\n\s*)+", _INVISIBLE.sub("", written)):
            lines = [line for raw in part.split("\n") if (line := fold_space(raw))]
            if lines:
                self._add(lines, links)
                links = []

    def _add(self, lines: list[str], links: list[Element]) -> None:
        holder = self._open[-1]
        item = next((one for one in reversed(self._open) if tag_of(one) in ("li", "td", "th")), None)
        in_item = item is not None and tag_of(item) == "li"
        if in_item and self._blocks and self._blocks[-1].kind == "item" and self._within(item):
            self._blocks[-1].text += " " + " ".join(lines)
            self._blocks[-1].links += links
        elif in_item:
            self._blocks.append(Block("item", " ".join(lines), holder, links, max(0, self._lists - 1)))
        elif any(tag_of(one) in HEADINGS for one in self._open):
            self._blocks.append(Block("heading", " ".join(lines), holder, links))
        else:
            self._add_lines(lines, links, holder)

    def _within(self, item: Element | None) -> bool:
        """Whether the last block belongs to the same list item."""
        last: Element | None = self._blocks[-1].element
        while last is not None and tag_of(last) != "li":
            last = last.getparent()
        return last is item

    def _add_lines(self, lines: list[str], links: list[Element], holder: Element) -> None:
        """A paragraph; lines that begin with a bullet become items of their own."""
        plain: list[str] = []
        for line in [*lines, ""]:
            bullet = _BULLET.match(line)
            if plain and (bullet or not line):
                self._blocks.append(Block("paragraph", "\n".join(plain), holder, links))
                plain, links = [], []
            if bullet and line[bullet.end() :]:
                self._blocks.append(Block("item", line[bullet.end() :], holder, links))
                links = []
            elif not bullet and line:
                plain.append(line)


def is_data_table(table: Element) -> bool:
    """Whether a table holds rows of short values rather than columns of the page."""
    if table.find(".//table") is not None:
        return False
    wide = 0
    for row in table.iter("tr"):
        cells = [cell for cell in row if tag_of(cell) in ("td", "th")]
        texts = [fold_space("".join(str(text) for text in cell.itertext())) for cell in cells]
        if any(len(text) > _LONGEST_CELL for text in texts) or _has_flow(cells):
            return False
        wide += sum(map(bool, texts)) > 1
    return wide > 1


def _has_flow(cells: list[Element]) -> bool:
    """Whether a cell holds what a table of values does not: headings, forms, several paragraphs, layout."""
    return any(
        any(
            tag_of(part) in HEADINGS or tag_of(part) in ("form", "article", "section", "nav")
            for part in cell.iter()
        )
        or sum(1 for part in cell.iter("p") if fold_space("".join(str(t) for t in part.itertext()))) > 3
        for cell in cells
    )


def _read_table(table: Element, skip: Collection[Element]) -> Iterator[Block]:
    for row in table.iter("tr"):
        cells = [cell for cell in row if tag_of(cell) in ("td", "th") and cell not in skip]
        texts = [
            " ".join(block.text.replace("\n", " ") for block in find_blocks(cell, skip)) for cell in cells
        ]
        if row not in skip and any(texts):
            yield Block("row", " | ".join(texts).strip(" |"), row, list(row.iter("a")))
