"""One of many processes that watch one archive on PostgreSQL: Procrastinate tells it whose turn it is.

A job is a turn with one shard: what is due of its portals is polled, until nothing is. Every worker puts jobs
into the queue, for shards in which a portal is due, and takes jobs from it; so any number of them may come,
end or die. Jobs are hints: whoever gets one still needs the shard's lease (`monitor/leases.py`), and a poll
that failed is kept with its portal, not with the job.
"""

from __future__ import annotations

import asyncio
import logging
from asyncio import FIRST_COMPLETED
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from psycopg import Error as DriverError
from psycopg.errors import ForeignKeyViolation

from monitor.leases import RENEWALS, Leases, read_clock
from monitor.watch import Watch
from storage import shards, workers
from storage.model import BalaghError
from storage.shards import DUTIES, LOCK

T = TypeVar("T")

logger = logging.getLogger(__name__)

TICK_SECONDS = 0.5
#: Shards that one worker has at a time.
MOST_SHARDS = 128
#: How long new portals of a shard are begun in one turn; then it is somebody else's turn. Where something is
#: still under way after three times as long, it is slow, and holds up no other portal of its shard.
TURN_SECONDS = 10.0
#: Between two tries while the database is away.
RETRY_SECONDS = 1.0
QUEUE, TASK = "polls", "poll_shard"


@dataclass(frozen=True, slots=True)
class Turn:
    """A shard that is ours for a while, by a job."""

    job: Job
    began_at: float

    def is_open(self, now: float) -> bool:
        """Whether portals of the shard may be begun."""
        return not TURN_SECONDS <= now - self.began_at < 3 * TURN_SECONDS


