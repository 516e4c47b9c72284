"""Which of the articles that were found answers best: where the words stand, and how new it is (pure)."""

from __future__ import annotations

from collections.abc import Sequence

from storage.model import Article
from text.marking import count_matches
from text.query import Query

_TITLE = 5.0  # a word in a title says what an article is about
_MOST_IN_TEXT = 5  # more of the same word in a long text says no more
_HALF_LIFE = 50  # places in the order of newness by which a match counts for half


def rank(newest_first: Sequence[Article], query: Query) -> list[Article]:
    """The articles, the best match first; equal ones stay in their order."""

    def score(place: int) -> float:
        article = newest_first[place]
        in_title = count_matches(article.title, query)
        in_text = min(count_matches(article.text, query), _MOST_IN_TEXT)
        return float((_TITLE * in_title + in_text + 1) * 0.5 ** (place / _HALF_LIFE))

    return [newest_first[place] for place in sorted(range(len(newest_first)), key=lambda one: -score(one))]
