"""What this process knows of the hosts that it asks, brought from the archive and taken back to it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlsplit

from crawler.politeness.robots import Rules
from crawler.politeness.turns import Turn
from storage.model import Host, HostAsked, Robots

#: A longer crawl delay is kept by asking less in each poll.
LONGEST_DELAY_SECONDS = 60.0
_USUAL_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Manners:
    """How much a host is asked."""

    delay: float = 0.0  #: seconds between an answer and the next request, of a host and of an address
    per_day: int | None = None  #: requests; None: no limit

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Manners:
        """As Scrapy's settings say."""
        return cls(
            float(settings.get("BALAGH_DELAY_SECONDS") or 0.0), settings.get("BALAGH_REQUESTS_PER_DAY")
        )


class HostBook(Protocol):
    """Where hosts are kept between crawls."""

    def load(self, names: Collection[str]) -> Mapping[str, Host]:
        """What is known of those hosts that are known."""
        ...

    def find_last_asked(self, address: str) -> datetime | None:
        """When any host at an address was asked last."""
        ...

    def record(self, asked: Sequence[HostAsked]) -> None:
        """Keep what was learned. Raises StorageError where it cannot be kept."""
        ...


class KnownHost:
    """A host that is asked now."""

    def __init__(self, kept: Host, manners: Manners) -> None:
        self.kept = kept
        self.asked = HostAsked(kept.name)  #: what is to be kept
        self.users = 0  #: crawls that ask it
        self.address = kept.address
        self.wait = kept.wait
        self.robots = kept.robots
        self.robots_failing_since = kept.robots_failing_since
        self.robots_tried_at: datetime | None = None  #: in vain, by this process
        self.robots_trouble: Exception | None = None  #: why
        self.reading = asyncio.Lock()  #: its robots.txt is asked for once
        self.slow_until: datetime | None = None  #: when a crawl delay longer than we wait for is made up for
        self._manners = manners
        self._rules: tuple[Robots, Rules] | None = None
        self.turn = Turn(_find_pause(kept.asked_at, self.delay))

    @property
    def rules(self) -> Rules:
        """What its robots.txt permits."""
        assert self.robots is not None
        if self._rules is None or self._rules[0] is not self.robots:
            self._rules = self.robots, Rules(self.robots.text)
        return self._rules[1]

    @property
    def crawl_delay(self) -> float:
        """Seconds that its robots.txt asks for; 0: none."""
        return (self.rules.crawl_delay or 0.0) if self.robots is not None else 0.0

    @property
    def delay(self) -> float:
        """Seconds between two requests to it."""
        return max(self._manners.delay, min(self.crawl_delay, LONGEST_DELAY_SECONDS))

    def count_today(self, now: datetime) -> int:
        """How many requests were made today, in UTC."""
        day = f"{now:%Y-%m-%d}"
        return sum(one.requests for one in (self.kept, self.asked) if one.day == day)

    def take_news(self) -> HostAsked:
        """What was learned, to be kept; from now on it is known."""
        news, self.asked = self.asked, HostAsked(self.kept.name)
        return news

    def note_kept(self, news: HostAsked) -> None:
        """What was learned is kept now."""
        if news.day:
            before = self.kept.requests if self.kept.day == news.day else 0
            self.kept = replace(self.kept, day=news.day, requests=before + news.requests)


class Hosts:
    """All hosts that this process asks now; several crawls may share one."""

    def __init__(
        self,
        manners: Manners,
        book: HostBook | None = None,
        find_address: Callable[[str], Awaitable[str | None]] | None = None,
    ) -> None:
        self.manners = manners
        self._book = book  #: None: nothing is kept
        self._find_address = find_address
        self._known: dict[str, KnownHost] = {}
        self._addresses: dict[str, Turn] = {}
        self._loading = asyncio.Lock()
        self._saving = asyncio.Lock()

    async def use(self, names: Iterable[str]) -> list[KnownHost]:
        """These hosts, for a crawl that asks them from now on until it lets them go."""
        wanted = list(dict.fromkeys(names))
        async with self._loading:
            unknown = [name for name in wanted if name not in self._known]
            kept = await asyncio.to_thread(self._book.load, unknown) if self._book and unknown else {}
            # Who is waited for may let go of a host that was known before.
            for name in (name for name in wanted if name not in self._known):
                self._known[name] = KnownHost(kept.get(name) or Host(name), self.manners)
                self._begin_address(self._known[name])
            for name in wanted:
                self._known[name].users += 1
        return [self._known[name] for name in wanted]

    def _begin_address(self, host: KnownHost) -> None:
        address = host.address
        if address is not None and address not in self._addresses:
            self._addresses[address] = Turn(_find_pause(host.kept.address_asked_at, self.manners.delay))

    async def find_turn(self, host: KnownHost) -> Turn | None:
        """The turn of the address that a host shares with others; None where it leads nowhere."""
        if host.address is None:
            await self.look_up(host)
        return None if host.address is None else self._addresses[host.address]

    async def look_up(self, host: KnownHost) -> None:
        """Ask at which address a host is now."""
        name = urlsplit(f"//{host.kept.name}").hostname
        if self._find_address is None or name is None:
            return
        address = await self._find_address(name)
        if address is None:
            return
        if address not in self._addresses:
            book = self._book
            last = await asyncio.to_thread(book.find_last_asked, address) if book else None
            self._addresses.setdefault(address, Turn(_find_pause(last, self.manners.delay)))
        host.address = host.asked.address = address

    async def save(self) -> None:
        """Keep what was learned. Raises StorageError, and tries again next time."""
        async with self._saving:
            changed = [host for host in self._known.values() if host.asked != HostAsked(host.kept.name)]
            taken = [(host, host.take_news()) for host in changed]
            if not taken:
                return
            try:
                if self._book is not None:
                    await asyncio.to_thread(self._book.record, [news for _, news in taken])
            except BaseException:
                for host, news in taken:
                    news.put_before(host.asked)
                    host.asked = news
                raise
            for host, news in taken:
                host.note_kept(news)

    def let_go(self, hosts: Iterable[KnownHost]) -> None:
        """A crawl asks them no more; what nobody asks is forgotten here, as the archive knows it."""
        for host in hosts:
            host.users -= 1
            if host.users == 0 and host.asked == HostAsked(host.kept.name):
                self._known.pop(host.kept.name, None)
        in_use = {host.address for host in self._known.values()}
        for address in [one for one, turn in self._addresses.items() if one not in in_use and turn.is_idle]:
            del self._addresses[address]


def name_host(url: str) -> str:
    """By which name an address's host is known: small letters, its port where it is not the usual one."""
    parts = urlsplit(url)
    name = parts.hostname or ""
    shown = f"[{name}]" if ":" in name else name
    port = parts.port
    return shown if port is None or port == _USUAL_PORTS.get(parts.scheme) else f"{shown}:{port}"


def _find_pause(last: datetime | None, delay: float) -> float:
    """How long to wait yet, in seconds, after what was asked before."""
    if last is None:
        return 0.0
    return min(delay, max(0.0, (last + timedelta(seconds=delay) - datetime.now(UTC)).total_seconds()))
