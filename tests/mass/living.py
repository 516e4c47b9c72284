"""What watching leaves in a filled archive beside its articles: polls of all portals, news of some, edits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from storage.model import ArticleRead, PollRead
from tests.mass.archives import Archive
from tests.mass.corpus import Corpus

#: Portals that have news while they are watched, how much each, and of which share of that an edit is seen.
LIVELY, NEWS, EDITED = 40, 25, 5


def live(archive: Archive, corpus: Corpus, now: datetime) -> None:
    """Poll each portal yesterday and today; the first ones have news, and every fifth article is edited."""
    for day in (now - timedelta(days=1), now):
        for portal in archive.portals:
            archive.decider.record(PollRead(portal, None, "not changed", 1, 1, 0, 0, day, day, True))
    number = corpus.articles
    for portal in archive.portals[:LIVELY]:
        before, poll = (corpus.make_poll(portal, range(at, at + NEWS)) for at in (number, number + NEWS))
        archive.record((replace(before[0], complete=True), before[1]))
        archive.record((replace(poll[0], entries=(*poll[0].entries, *before[0].entries)), poll[1]))
        number += 2 * NEWS
        archive.decider.record_all(_edit(poll[1][::EDITED]))


def _edit(reads: Sequence[ArticleRead]) -> list[ArticleRead]:
    """The same articles a day later, each with its first paragraph said otherwise."""
    return [
        replace(
            read,
            title=f"{read.title} (تصحيح)",
            text=read.text.replace(".", " 2026.", 1),
            body_sha256=f"{read.body_sha256[:-1]}x",
            fetched_at=read.fetched_at + timedelta(days=1),
        )
        for read in reads
    ]
