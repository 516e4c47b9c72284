"""Words that a portal wrote, as they are shown: cut where absurdly long, clean, in their own direction.

Templates escape them; here goes what escaping leaves: control characters, marks that turn the direction of
what follows, and marks piled upon one letter until they cover the page.
"""

from __future__ import annotations

import re

from text.folding import drop_directions, find_direction

#: Characters that are shown of a title, and of a text; the page of an article has a way to see all.
LONGEST_TITLE, LONGEST_TEXT = 300, 60_000
_MOST_MARKS = 4  #: upon one letter; Arabic writes three at most
#: Control characters and halves of pairs; tabs and ends of lines are seen.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_PILED = re.compile(
    r"(?:(?!\n)[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef]){5,}"
)

#: A word without end takes a browser minutes to put into lines, unless it is told where it may break.
_ENDLESS = re.compile(r"\S{200}(?=\S)")


def clean(text: str, *, keep_directions: bool = False) -> str:
    """Without control characters, piled marks and, but for our own, marks that turn directions."""
    plain = text if keep_directions else drop_directions(text)
    flat = _PILED.sub(lambda found: found[0][:_MOST_MARKS], _UNSEEN.sub("", plain))
    return _ENDLESS.sub(lambda found: f"{found[0]}\u200b", flat)


def shorten(text: str, most: int = LONGEST_TITLE) -> str:
    """One clean line, cut where it is longer than that."""
    line = " ".join(clean(text[: most + 1]).split())
    return line if len(text) <= most else f"{line[:most].rstrip()}…"


def direct(text: str, own: str = "ltr") -> str:
    """The direction of a text by its first letter; of numbers alone, that of what they stand in."""
    return find_direction(text[:2_000]) or own


def find_link(url: str) -> str | None:
    """An address that may be followed; None for one of another kind, such as a script."""
    return url if re.match(r"https?://[^\s/]", url, re.IGNORECASE) else None
