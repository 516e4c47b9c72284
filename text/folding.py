"""One form for what readers take for the same word: for matching, duplicates, kinds and search alike."""

from __future__ import annotations

import re
import unicodedata

#: Tatweel, soft hyphen, joiners and direction marks: they are inside words and nobody sees them.
_UNSEEN = (
    "\u0640\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b"
    "\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
#: Hamza carriers, final forms, letters of neighbouring alphabets and digits that writers use for one another.
#: ؤ becomes و and ئ becomes ي, as they are spelt where the hamza is left out: مسؤول, مسوول; هيئة, هيية.
_SAME = str.maketrans(
    "أإآٱىیةۀھہؤئکگڭڤپ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "ااااييههههويكككفب01234567890123456789", _UNSEEN
)
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Letters without marks, case or variants: what a reader takes for the same word becomes the same."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_SAME))
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return bare.casefold().translate(_SAME).translate(_LIGATURES)


def fold_words(text: str) -> list[str]:
    """The folded words of a text, in order; what stands between words is gone."""
    return _WORD.findall(fold(text))


def isolate(text: str) -> str:
    """A text that keeps its own direction inside a line of another one (U+2068 … U+2069)."""
    return f"\u2068{text}\u2069"
