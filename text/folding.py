"""One form for what readers take for the same word: for matching, duplicates, kinds and search alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

#: Tatweel, soft hyphen, joiners and direction marks: they are inside words and nobody sees them.
UNSEEN = (
    "\u0640\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b"
    "\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
#: Hamza carriers, final forms, letters of neighbouring alphabets and digits that writers use for one another.
#: ؤ becomes و and ئ becomes ي, as they are spelt where the hamza is left out: مسؤول, مسوول; هيئة, هيية.
_SAME = str.maketrans(
    "أإآٱىیةۀھہؤئکگڭڤپ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "ااااييههههويكككفب01234567890123456789", UNSEEN
)
_DIRECTIONS = dict.fromkeys(
    map(ord, "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
)
_ISOLATES = {None: "\u2068", "rtl": "\u2067", "ltr": "\u2066"}
_STRONG = {"L": "ltr", "R": "rtl", "AL": "rtl"}
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_WORD = re.compile(r"[^\W_]+")
#: Letters of a word that is taken apart and remembered: no language has longer ones, and an attacker does.
LONGEST_WORD = 64


class _Folded(dict[int, str]):
    """What each letter becomes, told when it is first met: no letter's neighbours matter."""

    def __missing__(self, letter: int) -> str:
        decomposed = unicodedata.normalize("NFKD", chr(letter).translate(_SAME))
        bare = "".join(one for one in decomposed if not unicodedata.combining(one))
        self[letter] = bare.casefold().translate(_SAME).translate(_LIGATURES)
        return self[letter]


_FOLDED = _Folded()


def fold(text: str) -> str:
    """Letters without marks, case or variants: what a reader takes for the same word becomes the same."""
    return text.translate(_FOLDED)


def fold_words(text: str) -> list[str]:
    """The folded words of a text, in order; what stands between words is gone."""
    return _WORD.findall(fold(text))


def each_word(form: Callable[[str], str]) -> Callable[[str], list[str]]:
    """A function that gives this form of each folded word of a text, in order."""

    def read_token(token: str) -> tuple[str, ...]:
        return tuple(form(word) for word in fold_words(token))

    # What a letter is folded to does not depend on its neighbours: most tokens were met before.
    known = lru_cache(maxsize=50_000)(read_token)

    def read(text: str) -> list[str]:
        ways = ((token, known if len(token) <= LONGEST_WORD else read_token) for token in text.split())
        return [one for token, way in ways for one in way(token)]

    return read


def drop_directions(text: str) -> str:
    """A text without marks that would turn the direction of what follows them."""
    return text.translate(_DIRECTIONS)


def isolate(text: str, direction: str | None = None) -> str:
    """A text that keeps its own direction, or the one given (`rtl`, `ltr`), inside a line of another one."""
    return f"{_ISOLATES[direction]}{text}\u2069"


def find_direction(text: str) -> str | None:
    """`rtl` or `ltr` by the first letter that has a direction; None for numbers: they go as their line."""
    found = (_STRONG.get(unicodedata.bidirectional(letter)) for letter in text)
    return next((one for one in found if one), None)
