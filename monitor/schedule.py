"""When a portal is polled and an article is visited again (pure: `now` is an argument)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice
from math import inf, sqrt

#: Each visit without a change makes the wait for the next one this many times longer.
RECHECK_GROWTH = 3
LONGEST_RECHECK = timedelta(days=60)
#: A portal that fails is asked again less and less often, but at least once in this time.
LONGEST_BACKOFF = timedelta(hours=12)
#: A page that is listed and cannot be read is tried at least once in this time.
LONGEST_RETRY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Timing:
    """How often things are looked at."""

    poll: timedelta  #: between two polls of a portal
    recheck: timedelta  #: before the first visit to a known article; later ones grow apart
    confirm: timedelta  #: between the two direct answers that prove a withdrawal


def next_poll(now: datetime, interval: timedelta, failures: int, jitter: float) -> datetime:
    """The next poll's time after `failures` failed polls; `jitter` (0 to 1) spreads portals out."""
    wait = interval if failures <= 1 else min(interval * (1 << min(failures - 1, 10)), LONGEST_BACKOFF)
    return now + max(wait, interval) * (0.95 + 0.1 * jitter)


def find_place(portal: str) -> float:
    """A portal's own place in the interval, 0 to 1: the same each time, so that portals stay spread out."""
    return int.from_bytes(sha256(portal.encode()).digest()[:4]) / 2**32


def next_check(now: datetime, first: timedelta, checks: int) -> datetime:
    """The next visit's time after `checks` visits without a change: hours, days, weeks, then seldom."""
    longest = max(LONGEST_RECHECK, first)
    growth = RECHECK_GROWTH ** min(checks, 20)
    return now + (longest if growth > longest / first else first * growth)


def next_try(now: datetime, interval: timedelta, attempts: int) -> datetime:
    """When a page that failed `attempts` times is tried again: at the next poll, then twice as late each."""
    return now if attempts < 2 else now + min(interval * (1 << min(attempts, 20) - 1), LONGEST_RETRY)


def find_wait(rates: Sequence[float], start: float, price: float) -> float:
    """Hours from `start` until what waits there unseen, times how long it waits, is expected to be `price`.

    `rates` are articles an hour, hour by hour, `start` a place among them; infinite where they end before.
    """
    unseen = waited = passed = 0.0
    hour = int(start)
    span = hour + 1 - start
    for rate in islice(rates, hour, None):
        after = waited + (unseen + rate * span / 2) * span
        if after >= price:
            missing = price - waited
            return passed + 2 * missing / (unseen + sqrt(unseen * unseen + 2 * rate * missing))
        waited, unseen, passed, span = after, unseen + rate * span, passed + span, 1.0
    return inf
