"""When the monitor takes away what is too old: once a day, while communes sleep (pure)."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage.model import MOROCCO

_NIGHT = range(2, 5)  # hours of the clock there
_A_DAY = timedelta(hours=20)  # from one night to any hour of the next
#: A machine that sleeps at night, too, does it when it is awake.
_LONGEST = timedelta(hours=36)


def is_time_to_tidy(now: datetime, last: datetime | None) -> bool:
    """Whether it is time to take away what is too old, which was done last then (None: never)."""
    if last is None or now - last >= _LONGEST:
        return True
    return now - last >= _A_DAY and now.astimezone(MOROCCO).hour in _NIGHT
