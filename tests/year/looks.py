"""What could be known, and when: by the sites' own log of what was asked for, and the days we watched."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from datetime import datetime, timedelta

from crawler.addresses import canonical_address
from tests.year.play import Played
from tests.year.stage import LONGEST_UNSEEN
from tests.year.truth import ItemTruth, Spell

DAY = timedelta(days=1)
#: Between the two looks that prove a withdrawal (settings.py: confirm_seconds), and the poll after it.
CONFIRM = timedelta(hours=6)


class Looks:
    """Answers from the log to: was this to be found?"""

    def __init__(self, played: Played) -> None:
        self.played, self.truth = played, played.truth
        self._spells: dict[str, list[Spell]] = defaultdict(list)
        for spell in self.truth.spells:
            self._spells[spell.portal].append(spell)
        self._changes: dict[str, list[datetime]] = defaultdict(list)
        ends = [(one.until, one.portal) for one in self.truth.spells]
        begins = [(one.since, one.portal) for one in self.truth.spells]
        deeds = [(at, portal) for at, portal, _ in self.truth.changes]
        returns = [(until, portal) for _, until in self.truth.off for portal in played.portals]
        for at, portal in sorted([*ends, *begins, *deeds, *returns]):
            self._changes[portal].append(at)

    def spell_at(self, portal: str, at: datetime) -> Spell | None:
        """What was wrong with a portal: of several things what came last."""
        spells = [one for one in self._spells[portal] if one.since <= at < one.until]
        return max(spells, key=lambda one: one.since, default=None)

    def is_failing(self, portal: str, since: datetime, until: datetime) -> bool:
        """Whether a portal kept its pages from us all that time, but for a day."""
        kept = (
            min(until, one.until) - max(since, one.since)
            for one in self._spells[portal]
            if "healthy" not in one.states
        )
        return sum((max(one, timedelta()) for one in kept), timedelta()) > until - since - DAY

    def asked(self, item: ItemTruth, since: datetime, until: datetime) -> list[datetime]:
        """When the item's page was asked for while its site was well."""
        pages = [self.played.asked.get(canonical_address(url), ()) for _, url in item.addresses]
        times = sorted(when for page in pages for when, _ in page if since < when < until)
        return [when for when in times if not self._is_ill(item.portal, when)]

    def _is_ill(self, portal: str, at: datetime) -> bool:
        spell = self.spell_at(portal, at)
        return spell is not None and "healthy" not in spell.states and "frozen" not in spell.states

    def was_to_be_seen(self, item: ItemTruth, since: datetime, until: datetime) -> bool:
        """Whether a change had to be found: its page was asked for, or had to be by the longest interval."""
        return bool(self.asked(item, since, until)) or self.is_long(item, since, until)

    def was_to_be_proved(self, item: ItemTruth, since: datetime, until: datetime) -> bool:
        """The same for a withdrawal, which takes two looks that are spaced."""
        asked = self.asked(item, since, until)
        return (bool(asked) and asked[-1] - asked[0] >= CONFIRM) or self.is_long(item, since, until)

    def is_long(self, item: ItemTruth, since: datetime, until: datetime) -> bool:
        """Whether an article must have been visited meanwhile, long outages left out."""
        ill = sum(
            (
                max(min(until, one.until) - max(since, one.since), timedelta())
                for one in self._spells[item.portal]
            ),
            timedelta(),
        )
        return self.truth.watched(since, until) - ill > LONGEST_UNSEEN + 3 * DAY

    def polls_since_change(self, portal: str, at: datetime) -> int:
        """How many polls a portal has had since anything last happened to it as a whole."""
        changes, polls = self._changes[portal], self.played.observed.polls.get(portal, [])
        number = bisect_right(changes, at)
        since = changes[number - 1] if number else self.played.script.start
        return bisect_right(polls, at) - bisect_right(polls, since)
