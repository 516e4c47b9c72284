"""Deliver what is due: step 11 of the way through the house (ARCHITECTURE.md).

Deliveries are leased in one short transaction, sent outside of any, and recorded in another, which leases the
next ones. Killed in between, they are sent again under the same ids when their lease has run out: at least
once, never under two ids.
Each subscription goes its own way in its own thread, in the order of the events. To a person, each message is
recorded before the next one goes out. Programs drop what they know by its id: they get a handful first.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep
from typing import TypeVar

from monitor.channels import Channel
from monitor.message import Message, render_alarm, render_digest, render_message
from monitor.retrying import Failure, tell_arriving
from monitor.timing import most_apart, quiet_until
from storage import deliveries
from storage.batches import Batch, lease_batches
from storage.database import Connection, Store
from storage.deliveries import DueDelivery
from storage.model import DeliveryError, NoRoomError, Subscription, UnusableTargetError
from storage.subscriptions import list_subscriptions, record_working
from storage.together import SharedWriter

T = TypeVar("T")

logger = logging.getLogger(__name__)

#: Longer than any channel takes for one message (a webhook a minute), and how late the message is that a
#: killed sender had in hand.
LEASE = timedelta(minutes=2)
#: So many messages to one program at most are sent and not recorded yet, for so long at most: these are what
#: it may get again after a kill.
HANDFUL = 8
LONGEST_UNRECORDED_SECONDS = 1.0
#: Threads; each waits for one receiver. More subscriptions than these in flight at once take turns.
MOST_IN_FLIGHT = 256
#: How long what is in flight may go on with its backlog when the watcher stops.
PATIENCE_SECONDS = 10.0
#: Between two tries to record what was sent while a disk is full.
NO_ROOM_SECONDS = 1.0


class Deliverer:
    """Sends what is due to whom it is due."""

    def __init__(
        self,
        store: Store,
        open_channel: Callable[[str], Channel],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        on_sent: Callable[[DueDelivery], None] | None = None,
        is_on_duty: Callable[[Connection], bool] | None = None,
    ) -> None:
        self.store = store
        self._open_channel = open_channel
        self._clock = clock
        self._is_on_duty = is_on_duty or (lambda _connection: True)  #: nobody else sends
        self._on_sent = on_sent or (lambda _due: None)
        self._writer = SharedWriter(store)
        self._in_flight: dict[int, asyncio.Future[int]] = {}
        self._threads: ThreadPoolExecutor | None = None
        self._stop_at: float | None = None

    def deliver_due(self) -> int:
        """Send everything that is due now, and wait for it; gives how many were sent.

        Raises StorageError where the archive cannot be read or written.
        """
        due = self.list_due()
        if not due:
            return 0
        with ThreadPoolExecutor(min(len(due), MOST_IN_FLIGHT), "deliver") as threads:
            return sum(threads.map(self._deliver_to, due))

    async def tick(self) -> None:
        """Start what is due and not under way yet; waits for none of it. Raises StorageError."""
        for subscription in await asyncio.to_thread(self.list_due):
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

    def list_due(self) -> list[Subscription]:
        """The subscriptions that are sent something now, be it asked for or not."""
        now = self._clock()
        with self.store.read() as connection:
            due = deliveries.list_due_subscriptions(connection, now)
            standing = list_subscriptions(connection) if due else []
        return [one for one in standing if one.id in due and not quiet_until(now, one.manner)]

    def _deliver_to(self, subscription: Subscription) -> int:
        """Send one subscription what is due, in the order of the events, until something fails."""
        sent = 0
        line = _Line(self._open_channel, subscription.target)
        try:
            handful = self._writer.write(lambda connection: self._lease(connection, subscription))
            while handful:
                accepted, error = self._send_all(line, handful)
                sent += sum(len(batch.dues) for batch in accepted)
                handful = self._record(subscription, handful, accepted, error)
        finally:
            line.close()
        return sent

    def _lease(self, connection: Connection, subscription: Subscription) -> list[Batch]:
        now = self._clock()
        if self._is_over() or quiet_until(now, subscription.manner) or not self._is_on_duty(connection):
            return []
        apart = most_apart(subscription)
        most = HANDFUL if apart is None else 1
        return lease_batches(connection, subscription.id, now, LEASE, apart=apart, most=most)

    def _is_over(self) -> bool:
        return self._stop_at is not None and monotonic() >= self._stop_at

    def _send_all(self, line: _Line, handful: list[Batch]) -> tuple[list[Batch], DeliveryError | None]:
        """Send one after the other; gives those that were accepted, and why the next one was not."""
        accepted: list[Batch] = []
        until = monotonic() + LONGEST_UNRECORDED_SECONDS
        for batch in handful:
            if accepted and (monotonic() >= until or self._is_over()):
                break
            try:
                line.send(batch)
            except DeliveryError as error:
                return accepted, error
            accepted.append(batch)
        return accepted, None

    def _record(
        self,
        subscription: Subscription,
        handful: list[Batch],
        accepted: list[Batch],
        error: DeliveryError | None,
    ) -> list[Batch]:
        """Tick off what was accepted; gives the next ones, leased in the same transaction, if none failed."""
        now = self._clock()
        receiver = handful[0].dues[0].subscription  # as it stood when these were leased
        sent = [due for batch in accepted for due in batch.dues]
        rest = handful[len(accepted) :]
        failed = None if error is None else Failure(rest.pop(0), error, now)
        untried = [due for batch in rest for due in batch.dues]

        def record(connection: Connection) -> list[Batch]:
            if sent:
                deliveries.record_sent(connection, [due.delivery.id for due in sent], now)
                if receiver.failing_since:
                    record_working(connection, receiver.id)
            if untried:
                deliveries.release(connection, untried)
            if failed is None:
                return self._lease(connection, subscription)
            failed.record(connection)
            return []

        following = self._when_there_is_room(lambda: self._writer.write(record))
        for due in sent:
            self._on_sent(due)
        if failed is not None:
            failed.tell()
        else:
            tell_arriving(receiver)
        return following

    def _when_there_is_room(self, record: Callable[[], T]) -> T:
        """Record what was sent; a full disk is waited for while the watcher runs, or all goes out again."""
        while True:
            try:
                return record()
            except NoRoomError:
                if self._threads is None or self._is_over():
                    raise
                sleep(NO_ROOM_SECONDS)


class _Line:
    """The way to one receiver: opened for the first message, kept until the last."""

    def __init__(self, open_channel: Callable[[str], Channel], target: str) -> None:
        self._open_channel = open_channel
        self._target = target
        self._channel: Channel | None = None

    def send(self, batch: Batch) -> None:
        """Send once. Raises DeliveryError, whatever went wrong."""
        try:
            self._channel = self._channel or self._open_channel(self._target)
            self._channel.send(_render(batch))
        except DeliveryError:
            raise
        except UnusableTargetError as error:
            raise DeliveryError(str(error)) from error
        except Exception as error:
            # Libraries put addresses with their keys into their messages: the type alone is told.
            raise DeliveryError(f"the channel failed with {type(error).__name__}") from error

    def close(self) -> None:
        if self._channel is not None:
            self._channel.close()


def _render(batch: Batch) -> Message:
    first = batch.dues[0]
    if first.delivery.id == batch.id:
        return render_message(first)
    types = {due.event.type for due in batch.dues}
    is_alarm = (
        len(types) == 1 and types <= set(deliveries.ALARMS) and first.subscription.manner.digest is None
    )
    return (render_alarm if is_alarm else render_digest)(batch.id, batch.dues)
