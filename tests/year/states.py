"""The states of portals and the alarms about them, held against the truth."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate, pairwise

from monitor.message import Message
from tests.year.looks import DAY, Looks
from tests.year.observing import Observed
from tests.year.play import Played


@dataclass
class States:
    """How many portal-hours the state was right in, and where not."""

    hours: float  #: that one look stands for
    right: int = 0
    wrong: dict[tuple[str, str, str, str], list[datetime]] = field(default_factory=lambda: defaultdict(list))
    skipped: int = 0  #: before the second poll after something happened

    @property
    def total(self) -> int:
        return self.right + sum(map(len, self.wrong.values()))

    @property
    def percent(self) -> float:
        return 100 * self.right / max(self.total, 1)


def judge_states(observed: Observed, looks: Looks) -> States:
    """Each look at each portal, from the second poll after anything happened to it."""
    states, rhythm = States(observed.hours), Rhythm(looks)
    for look in observed.looks:
        if look.portal in observed.not_added:
            continue
        if looks.polls_since_change(look.portal, look.at) < 2:
            states.skipped += 1
            continue
        spell = looks.spell_at(look.portal, look.at)
        # A feed that stands still is nothing to a portal that is read from its page by then.
        is_beside = spell is not None and "frozen" in spell.states and look.reads == "listing"
        is_well = spell is None or is_beside
        expected = rhythm.right_states(look.portal, look.at) if is_well else spell.states
        if look.state in expected:
            states.right += 1
        else:
            what = spell.what if spell else "nothing is wrong with it"
            states.wrong[look.portal, what, "/".join(sorted(expected)), look.state].append(look.at)
    return states


#: Where so many times the longest silence before has passed, a portal must be called quiet.
MUST_BE_QUIET = 3
#: A portal that is not known yet is taken for one that publishes each month; in August councils rest.
LONGEST_UNKNOWN = 62 * DAY


class Rhythm:
    """Whether a portal that is well is quiet: not unless it was never silent so long before.

    How much longer is a matter of taste, which is not judged here, up to three times as long.
    """

    def __init__(self, looks: Looks) -> None:
        start, self._polls = looks.played.script.start, looks.played.observed.polls
        self._published = {one: [start, *looks.truth.published(one)] for one in looks.played.portals}
        self._longest = {
            portal: list(accumulate((b - a for a, b in pairwise(times)), max, initial=7 * DAY))
            for portal, times in self._published.items()
        }

    def right_states(self, portal: str, at: datetime) -> frozenset[str]:
        """What may be said of a portal to which nothing happened."""
        last = bisect_right(self._published[portal], at) - 1
        silence = at - self._published[portal][last]
        longest = self._longest[portal][last]
        if silence <= longest:
            is_seen = self._was_polled(portal, self._published[portal][last], at)
            return frozenset({"healthy"} if is_seen else {"healthy", "quiet"})
        must = silence > MUST_BE_QUIET * max(longest, LONGEST_UNKNOWN)
        return frozenset({"quiet"} if must else {"healthy", "quiet"})

    def _was_polled(self, portal: str, since: datetime, at: datetime) -> bool:
        """Whether what was published then could be known: until the next poll the silence goes on for us."""
        polls = self._polls.get(portal, [])
        return bisect_right(polls, at) > bisect_right(polls, since)


@dataclass
class Alarm:
    """How many alarms a subscriber got of a platform that failed as a whole."""

    what: str
    portals: int
    told: int


def count_alarms(played: Played) -> list[Alarm]:
    """For each outage of a platform."""
    alarms = []
    for outage in played.truth.platform_outages:
        is_over = outage.until <= played.script.end
        if not (is_over and played.truth.is_on(outage.since) and played.truth.is_on(outage.until)):
            continue
        told = [
            message
            for at, message in played.observed.messages
            if outage.since <= at <= outage.until + DAY and _names(message) & outage.portals
        ]
        name = f"{outage.since:%m-%d %H:%M} {outage.what}, {min(outage.portals).rpartition('-')[0]}"
        alarms.append(Alarm(name, len(outage.portals), len(told)))
    return alarms


def _names(message: Message) -> set[str]:
    """The portals that an alarm is about; empty for what is no alarm."""
    data = message.payload["data"]
    events = [one["event"] for one in data.get("together", [data])]
    return {event["portal"] for event in events if event["type"] == "broken"}
