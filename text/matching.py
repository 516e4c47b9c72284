"""Whether texts hold what a reader looks for: told of the texts themselves, as the index tells it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from text.headwords import list_headwords
from text.query import Query, Term


def spread(texts: Iterable[str]) -> list[str]:
    """Each text as its headwords with a space on both sides; made once, asked by many."""
    return [f" {' '.join(list_headwords(one))} " for one in texts]


def holds(spreads: Sequence[str], query: Query) -> bool:
    """Whether they hold all that is wanted and nothing excluded; no phrase reaches from one to the next."""
    return all(has_term(spreads, term) for term in query.wanted) and not any(
        has_term(spreads, term) for term in query.excluded
    )


def has_term(spreads: Sequence[str], term: Term) -> bool:
    """Whether one of them holds these words in this order."""
    ways = [f" {' '.join(way.words)}{'' if way.is_open else ' '}" for way in term.list_ways()]
    return any(way in one for way in ways for one in spreads)
