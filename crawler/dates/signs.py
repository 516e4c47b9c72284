"""A text becomes a row of signs, one letter for each word, number and mark: the grammar reads the row.

`يومه الخميس 26 أكتوبر 2023` is `pwnmy`. What no table knows is `x`. Every pass over the text is linear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from operator import itemgetter

from crawler.dates import names, words
from crawler.dates.folding import FoldedText, fold
from crawler.dates.numbers import Part, read_number, read_offset

LEXEME = (
    r"(?:\d{4}-\d\d-\d\dt\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?:z|[+-]\d\d:?\d\d)?(?!\d)"
    r"|\d{1,2}h(?:\d\d(?!\d))?(?![a-z\d])"
    r"|\d{1,2}(?:er|st|nd|rd|th|eme)(?![a-z])|1 er(?![a-z])"
    r"|\d{1,3}(?:[,.٬]\d{3})+(?![\d,.٬])"
    r"|\d{1,2}(?:\s/\s?|/\s)\d{1,2}\s?/\s?\d{4}(?![\d/])"
    r"|\d{1,2}\s-\s\d{1,2}\s-\s\d{4}(?![\d-])"
    r"|\d+(?:[-/.:]\d+)*(?:[.,]\d+)?(?!\d)|\d+"
    r"|\+\d\d:?\d\d(?!\d)|(?:gmt|utc|غرينتش|غرينيتش)[+-]\d{1,2}(?::?\d\d)?(?!\d)"
    r"|n ?[°º](?: ?s(?![a-z]))?"
    r"|[\u0621-\u063a\u0641-\u064a\u0671-\u06d3]+"
    r"|[a-zß-ʯ]+['.]?"
    r"|[\u2d30-\u2d6f]+"
    r"|\s+"
    r"|.)"
)
#: A token and the spaces after it, but not a blank line, which parts what stands around it.
LEXER = re.compile(LEXEME + r"(?: *\n(?! *\n) *| +)?", re.DOTALL)

BLANK_LINE = re.compile(r"\n\s*\n")
ANY_SPACE = re.compile(r"\s")
SLUG_MARK = re.compile(r"(?<=[^\W\d])[-_]|[-_](?=[^\W\d])")
#: Marks that the grammar tells apart; every other one is `;`.
MARKS = {mark: mark for mark in ",/-.:()@|"} | {
    "°": ":", "º": ":", "=": ":", "[": "(", "]": ")", "&": "c", "+": "x", "•": "|", "·": "|",
}  # fmt: skip
CLITICS = "بلفك"  #: prepositions written as one with the word after them

Piece = tuple[str, int, int, int, str]  #: sign, value, length, length with the spaces after it, the word
Options = tuple[tuple[tuple[str, ...], str, int], ...]  #: continuations of a phrase, longest first


@dataclass(slots=True)
class SignRow:
    """The signs of a text, and for each its value and its place in the folded text."""

    folded: FoldedText
    signs: str
    values: list[int]
    pieces: list[Piece]
    _starts: list[int] | None = None

    @property
    def starts(self) -> list[int]:
        """Where each sign begins in the folded text."""
        if self._starts is None:
            self._starts = list(accumulate(map(ADVANCE, self.pieces), initial=0))
        return self._starts

    def find_end(self, place: int) -> int:
        """Where the sign at `place` ends in the folded text, the spaces after it left out."""
        return self.starts[place] + self.pieces[place][2]

    def is_adjacent(self, place: int) -> bool:
        """Whether nothing stands between the sign at `place` and the one before it."""
        return 0 < place < len(self.pieces) and self.find_end(place - 1) == self.starts[place]


def _spellings() -> list[tuple[tuple[str, ...], str, int]]:
    tables: dict[str, dict[int, str]] = {
        "m": names.MONTHS,
        "i": names.HIJRI_MONTHS,
        "w": names.WEEKDAYS,
        "n": names.FIRST_DAY,
        "o": names.DAY_ORDINALS,
        "a": names.NUMERALS,
        **words.WORDS,
    }
    found: dict[tuple[str, ...], tuple[str, int]] = {}
    for sign, table in tables.items():
        for value, spellings in table.items():
            for spelling in spellings.split("|"):
                tokens = LEXER.findall(fold(spelling).text)
                parts = tuple(token.rstrip(" .") for token in tokens)
                known = found.setdefault(parts, (sign, value))
                if sign == "j" and known[0] != "j":  # يوم, heure, mois: a lead or unit word, and a unit too
                    found[parts] = (known[0], value)
    return [(parts, sign, value) for parts, (sign, value) in found.items()]


def _dictionary() -> tuple[dict[str, tuple[str, int]], dict[str, Options]]:
    single: dict[str, tuple[str, int]] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], str, int]]] = {}
    for parts, sign, value in _spellings():
        if len(parts) == 1:
            single[parts[0]] = (sign, value)
        else:
            phrases.setdefault(parts[0], []).append((parts[1:], sign, value))
    return single, {first: tuple(sorted(rest, key=lambda o: -len(o[0]))) for first, rest in phrases.items()}


SINGLE, PHRASES = _dictionary()
AMBIGUOUS = "mar"  #: mardi or March, told by what follows
LONG_MONTHS = sorted(
    (
        word
        for word, (sign, _) in SINGLE.items()
        if sign == "m" and len(word) >= 5 and "\u0621" <= word[0] <= "\u064a"
    ),
    key=len,
    reverse=True,
)
GLUED_AFTER = re.compile(rf"(.+?)({'|'.join(LONG_MONTHS)})$")
GLUED_BEFORE = re.compile(rf"({'|'.join(LONG_MONTHS)})(.{{3,}})$")
#: What a word may end in if a day and year, or a count of time, follow it: a month's name, or `منذ`.
ENDING = {
    kind: re.compile(
        rf"(.+?)({'|'.join(word for word, (sign, _) in SINGLE.items() if sign == kind and len(word) > 2)})$"
    )
    for kind in "mA"
}
ADVANCE = itemgetter(3)
LONGEST_TOKEN = 80  #: letters; a longer one is not remembered, and no word of a date
LONGEST_WORD = 40  #: letters; no date is glued into a longer one


@lru_cache(maxsize=50_000)
def _look_up(token: str) -> tuple[Piece, ...]:
    """The pieces of one token with the spaces after it; a sign `~` says that a phrase may begin here."""
    bare = token.rstrip() or token
    parts = _read_token(bare)
    word = bare.rstrip(".")
    pieces = [(sign, value, length, length, word) for sign, value, length in parts]
    sign, value, length, _, _ = pieces[-1]
    word = word[sum(piece[2] for piece in pieces[:-1]) :]
    pieces[-1] = (sign, value, length, length + len(token) - len(bare), word)
    return tuple(pieces)


def _read_long(token: str) -> Piece:
    """A piece of a word, number or gap that is too long for a date; a short word before a gap counts."""
    bare = token.rstrip()
    if not 0 < len(bare) <= LONGEST_TOKEN:
        return ("b" if token[0].isdigit() else "x" if bare else ";", 0, len(bare), len(token), "")
    pieces = _look_up(bare)
    if len(pieces) > 1:
        return ("x", 0, len(bare), len(token), "")
    sign, value, length, _, word = pieces[0]
    return (sign, value, length, len(token), word)


def _read_token(token: str) -> tuple[Part, ...]:
    first = token[0]
    if first.isdigit():
        return read_number(token)
    if (first == "+" and len(token) > 1) or token[-1].isdigit():
        return (("Z", read_offset(token), len(token)),)
    if not first.isalpha():
        return ((MARKS.get(token, ";"), 0, len(token)),)
    known = (_read_word(token) or _read_glued(token)) if len(token) <= LONGEST_WORD else ()
    return known or (("x", 0, len(token)),)


def _read_word(token: str) -> tuple[Part, ...]:
    if token[0] == "n" and token[-1] in "°ºs" and not token.isalpha():
        return (("N", 0, len(token)),)
    word = token.rstrip(".")
    if word in PHRASES:
        return (("~", 0, len(token)),)
    known = SINGLE.get(word) or SINGLE.get(word.replace("ⴻ", ""))
    if known:
        return ((known[0] if word != AMBIGUOUS else "r", known[1], len(token)),)
    return _read_clitics(token) if "\u0621" <= word[0] <= "\u064a" and len(word) > 2 else ()


def _read_clitics(token: str) -> tuple[Part, ...]:
    """`والجمعة` is and + Friday; `لشتنبر` is for + September."""
    rest = token[1:]
    if token[0] == "و" and (parts := _read_word(rest)):
        return (("c", 0, 1), *parts)
    if token.startswith("لل"):
        return _prefixed(_read_word("ال" + token[2:]) or _read_word(token[2:]), len(token))
    if token[0] in CLITICS and (parts := _read_word(rest)):
        return (("p", 0, 1), *parts)
    return ()


def _prefixed(parts: tuple[Part, ...], length: int) -> tuple[Part, ...]:
    return ((parts[0][0], parts[0][1], length),) if len(parts) == 1 else ()


def _read_glued(token: str) -> tuple[Part, ...]:
    """A month written as one with its neighbour: `سياسيةشتنبر`, `أكتوبرالجاري`."""
    if len(token) < 8:
        return ()
    if found := GLUED_AFTER.match(token):
        return (("x", 0, len(found[1])), *_read_word(found[2]))
    if found := GLUED_BEFORE.match(token):
        return (*_read_word(found[1]), *(_read_word(found[2]) or (("x", 0, len(found[2])),)))
    return ()


def find_signs(text: str) -> SignRow:
    """The row of signs of a text."""
    folded = fold(text)
    pieces: list[Piece] = []
    for token in LEXER.findall(_part_slug(folded.text)):
        pieces += _look_up(token) if len(token) <= LONGEST_TOKEN else (_read_long(token),)
    signs = "".join([piece[0] for piece in pieces])
    if "~" in signs:
        pieces = _join_phrases(pieces, signs)
        signs = "".join([piece[0] for piece in pieces])
    if GLUED_END.search(signs):
        pieces = _part_glued(text, folded, pieces, signs)
        signs = "".join([piece[0] for piece in pieces])
    values = [piece[1] for piece in pieces]
    return SignRow(folded, _tell_mardi(signs, values) if "r" in signs else signs, values, pieces)


def _part_slug(text: str) -> str:
    """The words of an address apart: `session-du-07-novembre-2025`."""
    return SLUG_MARK.sub(" ", text) if text.count("-") > 2 and not ANY_SPACE.search(text) else text


def _join_phrases(pieces: list[Piece], signs: str) -> list[Piece]:
    """The pieces with each phrase of several words made one, the longest that fits."""
    joined: list[Piece] = []
    done, place = 0, signs.find("~")
    while place >= 0:
        joined += pieces[done:place]
        piece, done = _read_phrase(pieces, place)
        joined.append(piece)
        place = signs.find("~", done)
    return joined + pieces[done:]


def _read_phrase(pieces: list[Piece], place: int) -> tuple[Piece, int]:
    """The phrase that begins at `place`, or its first word alone; and the place after it."""
    _, _, length, advance, word = pieces[place]
    first = word if word in PHRASES else "ال" + word[2:]
    for rest, sign, value in PHRASES[first]:
        after = place + 1 + len(rest)
        if tuple([piece[4] for piece in pieces[place + 1 : after]]) == rest:
            whole = sum(piece[3] for piece in pieces[place:after])
            return (sign, value, whole - pieces[after - 1][3] + pieces[after - 1][2], whole, word), after
    sign, value = SINGLE.get(first, ("x", 0))
    return (sign, value, length, advance, word), place + 1


GLUED_END = re.compile(r"x(?=(?P<day>n,?y)|[nka]?[jpShsu])")


def _part_glued(text: str, folded: FoldedText, pieces: list[Piece], signs: str) -> list[Piece]:
    """`جهاتماي 19, 2016`, `ActualitésJuin 14, 2020`, `التحريرمنذ 3 ساعات`: a word's end is of the date."""
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


MARDI = re.compile(r"r(?=[,.]?p?[no][-f/]?[mr])")


def _tell_mardi(signs: str, values: list[int]) -> str:
    """`mar` before a day and a month is Tuesday (1), else March (3)."""
    for found in MARDI.finditer(signs):
        values[found.start()] = 1
    return MARDI.sub("w", signs).replace("r", "m")
