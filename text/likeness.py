"""A few numbers that texts share the more, the more alike they are: to find candidates, never to decide."""

from __future__ import annotations

from zlib import crc32

from text.stemming import list_stems

_WORDS = 3  # of each piece that is counted
_MARKS = 16  # the smallest numbers of a text's pieces, which an alike text has as well
_MOST_LETTERS = 40_000


def list_marks(text: str) -> tuple[int, ...]:
    """The marks of a text, the smallest first: numbers below 2³²; its own numbers and signs play no part."""
    words = [word for word in list_stems(text[:_MOST_LETTERS]) if not word.isdigit()]
    last = max(len(words) - _WORDS, 0)
    pieces = {" ".join(words[place : place + _WORDS]) for place in range(last + 1)} if words else set()
    return tuple(sorted({crc32(piece.encode()) for piece in pieces})[:_MARKS])
