"""A clock that was wrong and is put right: nothing may stand still until an hour that it named comes."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection
from datetime import UTC, datetime, timedelta
from functools import partial

from monitor import deliver
from monitor.alarm import ALARM_WAIT
from monitor.due import spread
from monitor.retrying import DELAYS, retry_time
from monitor.schedule import Timing, next_check
from monitor.timing import next_due
from storage import articles, setback
from storage.database import Connection, Store
from storage.model import BalaghError

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
#: Goes on while the machine sleeps: a laptop that is closed each night has no clock that was set.
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
#: A clock that is put right by less is no matter: nothing waits longer for it than that.
TOLERANCE = timedelta(minutes=1)
#: Said at a start.
BEHIND = (
    "the clock stands before what was recorded last: it was ahead then, or is behind now; "
    "what was planned by it is planned anew"
)


class ClockWatch:
    """Whether the time of day was set since the last look, by a clock that only goes on."""

    def __init__(
        self,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        steady: Callable[[], float] = lambda: time.clock_gettime(_STEADY),
    ) -> None:
        self._now = now
        self._steady = steady
        self._base = self._read()

    def find_jump(self) -> timedelta | None:
        """By how much it was set ahead, or (below 0) back; None: it was not."""
        base = self._read()
        jump = base - self._base
        if abs(jump) <= TOLERANCE:
            return None
        self._base = base
        return jump

    def _read(self) -> datetime:
        return self._now() - timedelta(seconds=self._steady())


async def follow_clock(clock: ClockWatch, heed: Callable[[timedelta], Awaitable[None]]) -> None:
    """Tell of each jump of the clock, until cancelled; one that could not be heeded is told again."""
    untold = timedelta()
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        if (jump := clock.find_jump()) is not None:
            logger.warning("%s", say_jump(jump))
            untold = min(jump, untold) or jump  # of several, going back is the one that must be heeded
        if not untold:
            continue
        try:
            await heed(untold)
        except Exception as error:
            # A fault of ours must not end this for good; it is told once, not at each of the tries.
            if jump is not None:
                logger.error("%s", error, exc_info=None if isinstance(error, BalaghError) else error)
        else:
            untold = timedelta()


async def heed_again(begun: Collection[asyncio.Task[None]], plan: Callable[[], None]) -> None:
    """Plan once more when what was begun before the jump has ended: it planned by that time to its end."""
    await asyncio.wait(begun)
    try:
        await asyncio.to_thread(plan)
    except BalaghError as error:
        logger.error("%s", error)


def say_jump(jump: timedelta) -> str:
    """What happened, and what is done about it."""
    hours = f"{abs(jump).total_seconds() / 3600:.1f} hours"
    if jump > timedelta():
        return f"the clock went ahead by {hours} at once: what is due by it is done, one after the other"
    return f"the clock was set back by {hours}: what was planned by the time before is planned anew"


def heed_jump(store: Store, timing: Timing, now: datetime, *, is_back: bool) -> None:
    """After a jump: begin the proofs that hang on the clock again, and plan anew what would wait for long."""
    with store.write() as connection:
        setback.forget_all_doubts(connection)
        if is_back:
            _plan_polls(connection, timing, now)
            setback.look_closer(connection, now)
            setback.ask_hosts_again(connection, now)
            setback.bring_deliveries_back(
                connection,
                now,
                now + deliver.LEASE,
                lambda manner: next_due(now + timing.poll * ALARM_WAIT, manner),
                partial(_next_try, now),
            )


def _next_try(now: datetime, attempts: int) -> datetime:
    latest = retry_time(now, min(attempts, len(DELAYS)), None, 1.0)
    assert latest is not None  # it is given up after more failures alone
    return latest


def _plan_polls(connection: Connection, timing: Timing, now: datetime) -> None:
    spread(connection, setback.list_planned(connection, now), timing, now)
    waits = [
        (wait, next_check(now, timing.recheck, wait.checks)) for wait in articles.list_waiting(connection)
    ]
    articles.bring_forward(connection, [(wait, due) for wait, due in waits if wait.latest > due])
    setback.try_entries_again(connection, now)


def heed_setback(store: Store, timing: Timing, now: datetime) -> bool:
    """At a start: the same, where something was recorded later than now; gives whether."""
    with store.read() as connection:
        is_behind = setback.is_behind(connection, now + TOLERANCE)
    if is_behind:
        heed_jump(store, timing, now, is_back=True)
        logger.warning("%s", BEHIND)
    return is_behind
