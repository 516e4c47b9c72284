"""The readable part of an address, made from a title: Arabic letters, or Latin ones, cut and numbered."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections import Counter
from dataclasses import dataclass

#: Consonants only, as the transliterating modules of content systems write them.
_LATIN = {
    letter: written
    for written, letters in {
        "a": "اىأآ", "b": "ب", "t": "تط", "th": "ث", "j": "ج", "h": "حهة", "kh": "خ", "d": "دض", "dh": "ذ",
        "r": "ر", "z": "زظ", "s": "سص", "sh": "ش", "gh": "غ", "f": "ف", "q": "ق", "k": "ك", "l": "ل",
        "m": "م", "n": "ن", "w": "وؤ", "y": "يئ", "i": "إ", "": "عء",
    }.items()
    for letter in letters
}  # fmt: skip


@dataclass(frozen=True)
class SlugHabit:
    """How a site makes slugs."""

    #: "arabic" keeps the letters of the title, "latin" strips accents and transliterates.
    alphabet: str = "arabic"
    #: Letters kept; a longer title is cut in mid-word.
    length: int = 60
    #: Whether a repeated slug gets -2, -3.
    is_numbered: bool = True
    #: Percent-escapes in links: "upper", "lower", or "raw" for none.
    escapes: str = "upper"

    def stem(self, title: str) -> str:
        """The slug of a title before it is numbered; "-" joins its words."""
        text = " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", title).lower()))
        if self.alphabet == "latin":
            text = "".join(_LATIN.get(letter, letter) for letter in text)
            text = unaccented(text)
        return "-".join(text.split())[: self.length].strip("-") or "item"


def unaccented(text: str) -> str:
    """The text in ASCII: accents dropped, and all other letters."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


class SlugBook:
    """The slugs that one site has given out: each item keeps its own, whatever becomes of its title."""

    def __init__(self, habit: SlugHabit) -> None:
        self.habit = habit
        self._slugs: dict[int, str] = {}
        self._owners: dict[str, int] = {}
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def slug(self, item_id: int, title: str) -> str:
        """The item's slug, made at the first call."""
        with self._lock:
            if item_id not in self._slugs:
                self._keep(item_id, self.habit.stem(title))
            return self._slugs[item_id]

    def find_owner(self, slug: str) -> int | None:
        """The id of the item with that slug."""
        return self._owners.get(slug)

    def _keep(self, item_id: int, stem: str) -> None:
        self._counts[stem] += 1
        number = self._counts[stem]
        slug = f"{stem}-{number}" if number > 1 and self.habit.is_numbered else stem
        self._slugs[item_id] = slug
        self._owners.setdefault(slug, item_id)
