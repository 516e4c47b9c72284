"""Whether texts hold what a reader looks for: told of the texts themselves, as the index of words tells it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from text.query import Query, Term
from text.stemming import list_stems


def spread(texts: Iterable[str]) -> list[str]:
    """Each text as its stems with a space on both sides; made once, asked by many."""
    return [f" {' '.join(list_stems(one))} " for one in texts]


def holds(spreads: Sequence[str], query: Query) -> bool:
    """Whether they hold all that is wanted and nothing that is excluded; no phrase reaches from one to the next."""
    return all(has_term(spreads, term) for term in query.wanted) and not any(
        has_term(spreads, term) for term in query.excluded
    )


def has_term(spreads: Sequence[str], term: Term) -> bool:
    """Whether one of them holds these words in this order."""
    end = "" if term.is_beginning else " "
    ways = [f" {' '.join(way)}{end}" for way in term.list_ways()]
    return any(way in one for way in ways for one in spreads)
