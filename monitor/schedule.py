"""When a portal is polled and an article is visited again (pure: `now` is an argument).

**When a request is worth it.** Let a portal publish `rate(t)` articles an hour, by chance. What comes out
between two polls waits for the second, so the waiting that is expected in a gap is the integral over it of
rate(t) · (its end − t). Let a poll cost as much as `PRICE` of waiting. With an even rate a gap g costs rate
· g² / 2 + price, which for each hour of it is least where g = √(2 · price / rate): exactly where the
waiting that is expected has come to the price. That is the rule, for uneven rates too (`find_wait`): *poll
when all that lies there unseen is expected to have waited, taken together, for `PRICE`*. Polls are then as
dense as the square root of the rate, and with one price for all portals no request would save more waiting
at another hour, or at another portal: the expected delay is as small as so many requests can make it. Four
times the price means half the requests and twice the delay. (The rule looks back and not ahead; where the
rate rises or falls within a gap it is not quite the best. tests/monitor/test_schedule.py holds it against
the best that there is.)

**What a mean hides.** For the least median alone one would give up half of the articles and poll in
proportion to the rate where the other half comes out; for the least 95th of a hundred, nearly evenly. The
square root stands between them, and the longest wait bounds how unlucky anybody can be.
"""

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
#: Where no interval is stated: between a poll that failed and the next.
USUAL_POLL = timedelta(minutes=15)
#: A portal whose habits are learned is polled at most so often …
SHORTEST_WAIT = timedelta(minutes=5)
#: … and at least once a day: `overdue` is told of days that were read, silences are counted in days, and a
#: habit that is wrong costs one. A failed poll does not wait for it (`next_poll`), nor does a doubt.
LONGEST_WAIT = timedelta(hours=24)
#: What articles may wait, taken together, for the sake of one request less. With it, half of them are seen as
#: soon as by polls each quarter of an hour, for a quarter of the requests (`bench/schedule`).
PRICE = timedelta(seconds=12)


@dataclass(frozen=True, slots=True)
class Timing:
    """How often things are looked at."""

    poll: timedelta  #: between two polls of a portal; where they are learned, `USUAL_POLL`
    recheck: timedelta  #: before the first visit to a known article; later ones grow apart
    confirm: timedelta  #: between the two direct answers that prove a withdrawal
    is_learned: bool = False  #: each portal is polled when it is likely to publish, and not each `poll`


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


def next_look(now: datetime, rates: Sequence[float], place: float) -> datetime:
    """The next poll's time after one that went well, by the articles an hour that are expected from now on.

    The first rate is that of the hour that holds `now`; `place` (0 to 1) spreads portals of one habit out.
    """
    start = (now.minute + now.second / 60) / 60
    price = PRICE / timedelta(hours=1) * (0.8 + 0.4 * place)
    longest = LONGEST_WAIT * (0.9 + 0.1 * place)
    wait = find_wait(rates, start, price)
    return now + (
        longest if wait > longest / timedelta(hours=1) else max(SHORTEST_WAIT, timedelta(hours=wait))
    )


def next_visit(due: datetime, waited: timedelta, *, is_doubted: bool) -> datetime:
    """Until when a visit is to be made for whose sake alone a portal is polled.

    The second look at what seems to be gone is made in time; any other may be late by as long as it waited.
    """
    return due if is_doubted else due + waited


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
