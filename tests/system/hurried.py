"""`balagh` that waits for seconds where the outbox waits for minutes: for a lease to end, after a failure."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cli.main import run
from monitor import deliver, retrying, timing
from monitor.channels import webhook

LEASE_SECONDS = 4
#: A digest's hour.
HOUR_SECONDS = 5
#: How long a receiver may take to answer; shorter than a lease, as in earnest.
ANSWER_SECONDS = 0.7


def _next_digest(at: datetime, _digest: str, _zone: ZoneInfo) -> datetime:
    return at + timedelta(seconds=HOUR_SECONDS - at.timestamp() % HOUR_SECONDS)


def hurry() -> None:
    """Cut the waits of this process."""
    timing._next_digest = _next_digest
    deliver.LEASE = timedelta(seconds=LEASE_SECONDS)
    retrying.DELAYS = tuple(min(one / 50, timedelta(seconds=2)) for one in retrying.DELAYS)
    retrying.LONGEST_REST = timedelta(seconds=1)
    deliver.PATIENCE_SECONDS = 2.0
    webhook.READ_SECONDS = ANSWER_SECONDS


if __name__ == "__main__":
    hurry()
    run()
