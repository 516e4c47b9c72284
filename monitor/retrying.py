"""A message that was not accepted: when it is tried again, what it holds up, and what is said of it."""

from __future__ import annotations

import logging
import random
from datetime import datetime, timedelta

from monitor.targets import show_target
from monitor.timing import quiet_until
from storage import deliveries
from storage.batches import Batch
from storage.database import Connection
from storage.model import DeliveryError, Subscription
from storage.subscriptions import record_failing

logger = logging.getLogger(__name__)

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


def retry_time(now: datetime, attempts: int, asked: datetime | None, jitter: float) -> datetime | None:
    """When a delivery is tried again that failed `attempts` times; None: it is given up.

    `asked` is what the receiver named, heeded up to a day from now; `jitter` lies between 0 and 1.
    """
    if attempts > len(DELAYS):
        return None
    own = now + DELAYS[max(attempts, 1) - 1] * (1 + JITTER * jitter)
    return own if asked is None else max(own, min(asked, now + LONGEST_ASKED))


class Failure:
    """A message that was not accepted: all of it is tried again, at one time and under the same id."""

    def __init__(self, batch: Batch, error: DeliveryError, now: datetime) -> None:
        self.batch = batch
        self.error = error
        self._now = now
        self._attempts = max(due.delivery.attempts for due in batch.dues) + 1
        again = retry_time(now, self._attempts, error.retry_at, random.random())  # noqa: S311
        if again is not None:
            again = quiet_until(again, batch.dues[0].subscription.manner) or again
        self.retry_at = None if error.permanent else again  #: None: it is given up

    def record(self, connection: Connection) -> None:
        """Keep why it failed, when it is tried again, and until when it holds up what comes after it."""
        deliveries.record_failure(connection, self.batch.dues, str(self.error), self.retry_at)
        number = self.batch.dues[0].subscription.id
        record_failing(connection, number, str(self.error), self._now, self._end_of_rest())

    def _end_of_rest(self) -> datetime:
        """Until when its subscription is left alone: as asked, or until the next attempt, if soon."""
        if self.retry_at is None:
            return self._now + DELAYS[0]
        return (
            self.retry_at if self.error.retry_at is not None else min(self.retry_at, self._now + LONGEST_REST)
        )

    def tell(self) -> None:
        """Say that it is given up, if so, and of a subscription that begins to fail, that it does."""
        receiver = self.batch.dues[0].subscription
        if self.retry_at is None:
            logger.error(
                "subscription %d was not told of event %s, given up after %d attempt%s: %s",
                receiver.id,
                ", ".join(str(due.event.id) for due in self.batch.dues),
                self._attempts,
                "s" * (self._attempts != 1),
                self.error,
            )
        elif receiver.failing_since is None:
            logger.warning(
                "the alerts of subscription %d (%s) fail: %s; they are tried again, and it is said when "
                "they arrive",
                receiver.id,
                show_target(receiver.target),
                self.error,
            )


def tell_arriving(receiver: Subscription) -> None:
    """Say of a subscription that had failed that its alerts arrive again."""
    if receiver.failing_since is not None:
        since = receiver.failing_since.isoformat(timespec="seconds")
        logger.info("the alerts of subscription %d arrive again; they failed since %s", receiver.id, since)
