"""`balagh` that waits for seconds where the outbox waits for minutes: for a lease to end, after a failure."""

from __future__ import annotations

from datetime import timedelta

from cli.main import run
from monitor import deliver
from monitor.channels import webhook

LEASE_SECONDS = 3
#: How long a receiver may take to answer; shorter than a lease, as in earnest.
ANSWER_SECONDS = 0.7

if __name__ == "__main__":
    deliver.LEASE = timedelta(seconds=LEASE_SECONDS)
    deliver.DELAYS = tuple(min(one / 50, timedelta(seconds=2)) for one in deliver.DELAYS)
    deliver.LONGEST_REST = timedelta(seconds=1)
    deliver.PATIENCE_SECONDS = 2.0
    webhook.READ_SECONDS = ANSWER_SECONDS
    run()
