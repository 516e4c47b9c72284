"""One form for what readers take for the same word: used by comparison, matching and search alike."""

from __future__ import annotations

import re
import unicodedata

_TATWEEL = "\u0640"
#: Hamza carriers, final forms and digits that writers use for one another.
_SAME = str.maketrans("أإآٱىةؤئگ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "اااايهويك01234567890123456789", _TATWEEL)
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """Letters without marks, case or variants: what a reader takes for the same word becomes the same."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_SAME))
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return bare.casefold().translate(_SAME)


def fold_words(text: str) -> list[str]:
    """The folded words of a text, in order; what stands between words is gone."""
    return _WORD.findall(fold(text))


def isolate(text: str) -> str:
    """A text that keeps its own direction inside a line of another one (U+2068 … U+2069)."""
    return f"\u2068{text}\u2069"
