"""Where the words that a reader looked for stand in a text, and the piece of it that shows most of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from text.folding import fold_words
from text.headwords import headword
from text.query import Query, Way

#: A word with all that readers see as part of it: marks, tatweel, joiners.
WRITTEN_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u0640\u064b-\u065f\u0670\u200b-\u200f])+")
_WIDTH = 30  #: words of a snippet

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
        words += [_Word(headword(folded), *one.span()) for folded in fold_words(one[0])]
    return words


def _find(words: list[_Word], query: Query) -> list[tuple[int, _Word]]:
    """The words that match, with their places, in order."""
    places: set[int] = set()
    for term in query.wanted:
        ways = term.list_ways()
        for place in range(len(words)):
            if any(_is_at(words, place, way) for way in ways):
                places.update(range(place, place + len(term.words)))
    return [(place, words[place]) for place in sorted(places) if place < len(words)]


def _is_at(words: list[_Word], place: int, way: Way) -> bool:
    here = [word.headword for word in words[place : place + len(way.words)]]
    if len(here) < len(way.words):
        return False
    *first, last = way.words
    ends = here[-1].startswith(last) if way.is_open else here[-1] == last
    return ends and here[:-1] == first


def _choose(found: list[tuple[int, _Word]]) -> int:
    """The place from which a snippet's width holds the most different words that were found."""

    def count(begin: int) -> int:
        return len({word.headword for place, word in found if begin <= place < begin + _WIDTH})

    return max((place for place, _ in found[:200]), key=lambda place: (count(place), -place))
