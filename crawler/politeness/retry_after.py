"""Retry-After: until when an answer asks us to wait (RFC 9110, 10.2.3; pure, `now` is an argument)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from scrapy.http import Response

#: With these a server says that it is asked too much, or cannot answer for now.
BUSY = (429, 503)
#: Longer waits are mistakes, or as good as none: it is asked again after a day.
LONGEST_WAIT = timedelta(hours=24)


def find_wait(response: Response, now: datetime) -> datetime | None:
    """Until when a busy server asks us to wait; None where it does not say so, or is not busy."""
    if response.status not in BUSY:
        return None
    said = response.headers.get("Retry-After")
    return None if said is None else parse_retry_after(said.decode("latin-1"), now)


def parse_retry_after(said: str, now: datetime) -> datetime | None:
    """The instant that is meant by seconds or a date, a day from now at most; None: unreadable, or over."""
    said = said.strip()
    until = _add_seconds(said, now) if said.isascii() and said.isdigit() else _read_date(said)
    return None if until is None or until <= now else min(until, now + LONGEST_WAIT)


def _add_seconds(digits: str, now: datetime) -> datetime:
    longest = int(LONGEST_WAIT.total_seconds())
    return now + timedelta(seconds=min(int(digits[:9]), longest) if len(digits) < 10 else longest)


def _read_date(said: str) -> datetime | None:
    try:
        instant = parsedate_to_datetime(said)
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def describe_wait(until: datetime) -> str:
    """The sentence for people."""
    return f"it asked us to wait until {until:%Y-%m-%d %H:%M:%S} UTC"
