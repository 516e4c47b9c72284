"""An archive filled with a corpus: some of it as polls are recorded, the rest by the engine's driver."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from time import perf_counter

from tests.mass.archives import Archive
from tests.mass.bulk import BATCH, make_slices
from tests.mass.corpus import Corpus
from tests.mass.rivals import Rival, list_numbers

#: Articles that are recorded by the code that records what a poll reads; of a million it would take an hour.
RECORDED = 5_000


def fill(archive: Archive, corpus: Corpus, rival: Rival, say: Callable[[str], None]) -> None:
    """Record some articles, and put the rows of the others into the tables by the driver."""
    polls, seconds = corpus.make_batches(BATCH), 0.0
    for poll in islice(polls, RECORDED // BATCH):
        begin = perf_counter()
        archive.record(poll)
        seconds += perf_counter() - begin
    count = min(RECORDED, corpus.articles)
    say(f"recorded {count:,} in batches of {BATCH}: {count / seconds:.0f}/s")
    begin = perf_counter()
    with rival.filling():
        for rows in make_slices(corpus, count, is_sqlite=archive.store.is_sqlite):
            rival.insert(rows)
            count = list_numbers(rows)[-1]
            if count % 100_000 == 0:
                say(f"    {count:,} put in after {perf_counter() - begin:.0f} s")
    archive.settle()
    say(f"    all are in, with their indexes, after {perf_counter() - begin:.0f} s")
