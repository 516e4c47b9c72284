"""What really happened: written while it is done, read only to judge. The watcher never sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crawler.addresses import canonical_address


@dataclass
class ItemTruth:
    """What became of one item of one portal."""

    portal: str
    number: int
    title: str
    published_at: datetime | None  #: None: it was there before the year began
    addresses: list[tuple[datetime, str]] = field(default_factory=list)  #: since when it stood where
    noise: list[tuple[datetime, str]] = field(default_factory=list)
    edited: tuple[datetime, str] | None = None
    withdrawn_at: datetime | None = None
    answer: str = ""  #: of its address while it is withdrawn
    restored_at: datetime | None = None
    unseen: bool = False  #: it lived only while nobody watched

    @property
    def is_touched(self) -> bool:
        """Whether an editor did anything to it: one deed an item keeps the judgement simple."""
        return bool(self.noise or self.edited or self.withdrawn_at)


@dataclass(frozen=True)
class Spell:
    """A time in which a portal's right state is another than healthy."""

    portal: str
    since: datetime
    until: datetime
    states: frozenset[str]  #: any of these is right
    what: str


@dataclass(frozen=True)
class Outage:
    """Portals of one platform that failed together."""

    portals: frozenset[str]
    since: datetime
    until: datetime
    what: str


@dataclass
class Truth:
    """All of it."""

    items: dict[tuple[str, int], ItemTruth] = field(default_factory=dict)
    by_address: dict[tuple[str, str], ItemTruth] = field(default_factory=dict)
    spells: list[Spell] = field(default_factory=list)
    platform_outages: list[Outage] = field(default_factory=list)
    to_move: set[tuple[str, int]] = field(
        default_factory=set
    )  #: known, and on the first page of the new site
    moves: list[tuple[datetime, str, str]] = field(default_factory=list)  #: when, portal, what
    changes: list[tuple[datetime, str, str]] = field(default_factory=list)  #: all deeds to portals
    off: list[tuple[datetime, datetime]] = field(default_factory=list)

    def place(self, item: ItemTruth, at: datetime, url: str) -> None:
        """Note the address of an item from now on."""
        if not item.addresses or item.addresses[-1][1] != url:
            item.addresses.append((at, url))
        self.by_address[item.portal, canonical_address(url)] = item

    def find(self, portal: str, url: str) -> ItemTruth | None:
        """The item that stands or stood at an address."""
        return self.by_address.get((portal, canonical_address(url)))

    def is_on(self, at: datetime) -> bool:
        """Whether we watched."""
        return not any(since <= at < until for since, until in self.off)

    def watched(self, since: datetime, until: datetime) -> timedelta:
        """How much of a time we watched."""
        away = (min(until, end) - max(since, begin) for begin, end in self.off)
        return until - since - sum((max(one, timedelta()) for one in away), timedelta())

    def published(self, portal: str) -> Sequence[datetime]:
        """When the portal published, oldest first."""
        return sorted(
            one.published_at for one in self.items.values() if one.portal == portal and one.published_at
        )
