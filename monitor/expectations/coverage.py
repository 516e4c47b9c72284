"""From which day on Balagh knows what a portal published: before it, nothing can be called missing (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from storage.model import MOROCCO, Backfill, Portal

#: A longer silence in what was listed may be a hole before an old article that was pinned on top.
LONGEST_GAP_DAYS = 183


@dataclass(frozen=True, slots=True)
class Coverage:
    """The days of which it is known what the portal published."""

    watched_since: date
    since: date | None  #: the oldest day that its list, or the walk back, reaches without a hole
    until: date | None  #: the last day on which its list was read
    walked_back: bool  #: `balagh backfill` came to its end

    def holds(self, opens: date, due: date) -> bool:
        """Whether the portal was seen over a whole window, and once after it was over."""
        return self.since is not None and self.until is not None and self.since <= opens and self.until > due

    def was_watched(self, opens: date) -> bool:
        """Whether the portal was watched, and not only read afterwards, from that day on."""
        return self.watched_since <= opens


def find_coverage(portal: Portal, walk: Backfill | None, days: Sequence[date]) -> Coverage:
    """What is covered; `days` are those on which the portal published, newest first."""
    watched = portal.added_at.astimezone(MOROCCO).date()
    until = portal.last_read_at.astimezone(MOROCCO).date() if portal.last_read_at else None
    walked = walk is not None and walk.complete
    listed = min(days, default=None) if walked else _find_reach(days)
    known = watched if listed is None else min(watched, listed)
    return Coverage(watched, None if until is None else known, until, walked)


def _find_reach(days: Sequence[date]) -> date | None:
    """The oldest day before which there is a hole."""
    for newer, older in pairwise(days):
        if (newer - older).days > LONGEST_GAP_DAYS:
            return newer
    return days[-1] if days else None
