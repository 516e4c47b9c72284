"""For how long portals were watched: what figures of edits and withdrawals are to be held against (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from storage.model import MOROCCO
from storage.statistics import Stint

_DAY_SECONDS = 24 * 3600
#: Stretches of time, each from an instant to a later one.
Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Watching:
    """How long portals were watched and not, in portal-days: two portals for a day are two."""

    days: float = 0.0
    gap_days: float = 0.0

    def __add__(self, other: Watching) -> Watching:
        """Both together."""
        return Watching(self.days + other.days, self.gap_days + other.gap_days)


def find_watching(stint: Stint, window: Stretch | None = None) -> Watching:
    """How long a portal was watched, within a window where one is given.

    It counts from when the portal was first added to when it was last read; what came before is not known.
    """
    watched = stint.watched
    if watched.ended_at is None:
        return Watching()
    whole = _clip((watched.started_at, watched.ended_at), window)
    gaps = [_clip((gap.started_at, gap.ended_at), whole) for gap in watched.gaps] if whole else []
    missed = sum(_last(one) for one in _merge(one for one in gaps if one is not None))
    return Watching((_last(whole) - missed) / _DAY_SECONDS, missed / _DAY_SECONDS) if whole else Watching()


def find_window(since: date | None, until: date | None) -> Stretch:
    """The instants between which a day or another lies, by Morocco's clock; days are inclusive."""
    start = datetime.combine(since or date(1970, 1, 2), time(), MOROCCO)
    end = datetime.combine((until or date(9998, 1, 1)) + timedelta(days=1), time(), MOROCCO)
    return start, end


def list_months(stint: Stint, window: Stretch) -> Iterator[tuple[str, Stretch]]:
    """The months in which a portal was watched, each with its own part of the window."""
    watched = stint.watched
    whole = _clip((watched.started_at, watched.ended_at), window) if watched.ended_at else None
    if whole is None:
        return
    month = whole[0].astimezone(MOROCCO).date().replace(day=1)
    while datetime.combine(month, time(), MOROCCO) < whole[1]:
        following = (month + timedelta(days=31)).replace(day=1)
        own = _clip(find_window(month, following - timedelta(days=1)), window)
        if own is not None:
            yield f"{month:%Y-%m}", own
        month = following


def _clip(stretch: Stretch, window: Stretch | None) -> Stretch | None:
    if window is None:
        return stretch
    start, end = max(stretch[0], window[0]), min(stretch[1], window[1])
    return (start, end) if start < end else None


def _merge(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same time without any of it twice."""
    merged: list[Stretch] = []
    for start, end in sorted(stretches):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _last(stretch: Stretch) -> float:
    return (stretch[1] - stretch[0]).total_seconds()
