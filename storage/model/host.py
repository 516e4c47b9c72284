"""Hosts: what is known of a server, and of the address that it shares with others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Robots:
    """A host's robots.txt as it was read last (RFC 9309)."""

    text: str  #: as far as it is read; empty: nothing is forbidden
    status: int  #: of the answer
    said: str  #: what was made of it, in a sentence
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Wait:
    """Until when a host is not asked, and why, in a sentence."""

    until: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Host:
    """What the archive knows of one host."""

    name: str  #: with its port where that is not the usual one
    address: str | None = None  #: by which it is known which hosts are one server
    robots: Robots | None = None
    robots_failing_since: datetime | None = None  #: its robots.txt could not be had since then
    crawl_delay: float | None = None  #: in seconds, as its robots.txt asks
    asked_at: datetime | None = None  #: when its last request ended
    address_asked_at: datetime | None = None  #: the same, of any host at its address
    wait: Wait | None = None
    failures: int = 0  #: crawls one after the other to which it did not answer
    failed_at: datetime | None = None  #: the end of the last of them
    day: str = ""  #: of UTC, on which it was asked last: 2026-11-27
    requests: int = 0  #: on that day


@dataclass(slots=True)
class HostAsked:
    """What was learned of a host since it was kept last."""

    name: str
    address: str | None = None
    robots: Robots | None = None
    crawl_delay: float | None = None  #: of these robots
    robots_failed_at: datetime | None = None
    asked_at: datetime | None = None
    wait: Wait | None = None
    is_answering: bool | None = None  #: how a crawl ended; None: none did
    day: str = ""
    requests: int = 0  #: on that day

    def count(self, now: datetime) -> None:
        """One more request is made."""
        day = f"{now:%Y-%m-%d}"
        self.requests = self.requests + 1 if day == self.day else 1
        self.day = day

    def put_before(self, later: HostAsked) -> None:
        """Go on with what was learned after this."""
        if later.day == self.day:
            self.requests += later.requests
        elif later.day:
            self.day, self.requests = later.day, later.requests
        if later.robots is not None:
            self.robots, self.crawl_delay, self.robots_failed_at = later.robots, later.crawl_delay, None
        for name in ("address", "robots_failed_at", "asked_at", "wait", "is_answering"):
            learned = getattr(later, name)
            if learned is not None:
                setattr(self, name, learned)
