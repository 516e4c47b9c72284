"""What other words in the place of some are: a place, a name, the opposite, a spelling, or wording (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.changewords import BODIES, PERSONS, PLACES, REVERSALS, SMALL_WORDS, TOWNS
from monitor.tokens import Hunk, Token
from storage.model import ReasonSort
from text.folding import fold
from text.stemming import stem

_REACH = 3  # words between "street" and the part of its name that changed
_SHORTEST_TYPED = 5  # letters of a word in which one wrong letter is a slip of the pen
_ENDING = re.compile(r"(?:e?s|e)$")
_NEGATIONS = ("in", "im", "ir", "il", "de", "des", "non", "mal")
_REVERSALS = frozenset(_ENDING.sub("", word) if word.isascii() else word for word in REVERSALS)
_LATIN = re.compile(r"[A-Za-zÀ-ÿ]")
_ARABIC = re.compile(r"[\u0621-\u064a]")
_OF = ("de", "des", "du")  #: with which a name begins that is none of a person's: "salle des fêtes"
_NAMED = PLACES | TOWNS
_JOINED = "وفبكل"
_ARTICLES = ("ال", "وال", "بال", "لل", "كال", "فال")


def find_wording_sort(hunk: Hunk) -> ReasonSort:
    """The sort of a run of words that differ, whatever numbers and dates are in it."""
    words = [[token for token in side if token.is_word] for side in hunk.sides]
    if not any(words):
        return ReasonSort.PUNCTUATION
    if is_same_but_spelling(*([token.written for token in side] for side in words)):
        return ReasonSort.SPELLING
    if _has_other_reversals(words):
        return ReasonSort.REVERSAL
    if _is_place(hunk, words):
        return ReasonSort.PLACE
    if _is_name(hunk, words):
        return ReasonSort.NAME
    return ReasonSort.WORDING


def is_same_but_spelling(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether words are the same but for accents, hamza, capitals, spaces, or one letter of a long word."""
    if fold("".join(old)) == fold("".join(new)):
        return True
    return len(old) == len(new) and all(_is_typo(fold(a), fold(b)) for a, b in zip(old, new, strict=True))


def _is_typo(old: str, new: str) -> bool:
    """Whether one letter more, less, other, or two exchanged make one word of another."""
    if old == new:
        return True
    if (
        min(len(old), len(new)) < _SHORTEST_TYPED
        or any(map(str.isdigit, old + new))
        or abs(len(old) - len(new)) > 1
    ):
        return False
    head = next(
        (place for place, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
    rests = old[head:], new[head:]
    if len(old) == len(new):
        return rests[0][1:] == rests[1][1:] or (
            rests[0][:2] == rests[1][:2][::-1] and rests[0][2:] == rests[1][2:]
        )
    short, long = sorted(rests, key=len)
    return long[1:] == short


def _stems(tokens: Sequence[Token]) -> list[str]:
    return [stem(fold(part)) for token in tokens for part in token.written.split("'")]


def _has_other_reversals(words: Sequence[Sequence[Token]]) -> bool:
    old, new = ({_drop_ending(one) for one in _stems(side)} for side in words)
    return old & _REVERSALS != new & _REVERSALS or any(
        _is_negated(one, other) or _is_negated(other, one) for one in old - new for other in new - old
    )


def _drop_ending(word: str) -> str:
    """A French word without the ending of its number and gender."""
    return _ENDING.sub("", word) if word.isascii() else word


def _is_negated(word: str, other: str) -> bool:
    """Whether a French word is another one's opposite: recevable, irrecevable."""
    return len(word) >= _SHORTEST_TYPED and other in (f"{lead}{word}" for lead in _NEGATIONS)


def _is_place(hunk: Hunk, words: Sequence[Sequence[Token]]) -> bool:
    """Whether the words name a place, or go on with the name of one."""
    old, new = ({one for token in side for one in _list_bare(token) if one in _NAMED} for side in words)
    if old != new:
        return True
    return any(_goes_on(hunk, side, PLACES) for side in (0, 1)) and _could_be_names(words)


def _goes_on(hunk: Hunk, side: int, signs: frozenset[str]) -> bool:
    """Whether a sign such as "street" stands a few words before, and the name goes on up to here."""
    before = hunk.sentences[side][: hunk.places[side]]
    for token in before[::-1][: _REACH + 1]:
        if _is_sign(token, signs):
            return True
        if _is_small(token) or not (token.is_word or token.written in ".'-") or token.written.isdigit():
            return False
    return False


def _is_sign(token: Token, signs: frozenset[str]) -> bool:
    """Whether a word is such a sign; behind an Arabic one with its article only a person's name follows."""
    is_open = signs is PERSONS or not fold(token.written).startswith(_ARTICLES)
    return is_open and not signs.isdisjoint(_list_bare(token))


def _list_bare(token: Token) -> list[str]:
    """What a word may be without what is written joined before it: "بحي" is "in the quarter of"."""
    parts = fold(token.written).split("'")
    joined = [part[1:] for part in parts if part[:1] in _JOINED and len(part) > 2]
    return [*map(stem, parts), *parts, *joined]


def _could_be_names(words: Sequence[Sequence[Token]]) -> bool:
    return any(_is_name_like(token) for side in words for token in side) or any(
        side and fold(side[0].written) in _OF for side in words
    )


def _is_name_like(token: Token) -> bool:
    """Whether a word may be a name: with a capital where there are capitals."""
    written = token.written.rpartition("'")[2]
    if _ARABIC.search(written):
        return not _is_small(token)
    return written[:1].isupper()


def _is_small(token: Token) -> bool:
    return not SMALL_WORDS.isdisjoint(_stems([token]))


def _is_name(hunk: Hunk, words: Sequence[Sequence[Token]]) -> bool:
    """Whether the words are a person's or a body's name: behind a title, or by their letters."""
    if any(_goes_on(hunk, side, signs) for side in (0, 1) for signs in (PERSONS, BODIES)) and _could_be_names(
        words
    ):
        return True
    return any(_has_latin_name(hunk, side) for side in (0, 1))


def _has_latin_name(hunk: Hunk, side: int) -> bool:
    """Whether a word in Latin letters stands out: amid Arabic, or by its capital within a sentence."""
    sentence = [token for token in hunk.sentences[side] if token.is_word]
    latin = [token for token in sentence if _LATIN.search(token.written)]
    capitals = sum(token.written[0].isupper() for token in latin)
    if len(latin) * 2 < len(sentence):
        return any(_LATIN.search(token.written) for token in hunk.sides[side])
    stands_out = capitals * 2 < len(latin) or len(latin) > len(sentence)
    within = [token for token in hunk.sides[side] if not sentence or token != sentence[0]]
    return stands_out and any(token.written.rpartition("'")[2][:1].isupper() for token in within)
