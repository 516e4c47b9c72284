"""An archive filled with a corpus: some of it as polls are recorded, the rest by the engine's driver."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from time import perf_counter

from tests.mass.archives import Archive
from tests.mass.bulk import Bulk
from tests.mass.corpus import Corpus
from tests.mass.rivals import Rival

#: Articles that are recorded by the code that records what a poll reads; of a million it would take an hour.
RECORDED = 20_000
BATCH = 500  # articles a transaction


def fill(archive: Archive, corpus: Corpus, rival: Rival, say: Callable[[str], None]) -> None:
    """Record some articles, and put the rows of the others into the tables by the driver."""
    polls, seconds = corpus.make_batches(BATCH), 0.0
    for poll in islice(polls, RECORDED // BATCH):
        begin = perf_counter()
        archive.record(poll)
        seconds += perf_counter() - begin
    count = min(RECORDED, corpus.articles)
    say(f"recorded {count:,} in batches of {BATCH}: {count / seconds:.0f}/s")
    bulk = Bulk(rival, archive.store.is_sqlite)
    with rival.filling():
        while reads := [read for _, some in islice(polls, 10) for read in some]:
            bulk.insert(count + 1, reads)
            count += len(reads)
            if count % 100_000 == 0:
                say(f"    {count:,} put in")
    archive.settle()
