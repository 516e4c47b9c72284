"""The monitor: what is due is polled and delivered until stopped. APScheduler ticks, storage knows when."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Coroutine
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor.alarm import release_alarms
from monitor.clock import ClockWatch, follow_clock, heed_again, heed_jump
from monitor.decide import Decider
from monitor.deliver import Deliverer
from monitor.due import spread_overdue
from monitor.hosts import Readiness, postpone
from monitor.leases import Leases
from monitor.plan import make_plans
from monitor.resting import RestingHosts
from monitor.room import NO_ROOM, Room
from monitor.schedule import USUAL_POLL, Timing
from monitor.underway import ToldStates, UnderWay, find_host, name_portals, tell_failures
from storage import portals
from storage.database import Store
from storage.model import BalaghError, NoRoomError, PollPlan
from storage.shards import DUTIES

logger = logging.getLogger(__name__)

TICK_SECONDS = 1.0
TIDY_HOURS = 1  #: between two times that it is asked whether there is something to take away
#: After the clock went ahead nothing old is taken away for so long: if it is wrong, it is put right by then.
REST_FROM_TIDYING_SECONDS = 24 * 3600.0
#: Portals that are polled in one crawl, and in all crawls at one time: those that are slow hold up no others.
BATCH = 100
MOST_UNDER_WAY = 400
#: Where there was no tick for so long, what became due meanwhile is spread out.
STANDSTILL = timedelta(minutes=5)

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
        timing: Timing | None = None,
    ) -> None:
        self.store = store
        self.deliverer = deliverer
        self.trouble: str | None = None  #: why the last tick could not do its work
        self.open_shards: Collection[int] | None = None  #: in which portals may be polled; None: in all
        self._new_decider = new_decider
        self._crawl = crawl
        self._tidy = tidy  #: takes away what is not to be kept any longer
        self.leases: Leases | None = None  #: of what may be polled here; None: nobody else polls
        self._room = room  #: whether there is room for what is read; None: nobody looks
        self._timing = timing  #: by which what is overdue after a standstill is spread out; None: it is not
        self._heeding: asyncio.Task[None] | None = None  #: waits for what a wrong clock had begun
        self._tidy_from = 0.0  #: before, nothing is taken away; by the clock that only goes on
        self._ticked_at: datetime | None = None  #: the last tick that could do its work
        self._shortage: str | None = None  #: why nothing is polled or sent now
        self._ticking = asyncio.Lock()
        self._crawls: dict[asyncio.Task[None], UnderWay] = {}
        self._told = ToldStates()
        self._resting = RestingHosts(store)

    async def run(self, stopped: asyncio.Event) -> None:
        """Watch until `stopped` is set; crawls under way are cut off, deliveries are brought to their end."""
        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick may take longer than a second
        clock_watch = ClockWatch()  # before anything is planned by the clock
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
        clock = asyncio.create_task(follow_clock(clock_watch, partial(self._heed_clock, scheduler)))
        await stopped.wait()
        for following in (clock, self._heeding):
            if following is not None:
                following.cancel()
        scheduler.pause()
        async with self._ticking:  # a tick under way is not cut off
            scheduler.shutdown(wait=False)
        # A slow portal would keep us for minutes; what is not kept yet is pending, and read by the next poll.
        for crawl in self._crawls:
            crawl.cancel()
        await asyncio.gather(*self._crawls, return_exceptions=True)
        if self._is_on_duty():
            await self._release_alarms()
            await self.deliverer.drain()

    async def _heed_clock(self, scheduler: AsyncIOScheduler, jump: timedelta) -> None:
        is_back = jump < timedelta()
        self._tidy_from = 0.0 if is_back else monotonic() + REST_FROM_TIDYING_SECONDS
        for (
            job
        ) in scheduler.get_jobs():  # they wait by the time of day, for as long as it said when they began
            job.modify(next_run_time=datetime.now(UTC))
        is_shared = self.leases is not None and not self.leases.is_alone()
        if (timing := self._timing) is None or is_shared:  # others plan by clocks that may be right
            return

        def plan() -> None:
            heed_jump(self.store, timing, datetime.now(UTC), is_back=is_back)

        begun = list(self._crawls)
        await asyncio.to_thread(plan)
        if is_back and begun:
            if self._heeding is not None:
                self._heeding.cancel()  # what it waits for is among these
            self._heeding = asyncio.create_task(heed_again(begun, plan))

    async def _release_alarms(self) -> None:
        def release() -> None:
            with self.store.write() as connection:
                release_alarms(connection, datetime.now(UTC))

        with suppress(BalaghError):  # they keep their time, and go out when it comes
            await asyncio.to_thread(release)

    async def _tidy_up(self) -> None:
        try:
            if self._tidy is not None and self._is_on_duty() and monotonic() >= self._tidy_from:
                await asyncio.to_thread(self._tidy)
        except BalaghError as error:
            self.note_trouble(error)

    def is_full(self) -> bool:
        """Whether it has as much under way as it may."""
        return self._count_free() <= 0

    def _count_free(self) -> int:
        """How many more portals may be polled now."""
        return MOST_UNDER_WAY - sum(1 for crawl in self._crawls.values() for _ in crawl.list_waiting())

    def list_busy(self) -> set[int]:
        """The shards in which a crawl is under way."""
        return set().union(*(crawl.shards for crawl in self._crawls.values()))

    def _is_on_duty(self) -> bool:
        """Whether what is done once for the whole archive is ours to do."""
        return self.leases is None or self.leases.holds(DUTIES)

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
            await asyncio.to_thread(self._catch_up)
            free = min(BATCH, self._count_free())
            if free > 0:
                batch = await asyncio.to_thread(self._list_due, free)
                if batch:
                    self._start(batch)
            if self._is_on_duty():
                await self.deliverer.tick()
            if self.trouble is not None:
                logger.info("it works again")
            self.trouble = None
        except BalaghError as error:
            self.note_trouble(error)

    def note_trouble(self, error: BalaghError) -> None:
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
        for crawl in list(self._crawls.values()):
            if crawl.decider.no_room is not None:
                self._room.note(crawl.decider.no_room)
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

    def _catch_up(self) -> None:
        """After a start, a machine that slept, or a time without room: no burst of all that is overdue."""
        now = datetime.now(UTC)
        stood_still = self._ticked_at is None or now - self._ticked_at > STANDSTILL
        # Where others poll, the archive did not stand still when we did.
        if self._timing is not None and stood_still and (self.leases is None or self.leases.is_alone()):
            spread_overdue(self.store, self._timing, now)
        self._ticked_at = now

    def _list_due(self, most: int) -> list[PollPlan]:
        now = datetime.now(UTC)
        # A host is never asked by two crawls at once.
        self._resting.end()
        under_way = [crawl.list_waiting() for crawl in list(self._crawls.values())]
        busy = self._resting.list_hosts().union(*under_way)
        with (
            self.store.read() as connection,
            closing(portals.list_due_portals(connection, now, self.open_shards)) as due,
        ):
            # However many wait for a host that is under way, they hold up no other host's.
            free = (portal for portal in due if find_host(portal) not in busy)
            ready = Readiness(connection, self._timing.poll if self._timing else USUAL_POLL, now)
            plans = make_plans(connection, list(islice(ready.choose(free), most)), now)
        if ready.postponed:
            with self.store.write() as connection:
                for poll in ready.postponed:
                    postpone(connection, poll)
        return plans

    def _start(self, plans: list[PollPlan]) -> None:
        hosts = {plan.portal: urlsplit(plan.definition.url).netloc for plan in plans}
        decider = self._new_decider()
        if self.leases is not None:
            decider.grant = self.leases.grant({plan.portal: plan.shard for plan in plans})
        task = asyncio.create_task(self._crawl(plans, decider))
        self._crawls[task] = UnderWay(decider, hosts, frozenset(plan.shard for plan in plans))
        task.add_done_callback(self._finish)

    def _finish(self, done: asyncio.Task[None]) -> None:
        crawl = self._crawls.pop(done)
        decider = crawl.decider
        for who, result in decider.results.items():
            self._told.tell(who, result)
            if result.events:
                events = "1 event" if result.events == 1 else f"{result.events} events"
                logger.info("%s: %s, `balagh events` lists them", who, events, extra={"portal": who})
        failures = dict(decider.failures)
        if not done.cancelled() and (error := done.exception()):
            failures["a crawl"] = str(error) if isinstance(error, BalaghError) else f"ended with {error!r}"
        if decider.no_room is not None and self._room is not None:
            self._room.note(decider.no_room)  # said once, by the next tick
            failures = {who: why for who, why in failures.items() if why != str(decider.no_room)}
        lost = decider.grant.lost if decider.grant is not None else ()
        failures = {who: why for who, why in failures.items() if who not in lost}
        if lost:
            logger.warning(
                "what was read of %s is dropped: other workers have taken over", name_portals(lost)
            )
        tell_failures(failures)
        # What could not be kept did not move its due time: without a rest it would be asked at each tick.
        waiting = set(crawl.list_waiting())
        self._resting.note_kept({crawl.hosts[who] for who in decider.results} - waiting)
        if failures:
            self._resting.begin(waiting)
