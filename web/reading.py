"""An article's text, light Markdown, in the blocks that a page shows, with places of it marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from web.harvested import clean, direct

_ITEM, _HEADING, _CELLS = "- ", "## ", " | "
_DEEPEST = 3  # levels of lists that are told apart

#: Where a mark begins and ends in the text, and its name.
Mark = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Run:
    """Some of a line, marked or not."""

    text: str
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line, item or row, in runs; of a row, each cell."""

    direction: str
    cells: tuple[tuple[Run, ...], ...]
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: a `heading`, a `list`, a `table` or a `paragraph`."""

    kind: str
    lines: list[Line] = field(default_factory=list)


def read_blocks(text: str, own: str, marks: Sequence[Mark] = ()) -> list[Block]:
    """The blocks of a text whose own direction is `own`; marks that overlap earlier ones are left out."""
    reader = _Reader(text, own, _part(marks))
    start = 0
    for part in text.split("\n\n"):
        reader.read(start, part)
        start += len(part) + 2
    return reader.blocks


def mark_runs(text: str, spans: Sequence[tuple[int, int]]) -> list[Run]:
    """A text in runs, those in the spans marked."""
    marks = [(start, end, "found") for start, end in spans]
    return [Run(clean(one.text), one.mark) for one in _cut(text, 0, len(text), _part(marks))]


def _part(marks: Sequence[Mark]) -> list[Mark]:
    """The marks in order, without those that begin in another one."""
    parted: list[Mark] = []
    for mark in sorted(marks):
        if mark[0] < mark[1] and (not parted or mark[0] >= parted[-1][1]):
            parted.append(mark)
    return parted


def _cut(text: str, start: int, end: int, marks: Sequence[Mark]) -> list[Run]:
    runs = []
    for begins, ends, name in marks:
        if begins < end and ends > start:
            runs += [
                Run(text[start : max(begins, start)]),
                Run(text[max(begins, start) : min(ends, end)], name),
            ]
            start = min(ends, end)
    return [run for run in [*runs, Run(text[start:end])] if run.text]


class _Reader:
    """Puts the parts of a text together as blocks."""

    def __init__(self, text: str, own: str, marks: list[Mark]) -> None:
        self._text, self._own, self._marks = text, own, marks
        self.blocks: list[Block] = []

    def read(self, start: int, part: str) -> None:
        """A part between two empty lines, at its place in the text."""
        lines = part.split("\n")
        if not part.strip():
            return
        is_list = lines[0].lstrip(" ").startswith(_ITEM)
        is_table = len(lines) > 1 and all(_CELLS in line for line in lines)
        is_heading = part.startswith(_HEADING)
        kind = "list" if is_list else "table" if is_table else "heading" if is_heading else "paragraph"
        block = Block(kind)
        for line in lines:
            if line.strip():
                block.lines.append(self._read_line(kind, start, line))
            start += len(line) + 1
        self.blocks.append(block)

    def _read_line(self, kind: str, start: int, line: str) -> Line:
        end, depth = start + len(line), 0
        if kind == "list" and line.lstrip(" ").startswith(_ITEM):
            depth = min((len(line) - len(line.lstrip(" "))) // 2, _DEEPEST)
            start += len(line) - len(line.lstrip(" ")) + len(_ITEM)
        elif kind == "heading" and line.startswith(_HEADING):
            start += len(_HEADING)
        cells = []
        for cell in self._text[start:end].split(_CELLS) if kind == "table" else [self._text[start:end]]:
            cells.append(self._read_runs(start, start + len(cell)))
            start += len(cell) + len(_CELLS)
        return Line(direct(line, self._own), tuple(cells), depth)

    def _read_runs(self, start: int, end: int) -> tuple[Run, ...]:
        # Marks are in order: those of the lines before are behind us.
        while self._marks and self._marks[0][1] <= start:
            self._marks.pop(0)
        near = []
        for mark in self._marks:
            if mark[0] >= end:
                break
            near.append(mark)
        return tuple(Run(clean(run.text), run.mark) for run in _cut(self._text, start, end, near))
