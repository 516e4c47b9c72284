"""Whether the text that came out of a PDF file is what its readers see (pure)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from crawler.attachments.order import Ordered, settle_order

_ARABIC_WORD = re.compile("[\u0621-\u064a]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_FOREIGN_LATIN = re.compile(r"[À-ɏ]")
_NAMELESS = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]|\\(cid:\\d+\\)|/g\\d+\\b")
_MOST_NAMELESS = 0.05  # of the characters
_MOST_ALONE = 0.4  # of the Arabic words: letters that stand alone
_MOST_FOREIGN = 0.4  # of the Latin letters: those with marks; French has about one in twenty
_FEWEST_LETTERS = 0.4  # of what is no space; tables of figures have more of these than of letters
_JUDGED_FROM = 40  # characters
_FEWEST_ON_PAGE = 12  # letters on a page, on average; fewer are page numbers and stamps


def settle_text(text: str, marks: Mapping[str, str]) -> Ordered:
    """The text as it is read, tidy; with the reason why it is not to be trusted, if there is one."""
    nameless = _find_nameless("".join(one for one in text if one not in marks))
    ordered = settle_order(text, marks)
    tidy = tidy_text(ordered.text)
    return Ordered(tidy, nameless or _find_apart(tidy) or ordered.doubt or _find_noise(tidy))


def has_text(text: str, pages: int) -> bool:
    """Whether there is more on the pages than their numbers."""
    return sum(map(str.isalpha, text)) >= _FEWEST_ON_PAGE * max(pages, 1)


def tidy_text(text: str) -> str:
    """The text without needless space: one blank line between paragraphs, no control characters."""
    plain = unicodedata.normalize("NFKC", text).replace("\u00ad", "")
    plain = "".join(one for one in plain if one in "\n\t" or unicodedata.category(one)[0] != "C")
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in plain.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _find_nameless(text: str) -> str | None:
    solid = len("".join(text.split()))
    if len(_NAMELESS.findall(text)) > _MOST_NAMELESS * solid:
        return "its letters have no meaning outside its own font"
    return None


def _find_apart(text: str) -> str | None:
    words = _ARABIC_WORD.findall(text)
    alone = sum(1 for word in words if len(word) == 1 and word != "و")
    if len(words) > 10 and alone > _MOST_ALONE * len(words):
        return "its letters stand apart: where one word ends cannot be told"
    return None


def _find_noise(text: str) -> str | None:
    solid = "".join(text.split())
    latin = _LATIN.findall(text)
    if len(solid) < _JUDGED_FROM:
        return None
    if len(latin) > len(solid) / 2 and len(_FOREIGN_LATIN.findall(text)) > _MOST_FOREIGN * len(latin):
        return "its letters are another alphabet's: the file names them wrongly"
    if sum(map(str.isalnum, solid)) < _FEWEST_LETTERS * len(solid):
        return "more signs than letters came out of it"
    return None
