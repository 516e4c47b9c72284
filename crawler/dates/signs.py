"""A text becomes a row of signs, one letter for each word, number and mark: the grammar reads the row.

`يومه الخميس 26 أكتوبر 2023` is `pwnmy`. What no table knows is `x`. Every pass over the text is linear.
"""

from __future__ import annotations

import re
from itertools import accumulate
from operator import itemgetter

from crawler.dates.folding import FoldedText, fold
from crawler.dates.lexicon import LEXER, OPENER, PHRASES, PIECES, SINGLE, Options, Piece

ANY_SPACE = re.compile(r"\s")
SLUG_MARK = re.compile(r"(?<=[^\W\d])[-_]|[-_](?=[^\W\d])")
ADVANCE = itemgetter(3)
UNKNOWN = ("x", 0)
MARDI = re.compile(r"r(?=[,.]?p?[no][-f/]?[mr])")
#: An unknown word before a day and a year, or before a count of time; and the names it may end in there.
GLUED_END = re.compile(r"x(?=(?P<day>n,?y)|[nka]?[jpShsu])")
ENDING = {
    kind: re.compile(
        rf"(.+?)({'|'.join(word for word, (sign, _) in SINGLE.items() if sign == kind and len(word) > 2)})$"
    )
    for kind in "mA"
}


class SignRow:
    """The signs of a text, and for each its value and its place in the folded text."""

    __slots__ = ("_starts", "folded", "pieces", "signs", "values")

    def __init__(self, folded: FoldedText, signs: str, pieces: list[Piece]) -> None:
        self.folded, self.signs, self.pieces = folded, signs, pieces
        self.values = [piece[1] for piece in pieces]
        self._starts: list[int] | None = None

    @property
    def starts(self) -> list[int]:
        """Where each sign begins in the folded text."""
        if self._starts is None:
            self._starts = list(accumulate(map(ADVANCE, self.pieces), initial=0))
        return self._starts

    def find_span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets in the original text of the signs from `first` to `last` (exclusive)."""
        starts = self.starts
        return self.folded.find_span(starts[first], starts[last - 1] + self.pieces[last - 1][2])

    def is_adjacent(self, place: int) -> bool:
        """Whether nothing stands between the sign at `place` and the one before it."""
        if not 0 < place < len(self.pieces):
            return False
        _, _, length, advance, _ = self.pieces[place - 1]
        return length == advance


def find_signs(text: str) -> SignRow:
    """The row of signs of a text."""
    folded = fold(text)
    plain = folded.text
    if plain.count("-") > 2:
        plain = _part_slug(plain)
    pieces = [piece for token in LEXER.findall(plain) for piece in PIECES[token]]
    signs = "".join([piece[0] for piece in pieces])
    if OPENER in signs:
        _join_phrases(pieces, signs)
        signs = "".join([piece[0] for piece in pieces])
    if "x" in signs and GLUED_END.search(signs):
        pieces = _part_glued(text, folded, pieces, signs)
        signs = "".join([piece[0] for piece in pieces])
    if "r" in signs:
        signs = _tell_mardi(pieces, signs)
    return SignRow(folded, signs, pieces)


def _part_slug(text: str) -> str:
    """The words of an address apart: `session-du-07-novembre-2025`."""
    return text if ANY_SPACE.search(text) else SLUG_MARK.sub(" ", text)


def _join_phrases(pieces: list[Piece], signs: str) -> None:
    """Make one piece of each phrase of several words, the longest that fits."""
    place = signs.find(OPENER)
    while place >= 0:
        _, _, length, advance, word = pieces[place]
        second = pieces[place + 1][4] if place + 1 < len(pieces) else ""
        options = PHRASES[word].get(second)
        if options and (found := _find_phrase(pieces, place, options)):
            phrase, after = found
            pieces[place:after] = [phrase]
            signs = f"{signs[:place]} {signs[after:]}"
        else:
            pieces[place] = (*SINGLE.get(word, UNKNOWN), length, advance, word)
        place = signs.find(OPENER, place + 1)


def _find_phrase(pieces: list[Piece], place: int, options: Options) -> tuple[Piece, int] | None:
    """The phrase that begins at `place`, and the place after it."""
    for rest, sign, value in options:
        after = place + 1 + len(rest)
        if tuple([piece[4] for piece in pieces[place + 1 : after]]) == rest:
            whole = sum([piece[3] for piece in pieces[place:after]])
            length = whole - pieces[after - 1][3] + pieces[after - 1][2]
            return (sign, value, length, whole, pieces[place][4]), after
    return None


def _part_glued(text: str, folded: FoldedText, pieces: list[Piece], signs: str) -> list[Piece]:
    """The end of a word is of the date: `جهاتماي 19, 2016`, `ActualitésJuin 14, 2020`, `هيئةمنذ 3 ساعات`."""
    starts = list(accumulate(map(ADVANCE, pieces), initial=0))
    parted: list[Piece] = []
    done = 0
    for found in GLUED_END.finditer(signs):
        place = found.start()
        parted += pieces[done:place]
        parted += _part_word(text, folded, pieces[place], starts[place], "m" if found["day"] else "A")
        done = place + 1
    return parted + pieces[done:]


def _part_word(text: str, folded: FoldedText, piece: Piece, start: int, sign: str) -> tuple[Piece, ...]:
    """The pieces of a word that ends in one of that sign; where letters have case, the end has a capital."""
    _, _, length, advance, word = piece
    found = ENDING[sign].match(word)
    if not found or length != len(word):
        return (piece,)
    size = len(found[1])
    original = text[slice(*folded.find_span(start + size - 1, start + size + 1))]
    if "a" <= word[size] <= "z" and not (original[:1].islower() and original[-1:].isupper()):
        return (piece,)
    value = SINGLE[found[2]][1]
    return ("x", 0, size, size, found[1]), (sign, value, length - size, advance - size, found[2])


def _tell_mardi(pieces: list[Piece], signs: str) -> str:
    """The signs with `mar` before a day and a month as Tuesday, else as March."""
    for found in MARDI.finditer(signs):
        pieces[found.start()] = ("w", 1, *pieces[found.start()][2:])
    return MARDI.sub("w", signs).replace("r", "m")
