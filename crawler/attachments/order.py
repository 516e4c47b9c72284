"""The order of Arabic letters in the text of a PDF file, which may be that in which they are seen (pure).

A line that runs the wrong way is told by words that are read one way only: no Arabic word begins with ة or ى,
many end with them; many begin with the article ال, few end with what it is when it is turned round.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_LETTER = "\u0621-\u063a\u0641-\u064a\u0671-\u06d3"
_WORD = re.compile(f"[{_LETTER}\u064b-\u0652\u0640]+")
_MARKS = re.compile("[\u064b-\u0652\u0640]")
_FORWARD_START = re.compile("(?:[وف]?[بك]?ال|[وف]?لل)..")
_ENDING = ("ة", "ى")
_TURNED_END = "لا"
#: Written from left to right within a line that is not: words of other letters, and numbers.
_OTHER = re.compile(
    r"[A-Za-zÀ-ɏ0-9٠-٩][A-Za-zÀ-ɏ0-9٠-٩'’&@._/:,%°+-]*"
    r"(?: +[°A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’&@._/:-]*)*(?<=[A-Za-zÀ-ɏ0-9٠-٩%°])"
)
_BRACKETS = str.maketrans("()[]{}«»<>", ")(][}{»«><")
_FEWEST_SIGNS = 2  # words that prove a way, where nothing speaks for the other
_MOST_CONTRARY = 0.15  # of the telling words: those that read the other way in a text that reads right
_FEWEST_TELLING = 0.05  # of the words: fewer are no Arabic that anybody writes
_TELLING_OF = 20  # words from which that can be told


@dataclass(frozen=True, slots=True)
class Ordered:
    """A text whose lines were put right where that was needed, and why it cannot be trusted, if so."""

    text: str
    doubt: str | None


@dataclass(frozen=True, slots=True)
class _Signs:
    """How many words read right as the line stands, and how many only when it is turned round."""

    forward: int
    backward: int

    def __add__(self, other: _Signs) -> _Signs:
        return _Signs(self.forward + other.forward, self.backward + other.backward)


def settle_order(text: str, marks: Mapping[str, str] | None = None) -> Ordered:
    """The text in the order in which it is read; `marks` are characters that stand for several letters."""
    marks = marks or {}
    lines = text.splitlines()
    signs = [_read_signs(_spell(line, marks)) for line in lines]
    whole = sum(signs, _Signs(0, 0))
    is_turned = _is_proved(whole.backward, whole.forward)
    settled = [
        _turn(line, marks) if _is_backward(one, default=is_turned) else _spell(line, marks)
        for line, one in zip(lines, signs, strict=True)
    ]
    return Ordered("\n".join(settled), _find_doubt(settled))


def _spell(line: str, marks: Mapping[str, str]) -> str:
    """The line with the letters that its marks stand for, in their usual forms."""
    return unicodedata.normalize("NFKC", "".join(marks.get(one, one) for one in line))


def _turn(line: str, marks: Mapping[str, str]) -> str:
    """A line that stands as it is seen from left to right, as it is read."""
    clusters = re.findall(r".[\u064b-\u0652\u0670]*", line, re.DOTALL)  # a vowel stays with its letter
    turned = _spell("".join(reversed(clusters)), marks)
    turned = _OTHER.sub(lambda other: other[0][::-1], turned)
    first = next((one for one in turned if one in "()[]«»"), "")
    return turned.translate(_BRACKETS) if first in (")", "]", "»") else turned


def _read_signs(line: str) -> _Signs:
    words = [_MARKS.sub("", word) for word in _WORD.findall(line)]
    forward = sum(1 for word in words if len(word) > 1 and _reads_forward(word))
    backward = sum(1 for word in words if len(word) > 1 and _reads_backward(word))
    return _Signs(forward, backward)


def _reads_forward(word: str) -> bool:
    return not _reads_backward(word) and (word.endswith(_ENDING) or bool(_FORWARD_START.match(word)))


def _reads_backward(word: str) -> bool:
    return word.startswith(_ENDING) or (
        len(word) > 3
        and word.endswith((_TURNED_END, f"{_TURNED_END}و", f"{_TURNED_END}ب", f"{_TURNED_END}بو"))
        and not word.startswith("ال")
    )


def _is_proved(signs: int, contrary: int) -> bool:
    return signs >= _FEWEST_SIGNS and contrary <= _MOST_CONTRARY * (signs + contrary)


def _is_backward(signs: _Signs, *, default: bool) -> bool:
    """What the line itself proves; else as most of the text."""
    if _is_proved(signs.backward, signs.forward):
        return True
    return default and not _is_proved(signs.forward, signs.backward)


def _find_doubt(lines: Sequence[str]) -> str | None:
    """Why Arabic lines do not read as Arabic, if they do not."""
    words = sum(1 for line in lines for word in _WORD.findall(line) if len(word) > 1)
    signs = sum(map(_read_signs, lines), _Signs(0, 0))
    told = signs.forward + signs.backward
    if not words:
        return None
    if signs.backward > _MOST_CONTRARY * told:
        return "unreadable order: some of its Arabic runs the wrong way, and no rule tells which"
    if words >= _TELLING_OF and told < _FEWEST_TELLING * words:
        return "its Arabic letters make no words: the file names them wrongly"
    if not told:
        return "unreadable order: there is too little Arabic to tell which way it runs"
    return None
