"""How the watching of a portal fares: its second list, the gaps, and what was asked of whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.model.poll import Entry, PollRead
from storage.model.source import Source


@dataclass(frozen=True, slots=True)
class Witness:
    """Another list of a portal, by which a source that stands still is told from one that is silent."""

    source: Source
    due_at: datetime  #: when it is asked next
    missing: tuple[str, ...] = ()  #: keys that it showed when last asked, and the portal's source did not
    missing_since: datetime | None = None  #: when it first showed any of them
    frozen_since: datetime | None = None  #: when that proved that the source stands still; None: it does not


@dataclass(frozen=True, slots=True)
class WitnessRead:
    """What a portal's second list shows on its first page."""

    portal: str
    url: str
    entries: tuple[Entry, ...]
    fetched_at: datetime
    is_lost: bool = False  #: it answers, and is no list any more


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch between two good readings of a portal that was longer than its schedule allows."""

    portal: str
    started_at: datetime  #: the last good reading before it
    ended_at: datetime  #: the first one after it
    why: str


@dataclass(frozen=True, slots=True)
class RequestMade:
    """One question to a server, and how it answered."""

    asked_at: datetime
    method: str
    url: str
    status: int | None  #: None: there was no answer
    size_bytes: int | None  #: of the body, as it was sent
    milliseconds: int | None  #: from the question to the first of the answer
    error: str | None = None


@dataclass(frozen=True, slots=True)
class RequestsMade:
    """What was asked in one poll of a portal, in order."""

    portal: str
    requests: tuple[RequestMade, ...]


@dataclass(frozen=True, slots=True)
class PollUnchanged:
    """The whole of a poll that brought nothing: every source of the portal is what it was."""

    read: PollRead
    made: RequestsMade

    @property
    def portal(self) -> str:
        """Whose it was."""
        return self.read.portal
