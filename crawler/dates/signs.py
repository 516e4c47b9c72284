"""A text becomes a row of signs, one letter for each word, number and mark: the grammar reads the row.

`يومه الخميس 26 أكتوبر 2023` is `pwnmy`. What no table knows is `x`. Every pass over the text is linear.
"""

from __future__ import annotations

import re
from itertools import accumulate, pairwise

from crawler.dates.folding import fold, list_offsets
from crawler.dates.lexicon import LEXER, NAMES, ODD, PHRASES, PIECES, SINGLE, Piece

ANY_SPACE = re.compile(r"\s")
SLUG_MARK = re.compile(r"(?<=[^\W\d])[-_]|[-_](?=[^\W\d])")
NOTHING: tuple[tuple[()], ...] = ((),) * 5
MARDI = re.compile(r"r(?=[,.]?p?[no][-f/]?[mr])")
#: An unknown word before a day and a year, or before a count of time; and the names it may end in there.
BESIDE_NAME = re.compile(r"X(?=(?P<day>n,?y)|[nka]?[jpShsu])")
ENDING = {kind: re.compile(rf"(.+?)({'|'.join(names)})$") for kind, names in NAMES.items()}


class SignRow:
    """The signs of a text, and for each its value, its word and its place in the text."""

    values: tuple[int, ...]
    words: tuple[str, ...]
    _lengths: tuple[int, ...]
    _advances: tuple[int, ...]
    _starts: list[int] | None = None
    _offsets: list[int] | None = None

    def __init__(self, text: str, pieces: list[Piece], is_folded: bool) -> None:
        self.text, self.pieces, self._is_folded = text, pieces, is_folded
        signs, self.values, self._lengths, self._advances, self.words = (
            zip(*pieces) if pieces else NOTHING  # noqa: B905  (saying it costs as much again)
        )
        self.signs = "".join(signs)

    def find_span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets in the text of the signs from `first` to `last` (exclusive)."""
        starts = self._starts or self._list_starts()
        start, stop = starts[first], starts[last - 1] + self._lengths[last - 1]
        return self._trace(start, stop) if self._is_folded else (start, stop)

    def find_letters(self, place: int, start: int, stop: int) -> str:
        """Letters of the word at a place, as they were written."""
        begin = (self._starts or self._list_starts())[place]
        return self.text[slice(*self._trace(begin + start, begin + stop))]

    def _list_starts(self) -> list[int]:
        """Where each sign begins in the folded text."""
        self._starts = list(accumulate(self._advances, initial=0))
        return self._starts

    def _trace(self, start: int, stop: int) -> tuple[int, int]:
        """Offsets in the text of a part of the folded text."""
        if not self._is_folded:
            return start, stop
        offsets = self._offsets = self._offsets or list_offsets(self.text)
        return offsets[start], offsets[stop - 1] + 1

    def replace(self, pieces: list[Piece]) -> SignRow:
        """The row of the same text in other pieces."""
        return SignRow(self.text, pieces, self._is_folded)

    def is_adjacent(self, place: int) -> bool:
        """Whether nothing stands between the sign at `place` and the one before it."""
        return 0 < place < len(self.signs) and self._lengths[place - 1] == self._advances[place - 1]


def find_signs(text: str) -> SignRow:
    """The row of signs of a text."""
    is_odd = ODD.search(text) is not None
    plain = fold(text) if is_odd else text
    if plain.count("-") > 2:
        plain = _part_slug(plain)
    pieces = [piece for token in LEXER.findall(plain) for piece in PIECES[token]]
    row = SignRow(text, pieces, is_odd)
    if not PHRASES.keys().isdisjoint(pairwise(row.words)):
        row = _join_phrases(row)
    if "X" in row.signs:
        row = _part_glued(row)
    return _tell_mardi(row) if "r" in row.signs else row


def _part_slug(text: str) -> str:
    """The words of an address apart: `session-du-07-novembre-2025`."""
    return text if ANY_SPACE.search(text) else SLUG_MARK.sub(" ", text)


def _join_phrases(row: SignRow) -> SignRow:
    """The row with one piece for each phrase of several words, the longest that fits."""
    openers = [place for place, pair in enumerate(pairwise(row.words)) if pair in PHRASES]
    pieces: list[Piece] = []
    done = 0
    for place in openers:
        if place >= done and (found := _find_phrase(row, place)):
            pieces += [*row.pieces[done:place], found[0]]
            done = found[1]
    return row.replace(pieces + row.pieces[done:]) if done else row


def _find_phrase(row: SignRow, place: int) -> tuple[Piece, int] | None:
    """The phrase that begins at `place`, and the place after it."""
    for rest, sign, value in PHRASES[row.words[place], row.words[place + 1]]:
        after = place + 1 + len(rest)
        if row.words[place + 1 : after] == rest:
            whole = sum([piece[3] for piece in row.pieces[place:after]])
            _, _, length, advance, _ = row.pieces[after - 1]
            return (sign, value, whole - advance + length, whole, row.words[place]), after
    return None


def _part_glued(row: SignRow) -> SignRow:
    """The end of a word is of the date: `جهاتماي 19, 2016`, `ActualitésJuin 14, 2020`, `هيئةمنذ 3 ساعات`."""
    pieces: list[Piece] = []
    for place, piece in enumerate(row.pieces):
        pieces += _part_word(row, place) if piece[0] == "X" else (piece,)
    return row.replace(pieces)


def _part_word(row: SignRow, place: int) -> tuple[Piece, ...]:
    """The pieces of a word, two if it ends in the name that must stand there; a Latin one has a capital."""
    _, _, length, advance, word = row.pieces[place]
    whole = ("x", 0, length, advance, word)
    follows = BESIDE_NAME.match(row.signs, place)
    sign = "m" if follows and follows["day"] else "A"
    found = ENDING[sign].match(word) if follows else None
    if not found or length != len(word):
        return (whole,)
    size = len(found[1])
    original = row.find_letters(place, size - 1, size + 1)
    if "a" <= word[size] <= "z" and not (original[:1].islower() and original[-1:].isupper()):
        return (whole,)
    value = SINGLE[found[2]][1]
    return (
        ("x", 0, size, size, found[1]),
        (sign, value, length - size, advance - size, found[2]),
    )


def _tell_mardi(row: SignRow) -> SignRow:
    """The row with `mar` before a day and a month as Tuesday, else as March."""
    signs = MARDI.sub("w", row.signs).replace("r", "m")
    pieces = [
        (sign, 1 if sign == "w" and piece[0] == "r" else piece[1], *piece[2:])
        for sign, piece in zip(signs, row.pieces, strict=True)
    ]
    return row.replace(pieces)
