"""Reasons: what about an article changed, and whether that matters to its readers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class ReasonSort(StrEnum):
    """What changed, the weightiest first."""

    DATE = "date"
    HOUR = "hour"
    AMOUNT = "amount"
    REVERSAL = "reversal"
    PLACE = "place"
    NAME = "name"
    NUMBER = "number"
    ADDRESS = "address"
    ATTACHMENT = "attachment"
    KIND = "kind"
    TITLE = "title"
    PARAGRAPH_WITHDRAWN = "paragraph-withdrawn"
    PARAGRAPH_ADDED = "paragraph-added"
    PASSAGE_WITHDRAWN = "passage-withdrawn"
    PASSAGE_ADDED = "passage-added"
    REWRITTEN = "rewritten"
    WORDING = "wording"
    ORDER = "order"
    SPELLING = "spelling"
    PUNCTUATION = "punctuation"


#: What leaves an article saying what it said.
SMALL = frozenset({ReasonSort.WORDING, ReasonSort.ORDER, ReasonSort.SPELLING, ReasonSort.PUNCTUATION})


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that changed, as it was written before and after; empty where it was or is not there."""

    field: str  #: title, text, published, attachments, kind
    sort: ReasonSort
    before: str
    after: str

    @property
    def is_meaningful(self) -> bool:
        """Whether the article now says something else."""
        return self.sort not in SMALL


def is_meaningful(reasons: Iterable[Reason]) -> bool:
    """Whether one of the reasons matters."""
    return any(one.is_meaningful for one in reasons)
