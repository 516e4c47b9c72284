"""What PostgreSQL's index of words holds of an article: headwords with their places, and hints.

GIN knows which articles have a word, and not where: of a phrase of common words it would name each article
that has them all, and each would be looked into. Hints narrow that down, as numbers in the same index: what
stands for two words that follow each other, and for the weeks of an article's day. They never tell that an
article is meant, only that it may be.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from zlib import crc32

#: PostgreSQL keeps no place beyond this one, and no more places of one word.
_LAST_PLACE, _MOST_PLACES = 16_383, 255
#: Between title and text: no phrase reaches over it.
_GAP = 8
#: So many numbers stand for pairs of words: of a million articles, some hundred share one by chance.
_PAIRS = 1 << 18
#: `sort` without so many bits is the number of a span of 23 days.
_SPAN_BITS = 32 + 15


def make_vector(title: Sequence[str], body: Sequence[str], facets: Iterable[str]) -> str:
    """Headwords with their places, and facets, as PostgreSQL reads them; its own parser is not asked."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate([*title, *[""] * _GAP, *body], 1):
        known = places.setdefault(word, [])
        if len(known) < _MOST_PLACES:
            known.append(min(place, _LAST_PLACE))
    places.pop("", None)
    written = (f"'{word}':{','.join(map(str, known))}" for word, known in places.items())
    # What stands for a portal or a kind holds a sign that no word holds.
    return " ".join([*written, *(f"'_{facet}'" for facet in facets)])


def make_hints(title: Sequence[str], body: Sequence[str], sort: int) -> str:
    """The numbers of its pairs of words and of its span, as PostgreSQL reads them."""
    pairs = {hint_pair(*pair) for words in (title, body[:_LAST_PLACE]) for pair in pairwise(words)}
    return "{" + ",".join(map(str, [*pairs, hint_span(sort)])) + "}"


def hint_pair(one: str, other: str) -> int:
    """What stands for two headwords that follow each other, and for others by chance."""
    return crc32(f"{one} {other}".encode()) % _PAIRS


def hint_span(sort: int) -> int:
    """What stands for the days around that of an article, lower than all pairs and falling with time."""
    return -1 - (sort >> _SPAN_BITS)


def list_spans(oldest: int, newest: int) -> list[int]:
    """What stands for all days from one `sort` to another."""
    return list(range(hint_span(newest), hint_span(oldest) + 1))
