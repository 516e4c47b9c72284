"""The blocks of text that a reader sees on a page, in order: paragraphs, headings, list items, table rows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from lxml import etree

from crawler.page.tree import (
    HEADINGS,
    INVISIBLE,
    SPACE,
    Element,
    Nothing,
    fold_space,
    is_breaking,
    is_unseen,
    tag_of,
)

_BULLET = re.compile(r"^[•·▪●■◦○‣⁃\uf0b7\uf0a7\uf0d8]\s*")
_INLINE = frozenset(["span", "b", "strong", "font", "big", "em", "i", "u", "label"])
_MOST_INLINES = 8  # of one block that are kept: those that tell of its look come first
_LONGEST_CELL = 500  # characters; a longer one is a column of the page


@dataclass(slots=True)
class Block:
    """One paragraph, heading, list item or table row, with its links and pictures."""

    kind: str  #: paragraph, heading, item, row; picture and mark, which have no text
    text: str
    element: Element  #: the innermost element that starts on a line of its own
    links: list[Element] = field(default_factory=list)
    pictures: list[Element] = field(default_factory=list)
    inlines: list[Element] = field(
        default_factory=list
    )  #: `span`, `b`, `font` and their like that hold the text
    linked: int = 0  #: characters of the text that are a link's
    depth: int = 0  #: of lists in lists, from 0

    @property
    def markdown(self) -> str:
        """The block as it stands in an article's text."""
        prefix = {"heading": "## ", "item": "  " * self.depth + "- "}.get(self.kind, "")
        return prefix + self.text


@dataclass(slots=True)
class _Part:
    """What stands between two line ends of different blocks, being collected."""

    texts: list[str] = field(default_factory=list)
    links: list[Element] = field(default_factory=list)
    pictures: list[Element] = field(default_factory=list)
    inlines: list[Element] = field(default_factory=list)
    linked: int = 0
    breaks: int = 0  #: line ends since the last letter

    @property
    def lines(self) -> list[str]:
        """The lines, folded, none empty."""
        return [line for raw in "".join(self.texts).split("\n") if (line := fold_space(raw))]


def visible_text(element: Element, skip: Collection[Element] = Nothing) -> str:
    """All text below an element, blocks apart by a space."""
    return " ".join(block.text.replace("\n", " ") for block in find_blocks(element, skip) if block.text)


def find_blocks(
    element: Element, skip: Collection[Element] = Nothing, marks: Collection[Element] = Nothing
) -> list[Block]:
    """What is read below an element, in order, without what is in `skip`; pictures alone are blocks too, and
    each element of `marks` is an empty block of the kind `mark`."""
    return _Reader(element, skip, marks).read()


