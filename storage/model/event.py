"""Events, and who is told of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from storage.model.clock import MOROCCO
from storage.model.portal import PortalState
from storage.model.reason import Reason


class EventType(StrEnum):
    """What was found out; the first five of articles, the others of portals, the last of a subscription."""

    NEW = "new"
    EDITED = "edited"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    MOVED = "moved"
    BROKEN = "broken"
    RECOVERED = "recovered"
    QUIET = "quiet"
    OVERDUE = "overdue"
    ALIVE = "alive"  #: a sign of life; it is in no log


class Origin(StrEnum):
    """How an event came about; only `watch` is matched with subscriptions and alerted."""

    BASELINE = "baseline"
    BACKFILL = "backfill"
    WATCH = "watch"


class DeliveryStatus(StrEnum):
    """Where a delivery stands on its way."""

    PENDING = "pending"  #: to be sent when `due_at` comes
    LEASED = "leased"  #: a deliverer is sending it; free again after `leased_until`
    SENT = "sent"  #: the channel accepted it
    COVERED = "covered"  #: not sent: an earlier delivery told the same text, from another portal
    FAILED = "failed"  #: given up after the last attempt; `balagh deliveries --retry` sends it again
    STOPPED = "stopped"  #: not to be sent any more: somebody unsubscribed, or its article was forgotten


@dataclass(frozen=True, slots=True)
class Told:
    """What an event says of what changed."""

    changed: tuple[str, ...] = ()  #: fields
    summary: str = ""  #: for people
    reasons: tuple[Reason, ...] = ()  #: of an edit, field by field, the weightiest of each first
    #: what the summary says, in parts by name, so that it can be said in other languages
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the event log; ids grow in the order of the commits."""

    id: int
    type: EventType
    origin: Origin
    portal: str
    article: int | None
    revision: int | None
    changed: tuple[str, ...]
    url: str
    title: str
    at: datetime
    summary: str = ""  #: for people: the words that changed, or why a portal is broken
    reasons: tuple[Reason, ...] = ()  #: of an edit: what changed, as it was told then
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)  #: what the summary says, in parts


@dataclass(frozen=True, slots=True)
class Manner:
    """How a subscription is told: in which language, and when."""

    language: str = "en"  #: `ar`, `fr` or `en`
    digest: str | None = None  #: `hourly`, `daily@08:00`, `weekly@mon-08:00`; None: at once
    quiet: str | None = None  #: hours in which nothing is sent, such as `22:00-07:00`
    timezone: str = MOROCCO.key  #: in which these hours are meant
    alive_days: int | None = None  #: after so many days without an alert, a sign of life; None: there is none


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who wants which events over which channel; an empty condition wants everything."""

    id: int
    uid: str  #: part of every delivery's id; never reused
    target: str
    portals: tuple[str, ...]
    kinds: tuple[str, ...]
    words: tuple[str, ...]  #: queries as in `balagh search`, of which one is enough
    created_at: datetime
    events: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    manner: Manner = Manner()
    removed_at: datetime | None = None
    failing_since: datetime | None = None  #: None: its channel took what came last
    last_error: str | None = None  #: why, while it fails
    rests_until: datetime | None = None  #: until then what failed holds up all that comes after it


@dataclass(frozen=True, slots=True)
class Unread:
    """A portal whose news cannot be known."""

    portal: str
    state: PortalState
    last_read_at: datetime | None  #: None: never


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of life: nothing that a subscription asks for was found, and how its portals fare."""

    since: datetime  #: the last telling before it, or when the subscription was made
    until: datetime
    portals: int  #: that are watched, and fit its conditions
    first_checked_at: datetime | None  #: of their last checks the one that lies furthest back; None: none was
    last_checked_at: datetime | None
    unread: tuple[Unread, ...]  #: of those portals


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one subscription, or a sign of life to it."""

    id: str  #: stable: the same however often it is tried
    subscription: int
    event: int | None  #: None: it is a sign of life
    status: DeliveryStatus
    attempts: int
    due_at: datetime
    error: str | None = None
    sent_at: datetime | None = None
    leased_until: datetime | None = None  #: while somebody is sending it
    sign: Sign | None = None
    repeats: str | None = None  #: the id of the earlier one that tells the same text, from another portal
