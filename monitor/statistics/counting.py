"""Count the archive, and remember what was counted of each portal until anything becomes known of it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock

from monitor.expectations.keeping import Readings
from monitor.statistics.delays import Delay, list_delays
from monitor.statistics.table import Statistics, make_statistics
from monitor.statistics.tally import Tally, add_up, count_articles
from storage import statistics
from storage.database import Connection, Store
from storage.filter import ArticleFilter
from storage.statistics import Grouping, Stint
from storage.touched import Reach, find_reach, list_touched

#: How old may be for how long portals were watched, which grows by each poll.
OLDEST = timedelta(minutes=10)
_MOST = 4  #: questions of which the counts are remembered: by month, a portal has hundreds
_MOST_ANSWERS = 32

Question = tuple[ArticleFilter, Grouping]


def read_statistics(
    connection: Connection, wanted: ArticleFilter, by: Grouping, store: Store | None = None
) -> Statistics:
    """Count the articles that are wanted, once; with a store, what was read for it is kept there."""
    return _Memory(store).count(connection, wanted, by)


class Counting:
    """Statistics for readers who ask again and again: what has changed since is counted, and nothing else."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._memory = _Memory(store)
        self._answers: OrderedDict[Question, tuple[datetime, Statistics]] = OrderedDict()
        self._lock = Lock()

    def read(self, wanted: ArticleFilter, by: Grouping, now: datetime) -> tuple[datetime, Statistics]:
        """When it was counted, and what; as the archive is now, but for the time of watching."""
        # The archive is looked at inside the lock: nobody may remember what is older than what is known.
        with self._lock, self._store.read() as connection:
            if self._memory.is_touched(connection):
                self._answers.clear()
            found = self._answers.get((wanted, by))
            if found is None or now - found[0] > OLDEST:
                found = self._answers[wanted, by] = (now, self._memory.count(connection, wanted, by))
            self._answers.move_to_end((wanted, by))
            while len(self._answers) > _MOST_ANSWERS:
                self._answers.popitem(last=False)
            return found


class _Memory:
    """What was counted of each portal."""

    def __init__(self, store: Store | None) -> None:
        self._readings = Readings(store)
        self._reach = Reach()
        self._delays: dict[str, list[Delay]] = {}
        self._tallies: OrderedDict[Question, dict[str, Tally]] = OrderedDict()

    def is_touched(self, connection: Connection) -> bool:
        """Forget what was counted of portals of which anything has become known; whether there are any."""
        reach = find_reach(connection)
        if reach == self._reach:
            return False
        touched = list_touched(connection, self._reach)
        for portal in touched:
            self._delays.pop(portal, None)
            for tallies in self._tallies.values():
                tallies.pop(portal, None)
        self._reach = reach
        return True

    def count(self, connection: Connection, wanted: ArticleFilter, by: Grouping) -> Statistics:
        """The figures, of which what is remembered is not counted again."""
        stints = statistics.list_stints(connection, wanted.portal)
        question = (replace(wanted, portal=None), by)
        tallies = self._tallies.setdefault(question, {})
        self._tallies.move_to_end(question)
        while len(self._tallies) > _MOST:
            self._tallies.popitem(last=False)
        for stint in stints:
            if stint.portal not in tallies:
                own = replace(wanted, portal=stint.portal)
                delays = self._find_delays(connection, stint)
                tallies[stint.portal] = count_articles(connection, own, by, delays)
        self._readings.keep()
        counts = add_up(tallies[stint.portal] for stint in stints)
        return make_statistics(stints, counts, wanted, by)

    def _find_delays(self, connection: Connection, stint: Stint) -> list[Delay]:
        if stint.portal not in self._delays:
            publications = self._readings.read(connection, stint.portal)
            self._delays[stint.portal] = list_delays(stint.definition.expect, publications)
        return self._delays[stint.portal]
