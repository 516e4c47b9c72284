"""How soon made-up portals' articles are seen by a rule, and for how many requests.

A rule sees what a poll would: which articles are there that were not there before, and the day that the list
tells, if it does. Of the year before, what the first reading shows: the latest ten, with their days.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil

from monitor.habits import Sighting, learn, list_rates
from monitor.nextpoll import FRESH
from monitor.schedule import LONGEST_WAIT, PRICE, SHORTEST_WAIT, find_place, find_wait
from storage.habits import MOST_LISTED
from tests.rhythms.publishing import LOCAL, SESSIONS, YEAR, Publisher

HOUR = timedelta(hours=1)
START, END = (datetime(year, 1, 1, tzinfo=UTC).timestamp() / 3600 for year in (YEAR, YEAR + 1))
DAYS = (END - START) / 24
FIRST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a portal fared in the year: its polls, and for each article the hours until it was seen."""

    rhythm: str
    polls: int
    delays: list[float]


Rule = Callable[[Publisher], Outcome]


def poll_fixed(publisher: Publisher, hours: float) -> Outcome:
    """The same time between any two polls, from a portal's own place on."""
    place = find_place(publisher.name) * hours
    since = START + place
    delays = [since + max(0, ceil((one - since) / hours)) * hours - one for one in _list_new(publisher)]
    return Outcome(publisher.rhythm, int((END - since) // hours) + 1, delays)


def poll_by_frequency(publisher: Publisher, factor: float) -> Outcome:
    """The rule of Miniflux: a week, divided by the articles that a week would bring, and by a factor.

    Their number is reckoned from the mean time between those of the last seven days, rounded up; with fewer
    than two it is none. At least five minutes and at most a day, which are its defaults. In its favour each
    article tells its exact time, and a poll is made when it is due, not at the next tick.
    """
    now, polls, delays, week = START + find_place(publisher.name) * 24, 1, list[float](), 7 * 24.0
    while True:
        first, last = bisect_left(publisher.times, now - week), bisect_right(publisher.times, now)
        recent = publisher.times[first:last]
        mean = (recent[-1] - recent[0]) / (len(recent) - 1) if len(recent) > 1 else 0
        wait = min(24.0, max(1 / 12, week / (ceil(week / mean) * factor))) if mean else 24.0
        after = min(END, now + wait)
        delays += [after - one for one in _list_between(publisher, now, after)]
        now = after
        if now >= END:
            return Outcome(publisher.rhythm, polls, delays)
        polls += 1


def poll_by_habit(publisher: Publisher, price: float = PRICE / HOUR) -> Outcome:
    """Our own rule: the functions of the monitor, with another price."""
    place = find_place(publisher.name)
    price *= 0.8 + 0.4 * place
    shortest, longest = SHORTEST_WAIT / HOUR, LONGEST_WAIT / HOUR * (0.9 + 0.1 * place)
    seen, since = _list_shown(publisher)
    coming = iter((*_list_new(publisher), END))
    now, polls, delays, known_until, rates, begun = START, 0, list[float](), START, list[float](), 0
    one = next(coming)
    while now < END:
        if now >= known_until:
            rates, begun = _learn(seen, since, now), int(now)
            known_until = now + FRESH / HOUR
        after = min(END, now + min(longest, max(shortest, find_wait(rates, now - begun, price))))
        polls += 1
        while one <= after and one < END:
            delays.append(after - one)
            seen.append(_see(publisher, one, now, after))
            one = next(coming)
        now = after
    return Outcome(publisher.rhythm, polls, delays)


def _learn(seen: list[Sighting], since: datetime, now: float) -> list[float]:
    latest = seen[-MOST_LISTED:]
    if len(latest) == MOST_LISTED:
        since = max(since, min(one.after for one in latest))
    habit = learn(latest, since, _at(now), SESSIONS)
    return list_rates(habit, SESSIONS, _at(now), (FRESH + LONGEST_WAIT) // HOUR + 1)


def _list_shown(publisher: Publisher) -> tuple[list[Sighting], datetime]:
    """What the first reading tells of the time before, and from when on that is all."""
    former = publisher.times[: bisect_left(publisher.times, START)][-FIRST_SHOWN:]
    if not former or not publisher.is_dated:
        return [], _at(START)
    seen = [Sighting(*_find_day(one)) for one in former]
    return seen, seen[0].after


def _see(publisher: Publisher, one: float, before: float, after: float) -> Sighting:
    if not publisher.is_dated:
        return Sighting(_at(before), _at(after))
    first, last = _find_day(one)
    return Sighting(max(_at(before), first), min(_at(after), last))


def _find_day(hours: float) -> tuple[datetime, datetime]:
    local = datetime.fromtimestamp(hours * 3600, LOCAL).replace(hour=0, minute=0, second=0, microsecond=0)
    return local, local + timedelta(days=1)


def _list_new(publisher: Publisher) -> tuple[float, ...]:
    return publisher.times[bisect_left(publisher.times, START) : bisect_left(publisher.times, END)]


def _list_between(publisher: Publisher, before: float, after: float) -> Iterator[float]:
    """What came out after a poll, up to the next."""
    place = bisect_right(publisher.times, before) if before > START else bisect_left(publisher.times, START)
    while place < len(publisher.times) and publisher.times[place] <= after:
        yield publisher.times[place]
        place += 1


def _at(hours: float) -> datetime:
    return datetime.fromtimestamp(hours * 3600, UTC)
