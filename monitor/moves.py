"""Entries that a source found anew lists under other addresses: they have moved, and are no news."""

from __future__ import annotations

from collections.abc import Mapping

from crawler.recognise import pair_entries
from monitor.tell import tell_article
from storage import articles, entries
from storage.database import Connection
from storage.model import Entry, EventType, Origin, SourceRead

#: Known entries among which those that moved are looked for.
MOST_MOVED = 20_000


def record_moves(connection: Connection, read: SourceRead, known: Mapping[str, Entry]) -> dict[str, Entry]:
    """Keep under their new addresses the entries that a source found anew lists under others."""
    every = entries.list_remembered(connection, read.portal, MOST_MOVED)
    former = [entry for entry in every if entry.key not in known]
    pairs = pair_entries(former, [entry for entry in read.entries if entry.key not in known])
    for before, entry in pairs:
        number = entries.move_entry(connection, read.portal, before.key, entry, read.fetched_at)
        if number is not None:
            articles.move_article(connection, number, entry.key, entry.url, read.fetched_at)
            why = f"it was at {before.url}"
            tell_article(connection, number, EventType.MOVED, read.fetched_at, ("url",), why, Origin.BACKFILL)
    return {entry.key: entry for _, entry in pairs}
