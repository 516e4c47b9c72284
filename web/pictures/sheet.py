"""A sheet on which texts and boxes are put; for Arabic it is mirrored: what begins left begins right.

Lengths are those of the picture, which is `WIDTH` wide whatever the size of the screen. `start` is how far
something is from where a reader of the language begins: for Arabic from the right edge.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from text.folding import isolate

#: A telephone's width, so letters are read there without zooming.
WIDTH = 400.0


class Anchor(StrEnum):
    """Which part of a text stands at its place."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


_MIRRORED = {Anchor.START: Anchor.END, Anchor.MIDDLE: Anchor.MIDDLE, Anchor.END: Anchor.START}


@dataclass(frozen=True, slots=True)
class Text:
    """Words on their base line."""

    x: str
    y: str
    anchor: Anchor
    sort: str  #: how they look: the name of a class in picture.css
    words: str


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle; what it stands for is told where a pointer rests on it."""

    x: str
    y: str
    width: str
    height: str
    sort: str
    words: str


@dataclass(slots=True)
class Sheet:
    """What was put on it so far, top to bottom."""

    direction: str  #: `rtl` or `ltr`
    height: float = 0.0  #: of what is full
    texts: list[Text] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    def put_text(self, start: float, y: float, words: str, sort: str, anchor: Anchor = Anchor.START) -> None:
        """A sentence or number of the sheet's own language; names in it are isolated by the caller."""
        is_mirrored = self.direction == "rtl"
        x = WIDTH - start if is_mirrored else start
        # The place is meant on the page, not in the text: a renderer need not know directions of anchors.
        own = _MIRRORED[anchor] if is_mirrored else anchor
        self.texts.append(Text(_length(x), _length(y), own, sort, isolate(words, self.direction)))

    def put_box(
        self, start: float, y: float, width: float, height: float, sort: str, words: str = ""
    ) -> None:
        """A box from its upper edge down."""
        x = WIDTH - start - width if self.direction == "rtl" else start
        said = isolate(words, self.direction) if words else ""
        self.boxes.append(Box(_length(x), _length(y), _length(width), _length(height), sort, said))


def _length(value: float) -> str:
    """To a hundredth, without a sign for nought: the same on every machine."""
    return f"{round(value, 2) + 0.0:g}"
