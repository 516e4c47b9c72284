"""When a subscription is told: at once or in digests, and not in its quiet hours (pure).

All hours are meant on the clocks of the subscription's time zone; all instants are given in UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from storage.model import Manner, Subscription, UsageError

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
USUAL_HOUR = "08:00"
#: So many that are due at once are told one by one; more of them, a burst, become one message.
MOST_APART = 10
#: A document each is what programs want, however many there are.
_PROGRAMS = ("file:", "http:", "https:")
_DIGEST = re.compile(
    rf"hourly|daily(?:@(?P<daily>\d\d:\d\d))?|weekly(?:@(?P<day>{'|'.join(WEEKDAYS)})-(?P<weekly>\d\d:\d\d))?"
)
_QUIET = re.compile(r"(?P<start>\d\d:\d\d)-(?P<end>\d\d:\d\d)")


def next_due(at: datetime, manner: Manner) -> datetime:
    """When an event of this instant is to be told: at the next digest, and never in quiet hours."""
    due = at.astimezone(UTC) if manner.digest is None else _next_digest(at, manner.digest, _zone(manner))
    return quiet_until(due, manner) or due


def quiet_until(now: datetime, manner: Manner) -> datetime | None:
    """The end of the quiet hours in which this instant lies; None: it lies in none."""
    if manner.quiet is None:
        return None
    zone = _zone(manner)
    start, end = (time.fromisoformat(one) for one in manner.quiet.split("-"))
    clock = now.astimezone(zone).time()
    is_quiet = start <= clock < end if start < end else clock >= start or clock < end
    if not is_quiet:
        return None
    # Where clocks are put back, an hour comes twice: it is its next coming that ends them.
    return min(one for one in _comings(now, end, zone, folds=(0, 1)) if one > now)


def most_apart(subscription: Subscription) -> int | None:
    """How many due at once are told one by one rather than as one message; None: any number."""
    if subscription.manner.digest is not None:
        return 1
    return None if subscription.target.strip().lower().startswith(_PROGRAMS) else MOST_APART


def read_digest(text: str) -> str:
    """A digest written in full. Raises UsageError."""
    found = _DIGEST.fullmatch(text.strip().lower())
    hour = _read_hour(found["daily"] or found["weekly"] or USUAL_HOUR) if found else None
    if found is None or hour is None:
        raise UsageError(f"--digest {text!r}: there are hourly, daily@{USUAL_HOUR}, weekly@mon-{USUAL_HOUR}")
    every = found.group().partition("@")[0]
    if every == "hourly":
        return every
    return f"daily@{hour}" if every == "daily" else f"weekly@{found['day'] or 'mon'}-{hour}"


def read_quiet(text: str) -> str:
    """Quiet hours. Raises UsageError."""
    found = _QUIET.fullmatch(text.strip())
    start, end = (_read_hour(found["start"]), _read_hour(found["end"])) if found else (None, None)
    if not start or not end or start == end:
        raise UsageError(f"--quiet {text!r}: write from when to when nothing is sent, as 22:00-07:00")
    return f"{start}-{end}"


def read_timezone(text: str) -> str:
    """A time zone's name. Raises UsageError."""
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(f"--timezone {text!r}: there is none; one looks like Africa/Casablanca") from error
    return text


def _next_digest(at: datetime, digest: str, zone: ZoneInfo) -> datetime:
    every, _, when = digest.partition("@")
    if every == "hourly":
        local = at.astimezone(zone)
        begun = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        return at.astimezone(UTC) - begun + timedelta(hours=1)
    day, _, hour = when.rpartition("-")
    comings = _comings(at, time.fromisoformat(hour), zone, weekday=WEEKDAYS.index(day) if day else None)
    return min(one for one in comings if one > at)


def _comings(
    around: datetime, hour: time, zone: ZoneInfo, weekday: int | None = None, folds: tuple[int, ...] = (0,)
) -> Iterator[datetime]:
    """When clocks show this hour, from the day before to eight days on.

    An hour that clocks skip counts as the one that they show then.
    """
    today: date = around.astimezone(zone).date()
    for days in range(-1, 9):
        day = today + timedelta(days=days)
        if weekday is None or day.weekday() == weekday:
            for fold in folds:
                instant = datetime.combine(day, hour.replace(fold=fold), zone).astimezone(UTC)
                if fold == 0 or instant.astimezone(zone).time() == hour:
                    yield instant


def _read_hour(text: str) -> str | None:
    try:
        return f"{time.fromisoformat(text):%H:%M}"
    except ValueError:
        return None


def _zone(manner: Manner) -> ZoneInfo:
    return ZoneInfo(manner.timezone)
