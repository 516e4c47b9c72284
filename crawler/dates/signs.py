"""A text becomes a row of signs, one letter for each word, number and mark: the grammar reads the row.

`يومه الخميس 26 أكتوبر 2023` is `pwnmy`. What no table knows is `x`. Every pass over the text is linear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from crawler.dates import names, words
from crawler.dates.folding import FoldedText, fold
from crawler.dates.numbers import Piece, read_number, read_offset

LEXER = re.compile(
    r"\d{4}-\d\d-\d\dt\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?:z|[+-]\d\d:?\d\d)?(?!\d)"
    r"|\d{1,2}h(?:\d\d(?!\d))?(?![a-z\d])"
    r"|\d{1,2}(?:er|st|nd|rd|th|eme)(?![a-z])"
    r"|\d{1,3}(?:[,.٬]\d{3})+(?![\d,.٬])"
    r"|\d{1,2}(?:\s/\s?|/\s)\d{1,2}\s?/\s?\d{4}(?![\d/])"
    r"|\d{1,2}\s-\s\d{1,2}\s-\s\d{4}(?![\d-])"
    r"|\d+(?:[-/.:]\d+)*(?:[.,]\d+)?(?!\d)|\d+"
    r"|\+\d\d:?\d\d(?!\d)"
    r"|n\s?[°º](?:\s?s)?"
    r"|[\u0621-\u063a\u0641-\u064a\u0671-\u06d3]+"
    r"|[a-zß-ʯ]+['.]?"
    r"|[\u2d30-\u2d6f]+"
    r"|\s+"
    r"|.",
    re.DOTALL,
)
BLANK_LINE = re.compile(r"\n\s*\n")
ANY_SPACE = re.compile(r"\s")
SLUG_MARK = re.compile(r"(?<=[^\W\d])[-_]|[-_](?=[^\W\d])")
MARKS = {",": ",", "/": "/", "-": "-", ".": ".", ":": ":", "(": "(", ")": ")", "@": "@", "|": "-", "°": ":",
         "º": ":", "[": "(", "]": ")", "&": "c", "+": "x", "•": "-", "·": "-", "*": ";"}  # fmt: skip
CLITICS = "بلفك"  #: prepositions written as one with the word after them

Options = tuple[tuple[tuple[str, ...], str, int], ...]  #: continuations of a phrase, longest first


@dataclass(frozen=True, slots=True)
class SignRow:
    """The signs of a text, and for each its value and its place in the folded text."""

    folded: FoldedText
    signs: str
    values: list[int]
    starts: list[int]
    ends: list[int]


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
                parts = tuple(token.rstrip(".") for token in tokens if not token.isspace())
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


@lru_cache(maxsize=50_000)
def _look_up(token: str) -> tuple[Piece, ...]:
    """The pieces of one token; a sign `~` says that a phrase may begin here."""
    first = token[0]
    if first.isdigit():
        return read_number(token)
    if first.isspace():
        return ((";", 0, len(token)),) if BLANK_LINE.search(token) else (("", 0, len(token)),)
    if first == "+" and len(token) > 1:
        return (("Z", read_offset(token), len(token)),)
    if not first.isalpha():
        return ((MARKS.get(token, ";"), 0, len(token)),)
    return _read_word(token) or _read_glued(token) or (("x", 0, len(token)),)


def _read_word(token: str) -> tuple[Piece, ...]:
    if token[0] == "n" and token[-1] in "°ºs" and not token.isalpha():
        return (("N", 0, len(token)),)
    word = token.rstrip(".")
    if word in PHRASES:
        return (("~", 0, len(token)),)
    known = SINGLE.get(word) or SINGLE.get(word.replace("ⴻ", ""))
    if known:
        return ((known[0] if word != AMBIGUOUS else "r", known[1], len(token)),)
    return _read_clitics(token) if "\u0621" <= word[0] <= "\u064a" and len(word) > 2 else ()


def _read_clitics(token: str) -> tuple[Piece, ...]:
    """`والجمعة` is and + Friday; `لشتنبر` is for + September."""
    rest = token[1:]
    if token[0] == "و" and (pieces := _read_word(rest)):
        return (("c", 0, 1), *pieces)
    if token.startswith("لل"):
        return _prefixed(_read_word("ال" + token[2:]) or _read_word(token[2:]), len(token))
    if token[0] in CLITICS and (pieces := _read_word(rest)):
        return (("p", 0, 1), *pieces)
    return ()


def _prefixed(pieces: tuple[Piece, ...], length: int) -> tuple[Piece, ...]:
    return ((pieces[0][0], pieces[0][1], length),) if len(pieces) == 1 else ()


def _read_glued(token: str) -> tuple[Piece, ...]:
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
    tokens = LEXER.findall(_part_slug(folded.text))
    signs: list[str] = []
    row = SignRow(folded, "", [], [], [])
    place = index = 0
    while index < len(tokens):
        token = tokens[index]
        index += 1
        for sign, value, length in _look_up(token):
            if sign == "~":
                index, sign, value, length = _read_phrase(tokens, index, length)  # noqa: PLW2901
            if sign:
                signs.append(sign)
                row.values.append(value)
                row.starts.append(place)
                row.ends.append(place + length)
            place += length
    return _tell_mardi(row, "".join(signs))


def _part_slug(text: str) -> str:
    """The words of an address apart: `session-du-07-novembre-2025`."""
    return SLUG_MARK.sub(" ", text) if text.count("-") > 2 and not ANY_SPACE.search(text) else text


def _read_phrase(tokens: list[str], index: int, length: int) -> tuple[int, str, int, int]:
    """The longest phrase that begins with the token before `index`: next index, sign, value, length."""
    first = tokens[index - 1].rstrip(".")
    while first not in PHRASES:
        first = first[1:]
    for rest, sign, value in PHRASES[first]:
        if (after := _match_phrase(tokens, index, rest)) >= 0:
            return after, sign, value, length + sum(len(token) for token in tokens[index:after])
    sign, value = SINGLE.get(first, ("x", 0))
    return index, sign, value, length


def _match_phrase(tokens: list[str], index: int, rest: tuple[str, ...]) -> int:
    """The index after `rest` if it stands at `index` (spaces between do not count), else -1."""
    for word in rest:
        while index < len(tokens) and tokens[index].isspace():
            index += 1
        if index >= len(tokens) or tokens[index].rstrip(".") != word:
            return -1
        index += 1
    return index


MARDI = re.compile(r"r(?=[,.]?p?[no][-f/]?[mr])")


def _tell_mardi(row: SignRow, signs: str) -> SignRow:
    if "r" in signs:
        for found in MARDI.finditer(signs):
            row.values[found.start()] = 1
        signs = MARDI.sub("w", signs).replace("r", "m")
    return SignRow(row.folded, signs, row.values, row.starts, row.ends)
