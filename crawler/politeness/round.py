"""One crawl's dealings with hosts: whether one may be asked now, and what its answers say of us."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.politeness.hosts import LONGEST_DELAY_SECONDS, Hosts, KnownHost
from crawler.politeness.retry_after import BUSY, describe_wait, find_wait
from crawler.politeness.turns import Turn
from storage.model import StorageError, Wait

Purpose = Literal["poll", "recheck", "backfill"]
#: What part of a day's requests each may use up: what looks for news is served last of all.
SHARES: dict[Purpose, float] = {"poll": 1.0, "recheck": 0.8, "backfill": 0.5}
#: A host that asks us to wait no longer than this is waited for.
PATIENCE = timedelta(seconds=60)
#: A host that is busy and does not say how long is left alone for this time, and longer each time.
FIRST_REST, LONGEST_REST = timedelta(minutes=1), timedelta(hours=12)
#: What a crawl delay longer than we wait for may put off at most.
LONGEST_DEBT = timedelta(hours=24)
SAVE_SECONDS = 30.0


class HostWaits(IgnoreRequest):
    """A host is not to be asked now: it was not."""

    def __init__(self, name: str, wait: Wait, status: int | None = None) -> None:
        super().__init__(f"{name}: {wait.why}")
        self.status = status  #: with which it told this very crawl so
        self.until = wait.until


@dataclass(slots=True)
class Held:
    """The right to one request, until it is answered."""

    host: KnownHost
    turns: list[Turn]


class Round:
    """The hosts of one crawl."""

    def __init__(self, hosts: Hosts) -> None:
        self._hosts = hosts
        self.began_at = datetime.now(UTC)
        self._met: dict[str, KnownHost] = {}
        self._meeting = asyncio.Lock()
        self._stopped: dict[str, Wait] = {}  # hosts that are not asked any more by this crawl
        self._busy: dict[str, int] = {}  # of those, with which status they said so
        self._answering: dict[str, bool] = {}
        self._urgent = asyncio.Event()
        self._saver: asyncio.Task[None] | None = None

    async def begin(self, names: Iterable[str]) -> None:
        """Bring what is known of these hosts. Raises StorageError."""
        await self._meet(names)
        self._saver = asyncio.create_task(self._save_now_and_then())

    async def end(self) -> None:
        """Keep what was learned. Raises StorageError."""
        if self._saver is not None:
            self._saver.cancel()
            with suppress(asyncio.CancelledError):
                await self._saver
        for name, is_answering in self._answering.items():
            self._met[name].asked.is_answering = is_answering
        for host in self._met.values():
            if host.slow_until is not None:
                _lengthen(host, Wait(host.slow_until, _explain_slow(host)))
        try:
            await self._hosts.save()
        finally:
            self._hosts.let_go(self._met.values())

    async def meet(self, name: str) -> KnownHost:
        """A host that is to be asked."""
        if name not in self._met:
            await self._meet([name])
        return self._met[name]

    async def _meet(self, names: Iterable[str]) -> None:
        async with self._meeting:
            new = [name for name in names if name not in self._met]
            for host in await self._hosts.use(new):
                self._met[host.kept.name] = host
                if host.slow_until is not None and host.slow_until > datetime.now(UTC):
                    self._stopped[host.kept.name] = Wait(host.slow_until, _explain_slow(host))

    def find_address(self, name: str) -> str | None:
        """The address of a host, where it is known."""
        host = self._met.get(name)
        return None if host is None else host.address

    async def look_up(self, host: KnownHost) -> None:
        """Ask at which address a host is now."""
        await self._hosts.look_up(host)

    async def take_turn(self, host: KnownHost, purpose: Purpose) -> Held:
        """Wait until the host may be asked. Raises HostWaits where that is too long."""
        self._require_welcome(host, purpose)
        address = await self._hosts.find_turn(host)
        held = Held(host, [])
        try:
            for turn in (host.turn, address):
                if turn is not None:
                    await turn.take()
                    held.turns.append(turn)
            # Others may have been told to wait meanwhile.
            await asyncio.sleep(self._require_welcome(host, purpose))
        except BaseException:
            for turn in held.turns:
                turn.give_back(0)
            raise
        host.asked.count(datetime.now(UTC))
        return held

    def _require_welcome(self, host: KnownHost, purpose: Purpose) -> float:
        """How many seconds the host wants to be left alone yet. Raises HostWaits where that is too long."""
        now, name = datetime.now(UTC), host.kept.name
        wait, left = self._stopped.get(name), timedelta()
        if wait is None and host.wait is not None:
            left = host.wait.until - now
            wait = host.wait if left > PATIENCE else None
        wait = wait or self._find_excess(host, purpose, now)
        if wait is not None:
            raise HostWaits(name, wait, self._busy.get(name))
        return max(0.0, left.total_seconds())

    def _find_excess(self, host: KnownHost, purpose: Purpose, now: datetime) -> Wait | None:
        """Until when a host is not asked because it was asked enough today, or in this crawl."""
        per_day = self._hosts.manners.per_day
        used = host.count_today(now)
        if per_day is not None and used >= per_day * SHARES[purpose]:
            midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
            whose = "" if purpose == "poll" else f", as many as a {purpose} may use up"
            said = f"{used} of the {per_day} requests of a day are used{whose}"
            return Wait(midnight, f"{said}; it goes on at {midnight:%Y-%m-%d %H:%M} UTC")
        if host.slow_until is not None and host.slow_until - now > LONGEST_DEBT:
            return Wait(host.slow_until, _explain_slow(host))
        return None

    def give_back(self, held: Held) -> datetime:
        """The request is over: let the next one ask. Gives the time."""
        now = datetime.now(UTC)
        host = held.host
        host.asked.asked_at = now
        host.turn.give_back(host.delay)
        for turn in held.turns[1:]:
            turn.give_back(self._hosts.manners.delay)
        if host.crawl_delay > LONGEST_DELAY_SECONDS:
            host.slow_until = max(host.slow_until or now, now) + timedelta(seconds=host.crawl_delay)
        return now

    def note_answer(self, host: KnownHost, response: Response, now: datetime) -> None:
        """What an answer says of how much we ask."""
        name = host.kept.name
        if response.status not in BUSY:
            self._answering[name] = self._answering.get(name, False) or response.status < 500
            return
        self._answering[name] = False
        asked = find_wait(response, now)
        if asked is not None:
            wait = Wait(asked, describe_wait(asked))
            _lengthen(host, wait)
            self._urgent.set()
        else:
            rest = min(FIRST_REST * (1 << min(host.kept.failures, 10)), LONGEST_REST)
            wait = Wait(now + rest, f"it answered {response.status} and did not say how long to wait")
        self._stopped[name], self._busy[name] = wait, response.status

    def note_failure(self, host: KnownHost) -> None:
        """It did not answer."""
        self._answering.setdefault(host.kept.name, False)

    async def _save_now_and_then(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._urgent.wait(), SAVE_SECONDS)
            self._urgent.clear()
            with suppress(StorageError):  # told when the crawl ends, if it still cannot be kept then
                await self._hosts.save()


def _lengthen(host: KnownHost, wait: Wait) -> None:
    if host.wait is None or host.wait.until < wait.until:
        host.wait = host.asked.wait = wait


def _explain_slow(host: KnownHost) -> str:
    said = f"its robots.txt asks for {host.crawl_delay:.0f} seconds between two requests"
    return f"{said}; what was asked is made up for at {host.slow_until:%Y-%m-%d %H:%M} UTC"
