"""Where a title or text begins to say what it is: "Commune of X: notice" does so behind the colon."""

from __future__ import annotations

import re

from text.stemming import list_stems

_ENDS = re.compile(r"[:|–—؛…!()\[\]]|\.{2,}|\s[-/]\s|\s-|-\s")
#: A quoted name says nothing of what quotes it: the "Declaration of Marrakesh" is none of the council.
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_OPENING_WORDS = 80  # of a text: what follows is detail
_OPENING_LETTERS = 1_200  # that hold so many words
_MOST_OF_HEAD = 6  # words of a line that stands over a text
_HEADS = 3  # lines of a text among which these are
_FEWEST_LEFT = 2  # words that a title without its quotations must have to be one


def read_title(title: str) -> tuple[list[str], frozenset[int]]:
    """The stems of a title, and the places among them where one of its parts begins."""
    bare = _QUOTED.sub(" ", title)
    parts = [list_stems(part) for part in _ENDS.split(bare if len(bare.split()) >= _FEWEST_LEFT else title)]
    starts, words = set[int](), list[str]()
    for part in parts:
        if part:
            starts.add(len(words))
            words += part
    return words, frozenset(starts)


def read_opening(text: str) -> tuple[list[str], frozenset[int]]:
    """The stems of the beginning of a text, and the places where it or a short line over it begins."""
    lines = [list_stems(line) for line in text[:_OPENING_LETTERS].splitlines() if line.strip()]
    starts, words = {0}, list[str]()
    for number, line in enumerate(lines):
        if number < _HEADS and len(line) <= _MOST_OF_HEAD:
            starts.add(len(words))
        words += line
    return words[:_OPENING_WORDS], frozenset(starts)
