"""Tables of words and phrases that sites use, written one beside the other and compared folded."""

from __future__ import annotations

import re

from text.folding import fold_words

#: How a title ends of which only the beginning is shown.
CUTS = ("...", "…", "[...]", "[…]")


def read_words(table: str) -> frozenset[str]:
    """The words of a table, as written."""
    return frozenset(table.split())


def read_phrases(table: str) -> tuple[str, ...]:
    """The phrases of a table, which stand between `|` or on lines of their own, folded, in order."""
    return tuple(folded for phrase in re.split(r"[|\n]", table) if (folded := fold_phrase(phrase)))


def fold_phrase(text: str) -> str:
    """The folded words of a text with one space between: what stands between words makes no difference."""
    return " ".join(fold_words(text))
