"""The monitor: what is due is polled and delivered until stopped. APScheduler ticks, storage knows when."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor.alarm import release_alarms
from monitor.decide import Decider
from monitor.deliver import Deliverer
from monitor.plan import make_plan
from monitor.polled import PollResult
from monitor.room import NO_ROOM, Room
from storage import portals
from storage.database import Store
from storage.model import BalaghError, NoRoomError, PollPlan, Portal, PortalState

logger = logging.getLogger(__name__)

TICK_SECONDS = 1.0
TIDY_HOURS = 1  #: between two times that it is asked whether there is something to take away
#: Portals that are polled in one crawl, and crawls at one time: a slow portal holds up only its own batch.
BATCH = 50
MOST_CRAWLS = 4
#: How long the hosts of a crawl are left alone when its readings could not be kept.
REST_SECONDS = 60.0

Crawl = Callable[[list[PollPlan], Decider], Coroutine[Any, Any, None]]


class Watch:
    """One watcher of one archive."""

    def __init__(
        self,
        store: Store,
        new_decider: Callable[[], Decider],
        crawl: Crawl,
        deliverer: Deliverer,
        tidy: Callable[[], object] | None = None,
        room: Room | None = None,
    ) -> None:
        self.store = store
        self.deliverer = deliverer
        self.trouble: str | None = None  #: why the last tick could not do its work
        self._new_decider = new_decider
        self._crawl = crawl
        self._tidy = tidy  #: takes away what is not to be kept any longer
        self._room = room  #: whether there is room for what is read; None: nobody looks
        self._shortage: str | None = None  #: why nothing is polled or sent now
        self._ticking = asyncio.Lock()
        self._crawls: dict[asyncio.Task[None], Decider] = {}
        self._unread: dict[str, PortalState] = {}  # portals that could not be read, as it was said
        self._hosts: set[str] = set()  # hosts under way: never asked by two crawls at once

    async def run(self, stopped: asyncio.Event) -> None:
        """Watch until `stopped` is set; crawls under way are cut off, deliveries are brought to their end."""
        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick may take longer than a second
        scheduler = AsyncIOScheduler(timezone=UTC)
        # One tick for everything: a job for each portal would be state beside the portal's own row.
        scheduler.add_job(
            self.tick,
            "interval",
            seconds=TICK_SECONDS,
            next_run_time=datetime.now(UTC),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
        at_once = {"next_run_time": datetime.now(UTC), "misfire_grace_time": None}
        scheduler.add_job(self._tidy_up, "interval", hours=TIDY_HOURS, **at_once)
        scheduler.start()
        await stopped.wait()
        scheduler.pause()
        async with self._ticking:  # a tick under way is not cut off
            scheduler.shutdown(wait=False)
        # A slow portal would keep us for minutes; what is not kept yet is pending, and read by the next poll.
        for crawl in self._crawls:
            crawl.cancel()
        await asyncio.gather(*self._crawls, return_exceptions=True)
        await self._release_alarms()
        await self.deliverer.drain()

    async def _release_alarms(self) -> None:
        def release() -> None:
            with self.store.write() as connection:
                release_alarms(connection, datetime.now(UTC))

        with suppress(BalaghError):  # they keep their time, and go out when it comes
            await asyncio.to_thread(release)

    async def _tidy_up(self) -> None:
        try:
            if self._tidy is not None:
                await asyncio.to_thread(self._tidy)
        except BalaghError as error:
            self._note_trouble(error)

    async def tick(self) -> None:
        """Start what is due now."""
        async with self._ticking:
            await self._tick()

    async def run_due(self) -> None:
        """Poll and deliver what is due by now, and wait for its end: for whoever moves the clock himself."""
        await self.tick()
        while self._crawls:
            await asyncio.gather(*self._crawls, return_exceptions=True)
            await asyncio.sleep(0)  # so that what has ended is taken off the list
            await self.tick()

    async def _tick(self) -> None:
        try:
            if await asyncio.to_thread(self._is_short):
                return
            if len(self._crawls) < MOST_CRAWLS:
                batch = await asyncio.to_thread(self._list_due)
                if batch:
                    self._start(batch)
            await self.deliverer.tick()
            self.trouble = None
        except BalaghError as error:
            self._note_trouble(error)

    def _note_trouble(self, error: BalaghError) -> None:
        """A locked or full disk may pass: say it once, and go on trying."""
        if self._room is not None and isinstance(error, NoRoomError):
            self._room.note(error)  # the next tick says it
            return
        if str(error) != self.trouble:
            logger.error("%s", error)
        self.trouble = str(error)

    def _is_short(self) -> bool:
        """Whether nothing is polled or sent now, for want of room; said when it begins and when it ends."""
        if self._room is None:
            return False
        for decider in list(self._crawls.values()):
            if decider.no_room is not None:
                self._room.note(decider.no_room)
        shortage = self._room.find_shortage()
        if shortage is not None and self._shortage is None:
            logger.error("nothing is polled or sent: %s; it goes on by itself when there is room", shortage)
        if shortage is None and self._shortage is not None:
            self._note_unread()  # before the first poll, which asks why there was none
            logger.info("there is room again: polling and sending go on")
        elif shortage is not None and self._shortage is None:
            with suppress(BalaghError):  # there may be no room for it either
                self._note_unread()
        self._shortage = shortage
        return shortage is not None

    def _note_unread(self) -> None:
        with self.store.write() as connection:
            portals.note_unread(connection, NO_ROOM)

    def _list_due(self) -> list[PollPlan]:
        now = datetime.now(UTC)
        with self.store.read() as connection:
            due = portals.list_due_portals(connection, now)
            # However many wait for a host that is under way, they hold up no other host's.
            free = (portal for portal in due if _host(portal) not in self._hosts)
            return [make_plan(connection, portal, now) for portal in islice(free, BATCH)]

    def _start(self, plans: list[PollPlan]) -> None:
        hosts = {urlsplit(plan.definition.url).netloc for plan in plans}
        self._hosts |= hosts
        decider = self._new_decider()
        task = asyncio.create_task(self._crawl(plans, decider))
        self._crawls[task] = decider
        task.add_done_callback(lambda done: self._finish(done, hosts, decider))

    def _finish(self, done: asyncio.Task[None], hosts: set[str], decider: Decider) -> None:
        del self._crawls[done]
        for who, result in decider.results.items():
            self._tell_state(who, result)
            if result.events:
                events = "1 event" if result.events == 1 else f"{result.events} events"
                logger.info("%s: %s, `balagh events` lists them", who, events, extra={"portal": who})
        failures = dict(decider.failures)
        if not done.cancelled() and done.exception():
            failures["a crawl"] = f"ended with {done.exception()!r}"
        if decider.no_room is not None and self._room is not None:
            self._room.note(decider.no_room)  # said once, by the next tick
            failures = {who: why for who, why in failures.items() if why != str(decider.no_room)}
        for who, why in failures.items():
            said = {"portal": who} if who in decider.failures else {}
            logger.error("%s: %s (the rest is left for its next poll)", who, why, extra=said)
        # What could not be kept did not move its due time: without a rest it would be asked at each tick.
        rest = REST_SECONDS if failures else 0
        asyncio.get_running_loop().call_later(rest, self._hosts.difference_update, hosts)

    def _tell_state(self, who: str, result: PollResult) -> None:
        """Say once, in a sentence, that a portal cannot be read, and that it is read again."""
        told = self._unread.pop(who, None)
        if result.read.trouble:
            self._unread[who] = result.state
            if told is not result.state:
                logger.warning("%s: %s, %s", who, result.state.value, result.read.evidence)
        elif told is not None:
            logger.info("%s: read again", who)


def _host(portal: Portal) -> str:
    return urlsplit(portal.definition.url).netloc
