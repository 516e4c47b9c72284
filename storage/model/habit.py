"""When a portal publishes: what was seen of it, and what was learned from that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Sighting:
    """Something came out after one instant and until another."""

    after: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """An article as far as it tells when it came out."""

    at: datetime  #: of the first reading that listed it
    after: datetime | None  #: the last reading before that did not; None: not known, or there was none
    published: str | None  #: as its page or list tells
    is_watched: bool  #: it came out while the portal was watched


@dataclass(frozen=True, slots=True)
class Habit:
    """When a portal publishes, as far as was known at an instant, by monitor/habits.py."""

    learned_at: datetime
    since: datetime  #: from when on all that came out is known
    count: int  #: what was seen since then
    weekly: float  #: articles that are expected in a week
    weekly_at_sessions: float  #: in a week around a session of its council
    shape: tuple[
        float, ...
    ]  #: the share of each of the 168 hours of a week, 1 on average; from Monday, midnight
