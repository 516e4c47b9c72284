"""How long a silence is usual for a portal, by the days on which it brought something out (pure).

A portal is silent for longer than is usual when its silence is twice as long as nineteen in twenty of those
that it had: where news come by chance, one silence in four hundred is. With few of them on record it is taken
for one that publishes each month: the record counts the more, the longer it is. August, when councils rest,
counts for nobody: not in the record, nor now.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

#: No portal is called silent before; a week without news is one with holidays in it.
SHORTEST = 7  # days
_PART = 0.95  # of the silences on record that are no longer than the one that counts
_MARGIN = 2
#: What is thought of a portal before its record tells: so many silences of so many days.
_SUPPOSED, _SUPPOSED_DAYS = 5, 30
_RESTING = 8  # the month


def longest_usual(days: Iterable[date]) -> int:
    """How many days of silence are still usual for a portal that published on these days."""
    ordered = sorted(set(days))
    silences = sorted(count_days(one, other) for one, other in pairwise(ordered))
    own = _MARGIN * _quantile(silences, _PART)
    supposed = _MARGIN * _SUPPOSED_DAYS
    count = len(silences)
    return max(SHORTEST, round((own * count + supposed * _SUPPOSED) / (count + _SUPPOSED)))


def count_days(since: date, until: date) -> int:
    """The days after one day up to another, without those in August."""
    resting = 0
    for year in range(since.year, until.year + 1):
        first, last = date(year, _RESTING, 1), date(year, _RESTING, 31)
        resting += max(0, min(last, until).toordinal() - max(first.toordinal() - 1, since.toordinal()))
    return max(0, until.toordinal() - since.toordinal() - resting)


def _quantile(ordered: Sequence[int], part: float) -> int:
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0
