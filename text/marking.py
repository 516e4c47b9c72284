"""Where the words that a reader looked for stand in a text, and the piece of it that shows most of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from text.folding import fold_words
from text.headwords import headword
from text.query import Query, Way

#: A word with all that readers see as part of it: marks, tatweel, joiners.
WRITTEN_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u0640\u064b-\u065f\u0670\u200b-\u200f])+")
_WIDTH = 30  #: words of a snippet
_REMEMBERED = 20_000  #: written words whose headwords are remembered: texts are made of the same ones

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a text, and where in it the found words stand (first character, end)."""

    text: str
    marks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    headword: str
    start: int
    end: int


def list_marks(text: str, query: Query) -> list[Span]:
    """Where what is wanted stands in a text, in order: (first character, end)."""
    return [(word.start, word.end) for _, word in _find(_split(text), query)]


def make_snippet(text: str, query: Query) -> Snippet:
    """The piece of a text that shows the most different things that were looked for, the first such one."""
    words = _split(text)
    found = _find(words, query)
    first = _choose(found) if found else 0
    begin = max(0, min(first - _WIDTH // 4, len(words) - _WIDTH))
    shown = words[begin : begin + _WIDTH]
    if not shown:
        return Snippet("", ())
    start, end = shown[0].start, shown[-1].end
    marks = tuple(
        (word.start - start, word.end - start) for place, word in found if begin <= place < begin + len(shown)
    )
    return Snippet(text[start:end], marks)


def count_matches(text: str, query: Query) -> int:
    """How many words of a text are among those looked for."""
    return len(_find(_split(text), query))


def _split(text: str) -> list[_Word]:
    words = []
    for one in WRITTEN_WORD.finditer(text):
        words += [_Word(head, *one.span()) for head in _list_heads(one[0])]
    return words


@lru_cache(_REMEMBERED)
def _list_heads(written: str) -> tuple[str, ...]:
    return tuple(headword(folded) for folded in fold_words(written))


def _find(words: list[_Word], query: Query) -> list[tuple[int, _Word]]:
    """The words that match, with their places, in order."""
    heads = [word.headword for word in words]
    places: set[int] = set()
    for term in query.wanted:
        for way in term.list_ways():
            for place in _list_places(heads, way):
                places.update(range(place, place + len(term.words)))
    return [(place, words[place]) for place in sorted(places) if place < len(words)]


def _list_places(heads: list[str], way: Way) -> Iterator[int]:
    """Where a run of headwords begins, its last one whole or going on."""
    *first, last = way.words
    for place, head in enumerate(heads[len(first) :], len(first)):
        is_last = head.startswith(last) if way.is_open else head == last
        if is_last and heads[place - len(first) : place] == first:
            yield place - len(first)


def _choose(found: list[tuple[int, _Word]]) -> int:
    """The place from which a snippet's width holds the most different words that were found."""

    def count(begin: int) -> int:
        return len({word.headword for place, word in found if begin <= place < begin + _WIDTH})

    return max((place for place, _ in found[:200]), key=lambda place: (count(place), -place))
