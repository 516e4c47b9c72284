"""Whether a list of which nothing is known was filled anew since its last reading (pure)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from scrapy.http import Response

from crawler.page.landmarks import is_still_there
from storage.model import Entry, Source


def is_all_newer(
    source: Source, entries: Collection[Entry], answer: Response, known: Collection[str]
) -> bool:
    """Whether what a source lists came after its last reading, so that nothing of it can be known.

    A day alone does not tell what came later on the day of that reading: then the page around the list must
    be the one that it was, for another site may have news of the same day.
    """
    last = source.complete_at
    if last is None or not entries:
        return False
    if all(_is_after(one.published, last) for one in entries):
        return True
    day = last.date().isoformat()
    is_of_that_day = all(one.published and one.published[: len(day)] >= day for one in entries)
    listed = {one.key for one in entries}
    return is_of_that_day and is_still_there(source.landmarks, answer, listed.union(known))


def _is_after(published: str | None, instant: datetime) -> bool:
    """Whether a date is surely later than an instant; without an hour and a zone only its day counts."""
    if published is None or len(published) < len("2024-02-12"):
        return False
    day = instant.date().isoformat()
    written = datetime.fromisoformat(published)
    return written > instant if written.tzinfo else published[: len(day)] > day
