"""Portals: what is known of one that is watched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.model.definition import PortalDefinition
from storage.model.source import Source


class PortalState(StrEnum):
    """The one state that a portal is in; docs/vocabulary.md tells what proves each."""

    UNPOLLED = "unpolled"  #: added, not yet read
    PAUSED = "paused"  #: somebody asked us not to poll it
    HEALTHY = "healthy"  #: the last poll read its source and recognised known entries
    QUIET = "quiet"  #: healthy, and silent for longer than its own rhythm
    UNREACHABLE = "unreachable"  #: no answer, or an answer that says that the server failed
    BLOCKED = "blocked"  #: 401, 403, or a block page
    REFUSED = "refused"  #: robots.txt forbids the address
    MOVED = "moved"  #: the address leads to another site, where nothing known is found
    REDESIGNED = "redesigned"  #: answers, but what was known is no longer found
    EMPTY = "empty"  #: the list is there, with nothing in it
    FROZEN = "frozen"  #: a list that stands still while articles appear elsewhere


#: A portal in one of these states was read well by its last poll.
READ_STATES = frozenset({PortalState.HEALTHY, PortalState.QUIET})
#: A portal in one of these states does not show us its news.
BROKEN_STATES = frozenset(
    {
        PortalState.UNREACHABLE,
        PortalState.BLOCKED,
        PortalState.REFUSED,
        PortalState.MOVED,
        PortalState.REDESIGNED,
        PortalState.EMPTY,
        PortalState.FROZEN,
    }
)


@dataclass(frozen=True, slots=True)
class Portal:
    """A portal that is watched, with what was last found out of it."""

    id: str
    definition: PortalDefinition
    platform: str  #: as recognised, or as the definition states
    state: PortalState
    state_since: datetime
    state_evidence: str
    paused: bool
    next_poll_at: datetime
    last_poll_at: datetime | None
    last_read_at: datetime | None  #: the last poll that read the source
    failures: int  #: polls that failed one after the other
    sources: tuple[Source, ...]
    added_at: datetime
    alarmed_at: datetime | None = None  #: it was told to be broken, and not yet that it is read again
    paused_at: datetime | None = None  #: it was paused since its last good reading
    settled_until: datetime | None = None  #: before that, polls that bring nothing change only times
    read_by: datetime | None = None  #: when it was to be read again, as the last good reading planned
    unread_why: str | None = None  #: why it could not be polled since then, where that is known
    redefined_at: datetime | None = None  #: its definition was changed to be read otherwise
    shard: int = 0  #: portals of one shard are polled by one process at a time