class _Reader:
    """Walks a tree once and cuts its text where a browser would start a new line."""

    def __init__(self, element: Element, skip: Collection[Element], marks: Collection[Element]) -> None:
        self._top = element
        self._skip = skip
        self._marks = marks
        self._blocks: list[Block] = []
        self._parts = [_Part()]
        self._open: list[Element] = [element]
        self._anchors: list[Element] = []
        self._inlines: list[Element] = []
        self._lists = 0

    def read(self) -> list[Block]:
        walk = etree.iterwalk(self._top, events=("start", "end", "comment", "pi"))
        for event, node in walk:
            if event == "start":
                if not self._enter(node):
                    walk.skip_subtree()
            else:
                self._leave(node)
        self._flush()
        return self._blocks

    def _enter(self, node: Element) -> bool:
        """Begin an element; False where its content is not to be walked."""
        tag = tag_of(node)
        if is_unseen(node) or node in self._skip:
            return False
        if node in self._marks:
            self._flush()
            self._blocks.append(Block("mark", "", node))
            return False
        if tag == "table" and is_data_table(node) and not any(part in self._marks for part in node.iter()):
            self._flush()
            self._blocks += _read_table(node, self._skip)
            return False
        if is_breaking(node):
            self._flush()
            self._open.append(node)
            self._lists += tag in ("ul", "ol")
        self._enter_inline(node, tag)
        self._write(node.text, node)
        return True

    def _enter_inline(self, node: Element, tag: str) -> None:
        if tag in _INLINE:
            self._inlines.append(node)
        if tag == "br":
            self._break_line()
        elif tag == "a":
            self._anchors.append(node)
        elif tag == "img":
            self._parts[-1].pictures.append(node)
            self._note_link()

    def _leave(self, node: Element) -> None:
        if self._anchors and self._anchors[-1] is node:
            self._anchors.pop()
        if self._inlines and self._inlines[-1] is node:
            self._inlines.pop()
        if node is self._top:
            return
        if self._open[-1] is node:
            self._flush()
            self._open.pop()
            self._lists -= tag_of(node) in ("ul", "ol")
        self._write(node.tail, self._open[-1])

    def _break_line(self) -> None:
        """End a line; two ends with nothing between them end the block."""
        part = self._parts[-1]
        part.breaks += 1
        part.texts.append("\n")
        if part.breaks > 1:
            self._parts.append(_Part())

    def _write(self, text: str | None, holder: Element) -> None:
        if not text:
            return
        shown = INVISIBLE.sub("", text)
        part = self._parts[-1]
        part.texts.append(shown if tag_of(holder) == "pre" else SPACE.sub(" ", shown))
        if shown.strip():
            part.breaks = 0
            self._note_link()
            if len(part.inlines) < _MOST_INLINES:
                part.inlines += [one for one in self._inlines[:_MOST_INLINES] if one not in part.inlines]
            part.linked += len(fold_space(shown)) if self._anchors else 0

    def _note_link(self) -> None:
        """Keep the link that is open beside what stands in it."""
        links = self._parts[-1].links
        if self._anchors and self._anchors[-1] not in links[-1:]:
            links.append(self._anchors[-1])

    def _flush(self) -> None:
        """Close the block that is open."""
        parts, self._parts = self._parts, [_Part()]
        for part in parts:
            if part.lines:
                self._add(part)
            elif part.pictures:
                self._blocks.append(Block("picture", "", self._open[-1], part.links, part.pictures))

    def _add(self, part: _Part) -> None:
        item = next((one for one in reversed(self._open) if tag_of(one) in ("li", "td", "th")), None)
        if any(tag_of(one) in HEADINGS for one in self._open):
            self._append("heading", [" ".join(part.lines)], part)
        elif item is None or tag_of(item) != "li":
            self._add_lines(part)
        elif self._blocks and self._blocks[-1].kind == "item" and self._within(item):
            last = self._blocks[-1]
            last.text += " " + " ".join(part.lines)
            last.links += part.links
            last.pictures += part.pictures
            last.linked += part.linked
        else:
            self._append("item", [" ".join(part.lines)], part)

    def _append(self, kind: str, lines: list[str], part: _Part) -> None:
        depth = max(0, self._lists - 1) if kind == "item" else 0
        text = "\n".join(lines)
        linked = min(part.linked, len(text))
        self._blocks.append(
            Block(kind, text, self._open[-1], part.links, part.pictures, part.inlines, linked, depth)
        )

    def _within(self, item: Element) -> bool:
        """Whether the last block belongs to the same list item."""
        last: Element | None = self._blocks[-1].element
        while last is not None and tag_of(last) != "li":
            last = last.getparent()
        return last is item

    def _add_lines(self, part: _Part) -> None:
        """A paragraph; lines that begin with a bullet become items of their own."""
        plain: list[str] = []
        for line in [*part.lines, ""]:
            bullet = _BULLET.match(line)
            if plain and (bullet or not line):
                self._append("paragraph", plain, part)
                plain, part = [], _Part()
            if bullet and line[bullet.end() :]:
                self._append("item", [line[bullet.end() :]], part)
                part = _Part()
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
        if any(len(text) > _LONGEST_CELL for text in texts) or any(map(_has_flow, cells)):
            return False
        wide += sum(map(bool, texts)) > 1
    return wide > 1


def _has_flow(cell: Element) -> bool:
    """Whether a cell holds what a table of values does not: headings, layout, several paragraphs."""
    tags = [tag_of(part) for part in cell.iter()]
    paragraphs = [
        part for part in cell.iter("p") if fold_space("".join(str(text) for text in part.itertext()))
    ]
    return (
        len(paragraphs) > 3
        or bool(HEADINGS & {*tags})
        or bool({"form", "article", "section", "nav"} & {*tags})
    )


def _read_table(table: Element, skip: Collection[Element]) -> Iterator[Block]:
    for row in table.iter("tr"):
        cells = [cell for cell in row if tag_of(cell) in ("td", "th") and cell not in skip]
        inner = [find_blocks(cell, skip) for cell in cells]
        texts = [
            " ".join(block.text.replace("\n", " ") for block in blocks if block.text) for blocks in inner
        ]
        flat = [block for blocks in inner for block in blocks]
        if row not in skip and flat:
            links = [link for block in flat for link in block.links]
            pictures = [picture for block in flat for picture in block.pictures]
            text = " | ".join(texts).strip(" |")
            kind = "row" if text else "picture"
            yield Block(kind, text, row, links, pictures, linked=sum(block.linked for block in flat))
