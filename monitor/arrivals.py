"""Keep articles that were not known: many of one portal by as few statements as one (step 7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from monitor.cluster import join_duplicates
from monitor.expectations.keeping import keep_readings
from monitor.schedule import next_check
from monitor.tell import tell_new
from monitor.turn import Turn
from storage import entries, pagelines
from storage.additions import insert_articles
from storage.events import Arrival
from storage.model import ArticleRead, Origin, Reading, Told
from storage.sessions import KINDS

#: Articles that are kept together; as many as are visited in one poll.
_MOST = 500


def list_runs(readings: Sequence[Reading]) -> Iterator[list[Reading]]:
    """The readings in order, those of different articles of one portal that follow each other together."""
    run: list[Reading] = []
    keys: set[str] = set()
    for reading in readings:
        key = reading.entry.key if isinstance(reading, ArticleRead) else None
        if run and (key is None or key in keys or reading.portal != run[0].portal or len(run) == _MOST):
            yield run
            run, keys = [], set()
        if key is None:
            yield [reading]
        else:
            run.append(reading)
            keys.add(key)
    if run:
        yield run


def list_fresh(turn: Turn, run: Sequence[Reading]) -> list[tuple[ArticleRead, Origin]]:
    """The first of these readings, as far as each is surely of an article that was never known.

    Each with how its entry came to be known.
    """
    reads = list(takewhile(lambda one: isinstance(one, ArticleRead) and one.former is None, run))
    fresh = [one for one in reads if isinstance(one, ArticleRead)]
    if not fresh or turn.footing.has_forgotten:
        return []  # what was forgotten may stand, word for word, at another address
    keys = [one.entry.key for one in fresh]
    origins = entries.list_unharvested(turn.connection, fresh[0].portal, keys)
    return [(one, origins[one.entry.key]) for one in takewhile(lambda one: one.entry.key in origins, fresh)]


def record_new(turn: Turn, fresh: Sequence[tuple[ArticleRead, Origin]]) -> None:
    """Keep articles of one portal that were not known, and say so."""
    connection, reads = turn.connection, [read for read, _ in fresh]
    pagelines.record_pages(connection, reads)
    due = [next_check(read.fetched_at, turn.timing.recheck, 0) for read in reads]
    numbers = insert_articles(connection, reads, due)
    keep_readings(
        connection, [number for number, read in zip(numbers, reads, strict=True) if read.kind in KINDS]
    )
    for number, read in zip(numbers, reads, strict=True):
        turn.keep(number, 1, read, is_revision=True)
    same = join_duplicates(connection, dict(zip(numbers, reads, strict=True)))
    told = [
        Arrival(number, read, origin, same.get(number, Told()))
        for number, (read, origin) in zip(numbers, fresh, strict=True)
    ]
    tell_new(connection, told, is_polled=turn.footing.is_polled)
