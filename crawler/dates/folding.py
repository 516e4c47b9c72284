"""Fold a text so that one spelling stands for many, and remember where each letter came from.

Digits of any script become ASCII, letters lose case, accents, hamza and harakat; tatweel and direction marks
go; every space is a plain one. `text` of the room `text/` folds for search; this one keeps offsets.
"""

from __future__ import annotations

import re
import unicodedata

#: Letters that become none (marks, tatweel, direction) or several (ligatures): offsets shift after them.
SHIFTING = re.compile(
    "[\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u061c\u0640\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u06df-\u06e8\u06ea-\u06ed\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufb00-\ufdff\ufe00-\ufe0f"
    "\ufe20-\ufe2f\ufe70-\ufeff\U0001d400-\U0001d7ff]"
)
#: Letters that writers exchange: hamza seats, Persian and Urdu forms, emphatic Tifinagh, commas, dashes.
SAME = {
    ord(letter): plain
    for plain, letters in {
        "ا": "أإآٱ", "ي": "ىئیے", "ه": "ةەۃہھ", "و": "ؤ", "ك": "ک", ",": "،٫", ";": "؛", "'": "’‘ʼ´`ʹ",
        "-": "–—‐‑‒−―", "ⵔ": "ⵕ", "ⵙ": "ⵚ", "ⵜ": "ⵟ", "ⴷ": "ⴹ", "ⵣ": "ⵥ",
    }.items()
    for letter in letters
}  # fmt: skip


def _fold_letter(letter: str) -> str:
    """The plain spelling of one letter: empty for a mark, several letters for a ligature."""
    if SHIFTING.match(letter) and unicodedata.category(letter) in {"Mn", "Cf", "Lm"}:
        return ""
    if letter.isspace():
        return "\n" if letter in "\n\r\x85\u2028\u2029" else " "
    if unicodedata.category(letter) == "Cc":
        return " "
    if (digit := unicodedata.digit(letter, None)) is not None and letter.isdecimal():
        return str(digit)
    plain = unicodedata.normalize("NFKD", letter.translate(SAME)).lower()
    return "".join(part for part in plain if not unicodedata.combining(part)).translate(SAME)


class _Letters(dict[int, str]):
    """The plain spelling of each letter, learned as letters are met."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        folded = _fold_letter(letter)
        self[code] = result = folded if len(folded) == 1 or SHIFTING.match(letter) else letter
        return result


_LETTERS = _Letters()


def list_offsets(original: str) -> list[int]:
    """Where each letter of the folded text stands in the original."""
    offsets: list[int] = []
    done = 0
    for found in SHIFTING.finditer(original):
        place = found.start()
        offsets.extend(range(done, place))
        offsets.extend([place] * len(_LETTERS[ord(found[0])]))
        done = place + 1
    offsets.extend(range(done, len(original)))
    return offsets


def fold(text: str) -> str:
    """The folded text."""
    return text.translate(_LETTERS)
