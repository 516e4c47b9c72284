"""Backfill: the walk back through what a portal listed before it was watched, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.model.poll import Entry

#: Where a walk back stands, as plain values: the crawler makes and reads it, nobody else looks inside.
Cursor = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Backfill:
    """A portal's walk back, as it is kept between two runs."""

    portal: str
    cursor: Cursor
    pages: int  #: of lists, read in all runs
    complete: bool  #: nothing older is left to ask for
    started_at: datetime
    updated_at: datetime
    told: str | None  #: how the last run ended; None where it is under way, or was killed
    error: str | None  #: what ended the last run before its time


@dataclass(frozen=True, slots=True)
class BackfillPage:
    """One page of a walk back: what it lists that is to be kept, and where the walk goes on."""

    portal: str
    entries: tuple[Entry, ...]
    cursor: Cursor
    pages: int  #: of lists, read for it: 1, or 0 where only the place moves
    left: int | None  #: pages, as far as the site tells; None where it does not
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class BackfillEnd:
    """How a run of a walk back ended: the spider's last word on it."""

    portal: str
    complete: (
        bool  #: nothing older is left: it came to its end, and left nothing for a day or a number of articles
    )
    error: str | None
    told: str  #: a sentence: how it ended
    finished_at: datetime
