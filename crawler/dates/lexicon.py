"""What single tokens say: a word or number becomes *pieces*, by the tables and by rules for what is glued.

A token is remembered with its pieces, as a dictionary would have it; texts are not.
"""

from __future__ import annotations

import re

from crawler.dates import names, words
from crawler.dates.folding import fold
from crawler.dates.numbers import Part, read_number, read_offset

LATIN = "A-Za-zÀ-ÖØ-öø-ʯ"
#: A text with any other letter is folded before it is parted into tokens; all others, in their tokens.
ODD = re.compile(rf"[^\n -~{LATIN}،؛؟«»“”’…°\u0621-\u063a\u0641-\u064a\u0671-\u06d3\u2d30-\u2d6f]")
#: Words first, then numbers (dates, clocks and ordinals before plain runs), zones, signs of numbers, marks.
LEXEME = (
    r"(?:غرينتش|غرينيتش)[+-]\d{1,2}(?::?\d\d)?(?!\d)"
    r"|[\u0621-\u063a\u0641-\u064a\u0671-\u06d3]++"
    r"|\d{1,4}(?= [^-/Ee]|$)"
    r"|(?=\d)(?:"
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(?::\d\d)?(?:[.,،]\d{1,9})?(?:[Zz]|[+-]\d\d:?\d\d)?(?!\d)"
    rf"|\d{{1,2}}(?:[Hh](?:\d\d(?!\d))?(?![{LATIN}\d])|(?i:er|st|nd|rd|th|[eéè]me)(?![{LATIN}])"
    r"|\s/\s?\d{1,2}\s?/\s?\d{4}(?![\d/])|/\s\d{1,2}\s?/\s?\d{4}(?![\d/])|\s-\s\d{1,2}\s-\s\d{4}(?![\d-]))"
    rf"|1 (?i:er)(?![{LATIN}])"
    r"|\d{1,3}(?:[,،.٬]\d{3}){1,9}(?![\d,،.٬])"
    r"|\d+(?:[-/.:]\d+)*(?:[.,،]\d+)?(?!\d)|\d+)"
    r"|(?=[+GgUuNn])(?:\+\d\d:?\d\d(?!\d)|(?i:gmt|utc)[+-]\d{1,2}(?::?\d\d)?(?!\d)"
    rf"|[Nn] ?°(?: ?[Ss](?![{LATIN}]))?)"
    rf"|[{LATIN}]++['’.]?"
    r"|[\u2d30-\u2d6f]++"
    r"|\s+"
    r"|."
)
#: A token and the spaces after it, but not a blank line, which parts what stands around it.
LEXER = re.compile(rf"(?:{LEXEME}) *+(?:\n(?! *\n) *)?+", re.DOTALL | re.ASCII)

#: Marks that the grammar tells apart; every other one is `;`.
MARKS = {mark: mark for mark in ",/-.:()@|"} | {
    "°": ":", "º": ":", "=": ":", "[": "(", "]": ")", "&": "c", "+": "x", "•": "|", "·": "|",
}  # fmt: skip
CLITICS = "بلفك"  #: prepositions written as one with the word after them

Options = tuple[tuple[tuple[str, ...], str, int], ...]  #: continuations of a phrase, longest first
Piece = tuple[
    str, int, int, int, str
]  #: sign, value, length, length with the spaces after it, the folded word
UNKNOWN = ("x", 0)


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
                tokens = LEXER.findall(fold(spelling))
                parts = tuple(token.rstrip(" .") for token in tokens)
                known = found.setdefault(parts, (sign, value))
                if sign == "j" and known[0] != "j":  # يوم, heure, mois: a lead or unit word, and a unit too
                    found[parts] = (known[0], value)
    return [(parts, sign, value) for parts, (sign, value) in found.items()]


def _list_phrases() -> dict[tuple[str, str], Options]:
    """The phrases of several words by their first two words."""
    phrases: dict[tuple[str, str], Options] = {}
    for (first, *rest), sign, value in sorted(SPELLINGS, key=lambda one: -len(one[0])):
        if rest:
            pair = (first, rest[0])
            phrases[pair] = (*phrases.get(pair, ()), (tuple(rest), sign, value))
    return phrases