class Worker:
    """Polls the shards whose turn it is, until stopped."""

    def __init__(self, watch: Watch, leases: Leases, connection: Mapping[str, Any]) -> None:
        self._watch = watch
        self._leases = leases
        self._connection = connection  # the words by which psycopg finds the database
        self._turns: dict[int, Turn] = {}  # by shard
        self._ended = 0
        self._trouble: str | None = None
        # Not asyncio's own threads: writers that wait for each other would keep leases from being renewed.
        self._threads = ThreadPoolExecutor(1, "leases")

    async def run(self, stopped: asyncio.Event) -> None:
        """Work until `stopped` is set; then bring what was begun to its end, as a watcher does."""
        for name in ("procrastinate", "psycopg.pool"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what goes wrong is said here, once
        self._watch.open_shards = ()
        watching = asyncio.create_task(self._watch.run(stopped))
        try:
            while not watching.done():
                try:
                    await self._work(watching, stopped)
                except (ConnectorException, DriverError, BalaghError) as error:
                    await self._note_trouble(error)
            await watching
        finally:
            self._threads.shutdown(wait=True)

    async def _note_trouble(self, error: Exception) -> None:
        """Say once what is wrong, and wait."""
        if not isinstance(error, BalaghError):
            trouble = await self._call(self._find_trouble)
            error = trouble or error
        if isinstance(error, BalaghError):
            self._watch.note_trouble(error)
        elif not isinstance(error.__cause__, ForeignKeyViolation):  # struck off the list: we come back as new
            said = " ".join(str(error.__cause__ or error).split())
            if said != self._trouble:
                logger.warning("the queue of polls cannot be used: %s; it is tried again", said)
            self._trouble = said
        await asyncio.sleep(RETRY_SECONDS)

    def _find_trouble(self) -> BalaghError | None:
        """Why the archive cannot be used, if it cannot."""
        try:
            with self._leases.store.read():
                return None
        except BalaghError as error:
            return error

    async def _work(self, watching: asyncio.Task[None], stopped: asyncio.Event) -> None:
        """Take turns as long as the database is there and we are not stopped in our midst."""
        words = dict(self._connection)
        app = App(connector=PsycopgConnector(kwargs=words, min_size=0, max_size=2, timeout=3))
        async with app.open_async():
            jobs = app.job_manager
            number = await jobs.register_worker()
            beating = asyncio.create_task(self._beat(jobs, number))
            try:
                while not watching.done() and not beating.done():
                    await self._end_turns(jobs)
                    if not stopped.is_set():
                        await self._dispatch(jobs)
                        await self._take_turns(jobs, number)
                    await asyncio.wait([watching, beating], timeout=TICK_SECONDS, return_when=FIRST_COMPLETED)
                if watching.done():
                    await self._leave(jobs, number)
            finally:
                beating.cancel()
                with suppress(asyncio.CancelledError):
                    await beating

    async def _beat(self, jobs: JobManager, number: int) -> None:
        """Tell now and then that we are there, and keep what is ours; ends where we were away for long."""
        before = None
        # Others may have struck us off their list since: we are a new one then.
        while before is None or read_clock() - before < self._leases.seconds:
            now = read_clock()
            lost = await self._call(self._leases.renew)
            self._note_lost([shard for shard in lost if shard != DUTIES])
            await self._call(self._tell)
            await jobs.update_heartbeat(number)
            await self._revive(jobs)
            before, self._trouble = now, None
            await asyncio.sleep(self._leases.seconds / RENEWALS)

    def _tell(self) -> None:
        with self._leases.store.write_aside() as connection:
            workers.beat(connection, self._leases.holder, self._ended)
        if not self._leases.holds(DUTIES):
            self._leases.take(DUTIES)

    def _note_lost(self, lost: list[int]) -> None:
        if lost:
            logger.warning(
                "%d shards went to other workers while this one was away; "
                "what it had begun to read of them is dropped",
                len(lost),
            )

    async def _revive(self, jobs: JobManager) -> None:
        """Take jobs of workers that died off the list; what is due comes back by itself."""
        # Each worker does this in its own loop: a job for it could be the one that is lost.
        for job in await jobs.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=self._leases.seconds):
            await _finish(jobs, job)
        await jobs.prune_stalled_workers(2 * self._leases.seconds)

    async def _dispatch(self, jobs: JobManager) -> None:
        """Put a job into the queue for each shard that waits, unless another worker was faster."""
        waiting = await self._call(self._list_waiting)
        if waiting:
            with suppress(AlreadyEnqueued):  # none of them went in: the rest does the next time
                await jobs.batch_defer_jobs_async([_make_job(shard) for shard in waiting])

    def _list_waiting(self) -> list[int]:
        with self._leases.store.read() as connection:
            return shards.list_waiting(connection, datetime.now(UTC))

    async def _take_turns(self, jobs: JobManager, number: int) -> None:
        began = len(self._turns)
        while len(self._turns) < MOST_SHARDS and not self._watch.is_full():
            job = await jobs.fetch_job([QUEUE], number)
            if job is None:
                break
            shard = int(str(job.task_kwargs["shard"]))
            if await self._call(lambda: self._leases.take(shard)):  # noqa: B023  # called before it changes
                self._turns[shard] = Turn(job, read_clock())
            else:
                await _finish(jobs, job)
        self._open()
        if len(self._turns) > began:
            await self._watch.tick()

    def _open(self) -> None:
        now = read_clock()
        held = (shard for shard in self._turns if self._leases.holds(shard))
        self._watch.open_shards = [shard for shard in held if self._turns[shard].is_open(now)]

    async def _end_turns(self, jobs: JobManager) -> None:
        """Give back what has nothing under way and nothing due, or had its time."""
        busy, now = self._watch.list_busy(), read_clock()
        idle = [shard for shard in self._turns if shard not in busy]
        if not idle:
            return
        due = await self._call(lambda: self._list_due(idle))
        kept = due.intersection(self._leases.list_held())
        over = [one for one in idle if one not in kept or not self._turns[one].is_open(now)]
        self._watch.open_shards = [one for one in self._watch.open_shards or () if one not in over]
        over = [one for one in over if one not in self._watch.list_busy()]
        await self._call(lambda: self._leases.release(over))
        for shard in over:
            await _finish(jobs, self._turns.pop(shard).job)
        self._ended += len(over)

    def _list_due(self, among: Iterable[int]) -> set[int]:
        with self._leases.store.read() as connection:
            return shards.list_due_shards(connection, list(among), datetime.now(UTC))

    async def _leave(self, jobs: JobManager, number: int) -> None:
        """Let the others have all that was ours."""
        await self._call(self._leases.release)
        for turn in self._turns.values():
            await _finish(jobs, turn.job)
        await jobs.unregister_worker(number)
        await self._call(self._forget)

    def _forget(self) -> None:
        with self._leases.store.write_aside() as connection:
            workers.leave(connection, self._leases.holder)

    async def _call(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


def _make_job(shard: int) -> Job:
    name = f"{LOCK}{shard}"
    return Job(queue=QUEUE, task_name=TASK, lock=name, queueing_lock=name, task_kwargs={"shard": shard})


async def _finish(jobs: JobManager, job: Job) -> None:
    """Take a job off the list, if it still is on it."""
    with suppress(ConnectorException):
        await jobs.finish_job(job, Status.SUCCEEDED, delete_job=True)
