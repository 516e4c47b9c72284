"""Deliver what is due: step 11 of the way through the house (ARCHITECTURE.md).

A delivery is leased in one short transaction, sent outside of any, and recorded in another, which leases the
next one. Killed in between, it is sent again under the same id when its lease has run out: at least once,
never under two ids.
Each subscription goes its own way in its own thread, in the order of the events.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Lock
from time import monotonic, sleep
from typing import TypeVar

from monitor.channels import Channel
from monitor.message import Message, render_alarm, render_digest, render_message
from monitor.timing import most_apart, quiet_until
from storage import deliveries
from storage.batches import Batch, lease_batch
from storage.database import Connection, Store
from storage.deliveries import DueDelivery
from storage.model import DeliveryError, NoRoomError, Subscription, UnusableTargetError
from storage.subscriptions import list_subscriptions

T = TypeVar("T")

logger = logging.getLogger(__name__)

#: Longer than any channel takes for one message (a webhook a minute), and how late the message is that a
#: killed sender had in hand.
LEASE = timedelta(minutes=2)
#: Between a failed attempt and the next; after the last of them a delivery is given up, three days on.
DELAYS = tuple(
    timedelta(seconds=seconds)
    for seconds in (10, 30, 2 * 60, 10 * 60, 30 * 60, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600)
)
LONGEST_ASKED = timedelta(days=1)
#: A delay grows by up to this share of itself, so that receivers are not asked by all at once.
JITTER = 0.25
#: How long a failed message holds up those after it, which are to arrive in order; then they get a chance.
LONGEST_REST = timedelta(minutes=10)
#: Threads; each waits for one receiver. More subscriptions than these in flight at once take turns.
MOST_IN_FLIGHT = 256
#: How long what is in flight may go on with its backlog when the watcher stops.
PATIENCE_SECONDS = 10.0
#: Between two tries to record what was sent while a disk is full.
NO_ROOM_SECONDS = 1.0


def retry_time(now: datetime, attempts: int, asked: datetime | None, jitter: float) -> datetime | None:
    """When a delivery is tried again that failed `attempts` times; None: it is given up.

    `asked` is what the receiver named, heeded up to a day from now; `jitter` lies between 0 and 1.
    """
    if attempts > len(DELAYS):
        return None
    own = now + DELAYS[max(attempts, 1) - 1] * (1 + JITTER * jitter)
    return own if asked is None else max(own, min(asked, now + LONGEST_ASKED))


class Deliverer:
    """Sends what is due to whom it is due."""

    def __init__(
        self,
        store: Store,
        open_channel: Callable[[str], Channel],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        on_sent: Callable[[DueDelivery], None] | None = None,
    ) -> None:
        self.store = store
        self._open_channel = open_channel
        self._clock = clock
        self._on_sent = on_sent or (lambda _due: None)
        self._database = Lock()  # our threads take turns here, rather than each with a connection of its own
        self._resting: dict[
            int, datetime
        ] = {}  # subscriptions that failed, and until when they are left alone
        self._in_flight: dict[int, asyncio.Future[int]] = {}
        self._threads: ThreadPoolExecutor | None = None
        self._stop_at: float | None = None

    def deliver_due(self) -> int:
        """Send everything that is due now, and wait for it; gives how many were sent.

        Raises StorageError where the archive cannot be read or written.
        """
        due = self._list_due()
        if not due:
            return 0
        with ThreadPoolExecutor(min(len(due), MOST_IN_FLIGHT), "deliver") as threads:
            return sum(threads.map(self._deliver_to, due))

    async def tick(self) -> None:
        """Start what is due and not under way yet; waits for none of it. Raises StorageError."""
        for subscription in await asyncio.to_thread(self._list_due):
            if subscription.id not in self._in_flight:
                self._start(subscription)

    async def drain(self) -> None:
        """Bring what is due to its end: nobody waits long, what is left stays in the outbox."""
        self._stop_at = monotonic() + PATIENCE_SECONDS
        try:
            await self.tick()
        finally:
            await asyncio.gather(*self._in_flight.values(), return_exceptions=True)
            if self._threads is not None:
                self._threads.shutdown()
            self._threads = self._stop_at = None

    def _start(self, subscription: Subscription) -> None:
        # Threads of our own: those of asyncio are few, and a dozen dead receivers would hold up the polls.
        self._threads = self._threads or ThreadPoolExecutor(MOST_IN_FLIGHT, "deliver")
        loop = asyncio.get_running_loop()
        task = loop.run_in_executor(self._threads, self._deliver_to, subscription)
        self._in_flight[subscription.id] = task
        task.add_done_callback(lambda done: self._finish(subscription.id, done))

    def _finish(self, subscription: int, done: asyncio.Future[int]) -> None:
        del self._in_flight[subscription]
        if not done.cancelled() and (error := done.exception()):
            logger.error(
                "delivering to subscription %d stopped: %s; it goes on at the next tick", subscription, error
            )

    def _list_due(self) -> list[Subscription]:
        now = self._clock()
        with self._database, self.store.read() as connection:
            due = deliveries.list_due_subscriptions(connection, now)
            standing = list_subscriptions(connection) if due else []
        awake = [one for one in standing if one.id in due and not quiet_until(now, one.manner)]
        return [one for one in awake if self._resting.get(one.id, now) <= now]

    def _deliver_to(self, subscription: Subscription) -> int:
        """Send one subscription what is due, in the order of the events, until something fails."""
        sent = 0
        batch = self._lease(subscription)
        while batch is not None:
            try:
                self._send(subscription, batch)
            except DeliveryError as error:
                self._record_failure(batch, error)
                break
            sent += len(batch.dues)
            record = partial(self._record_sent, subscription, batch)
            batch = self._when_there_is_room(record)
        return sent

    def _lease(self, subscription: Subscription) -> Batch | None:
        with self._database, self.store.write() as connection:
            return self._lease_next(connection, subscription)

    def _lease_next(self, connection: Connection, subscription: Subscription) -> Batch | None:
        now = self._clock()
        is_over = self._stop_at is not None and monotonic() >= self._stop_at
        if is_over or quiet_until(now, subscription.manner):
            return None
        return lease_batch(connection, subscription.id, now, LEASE, most_apart(subscription))

    def _send(self, subscription: Subscription, batch: Batch) -> None:
        try:
            self._open_channel(subscription.target).send(_render(batch))
        except DeliveryError:
            raise
        except UnusableTargetError as error:
            raise DeliveryError(str(error)) from error
        except Exception as error:
            # Libraries put addresses with their keys into their messages: the type alone is told.
            raise DeliveryError(f"the channel failed with {type(error).__name__}") from error

    def _when_there_is_room(self, record: Callable[[], T]) -> T:
        """Record what was sent; a full disk is waited for while the watcher runs, or all goes out again."""
        while True:
            try:
                return record()
            except NoRoomError:
                is_over = self._stop_at is not None and monotonic() >= self._stop_at
                if self._threads is None or is_over:
                    raise
                sleep(NO_ROOM_SECONDS)

    def _record_sent(self, subscription: Subscription, batch: Batch) -> Batch | None:
        """Tick it off; gives the next one, leased in the same transaction: commits take most of the time."""
        now = self._clock()
        with self._database, self.store.write() as connection:
            for due in batch.dues:
                deliveries.record_sent(connection, due.delivery.id, now)
            following = self._lease_next(connection, subscription)
        self._resting.pop(subscription.id, None)
        for due in batch.dues:
            self._on_sent(due)
        return following

    def _record_failure(self, batch: Batch, error: DeliveryError) -> None:
        """All of a batch is tried again, at one time and under the same id, or all is given up."""
        now = self._clock()
        attempts = max(due.delivery.attempts for due in batch.dues)
        retry_at = retry_time(now, attempts, error.retry_at, random.random())  # noqa: S311
        retry_at = None if error.permanent else retry_at
        with self._database, self.store.write() as connection:
            for due in batch.dues:
                deliveries.record_failure(connection, due.delivery, str(error), retry_at)
        subscription = batch.dues[0].subscription.id
        self._resting[subscription] = _end_of_rest(now, retry_at, error.retry_at)
        if retry_at is None:
            logger.error(
                "subscription %d was not told of event %s, given up after %d attempts: %s",
                subscription, ", ".join(str(due.event.id) for due in batch.dues), attempts, error,
            )  # fmt: skip


def _render(batch: Batch) -> Message:
    first = batch.dues[0]
    if first.delivery.id == batch.id:
        return render_message(first)
    types = {due.event.type for due in batch.dues}
    is_alarm = (
        len(types) == 1 and types <= set(deliveries.ALARMS) and first.subscription.manner.digest is None
    )
    return (render_alarm if is_alarm else render_digest)(batch.id, batch.dues)


def _end_of_rest(now: datetime, retry_at: datetime | None, asked: datetime | None) -> datetime:
    """Until when a subscription is left alone: as its receiver asked, or until the next attempt, if soon."""
    if retry_at is None:
        return now + DELAYS[0]
    return retry_at if asked is not None else min(retry_at, now + LONGEST_REST)