SPELLINGS = _spellings()
SINGLE = {parts[0]: (sign, value) for parts, sign, value in SPELLINGS if len(parts) == 1}
PHRASES = _list_phrases()
FIRST_WORDS = frozenset(first for first, _ in PHRASES)
AMBIGUOUS = "mar"  #: mardi or March, told by what follows: its sign is `r` until then
#: Names that an unknown word may end in, told by what follows: its sign is `X` until then.
NAMES = {
    kind: tuple(word for word, (sign, _) in SINGLE.items() if sign == kind and len(word) > 2) for kind in "mA"
}
ENDINGS = NAMES["m"] + NAMES["A"]
LONG_MONTHS = tuple(
    word
    for word, (sign, _) in SINGLE.items()
    if sign == "m" and len(word) >= 5 and "\u0621" <= word[0] <= "\u064a"
)
GLUED_AFTER = re.compile(rf"(.+?)({'|'.join(LONG_MONTHS)})$")
GLUED_BEFORE = re.compile(rf"({'|'.join(sorted(LONG_MONTHS, key=len, reverse=True))})(.{{3,}})$")
LONGEST_TOKEN = 80  #: letters; a longer one is not remembered, and no word of a date
LONGEST_WORD = 40  #: letters; no date is glued into a longer one
MOST_TOKENS = 50_000  #: remembered at once


class _Pieces(dict[str, tuple[Piece, ...]]):
    """The pieces of a token with the spaces after it, learned as tokens are met."""

    def __missing__(self, token: str) -> tuple[Piece, ...]:
        if len(token) > LONGEST_TOKEN:
            return (_read_long(token),)
        if len(self) >= MOST_TOKENS:
            self.clear()
        self[token] = pieces = _read_pieces(token)
        return pieces


PIECES = _Pieces()


def _read_pieces(token: str) -> tuple[Piece, ...]:
    bare = fold(token.rstrip() or token)
    if not bare:  # a vowel sign that was one letter with a space
        return ((";", 0, len(token), len(token), ""),)
    *before, (sign, value, length) = _read_token(bare)
    pieces, word = [], bare.rstrip(".")
    for part in before:
        pieces.append((*part, part[2], word))
        word = word[part[2] :]
    return (*pieces, (sign, value, length, length + len(token) - len(bare), _spell_out(word)))


def _spell_out(word: str) -> str:
    """The word itself, or the one with which a phrase begins after لِـ: `للثاني` is الثاني."""
    if word.startswith("لل"):
        known = next((one for one in ("ال" + word[2:], word[2:]) if _read_word(one)), word)
        return known if known in FIRST_WORDS else word
    return word


def _read_long(token: str) -> Piece:
    """A piece of a word, number or gap that is too long for a date; a short word before a gap counts."""
    bare = token.rstrip()
    if not 0 < len(bare) <= LONGEST_TOKEN:
        sign = "b" if token[0].isdecimal() else "x" if bare else ";"
        return (sign, 0, len(bare), len(token), "")
    pieces = PIECES[bare]
    if len(pieces) > 1:
        return ("x", 0, len(bare), len(token), "")
    sign, value, length, _, word = pieces[0]
    return (sign, value, length, len(token), word)


def _read_token(token: str) -> tuple[Part, ...]:
    first = token[0]
    if first.isdecimal():
        return read_number(token)
    if (first == "+" and len(token) > 1) or token[-1].isdecimal():
        return (("Z", read_offset(token), len(token)),)
    if not first.isalpha():
        return ((MARKS.get(token, ";"), 0, len(token)),)
    known = (_read_word(token) or _read_glued(token)) if len(token) <= LONGEST_WORD else ()
    return known or (("X" if token.endswith(ENDINGS) else "x", 0, len(token)),)


def _read_word(token: str) -> tuple[Part, ...]:
    if token[0] == "n" and token[-1] in "°ºs" and not token.isalpha():
        return (("N", 0, len(token)),)
    word = token.rstrip(".")
    if word in FIRST_WORDS:
        return ((*SINGLE.get(word, UNKNOWN), len(token)),)
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
    if token.endswith(LONG_MONTHS) and (found := GLUED_AFTER.match(token)):
        return (("x", 0, len(found[1])), *_read_word(found[2]))
    if token.startswith(LONG_MONTHS) and (found := GLUED_BEFORE.match(token)):
        return (*_read_word(found[1]), *(_read_word(found[2]) or (("x", 0, len(found[2])),)))
    return ()


def _learn_tables() -> None:
    """Put the words of the tables, the days and the years of portals where tokens are looked up."""
    numbers = (
        [str(day) for day in range(1, 32)]
        + [f"{day:02}" for day in range(10)]
        + [str(year) for year in range(1995, 2035)]
    )
    for token in (*SINGLE, *FIRST_WORDS, *numbers):
        for gap in ("", " "):
            PIECES[token + gap]  # (looking up is learning)


_learn_tables()
