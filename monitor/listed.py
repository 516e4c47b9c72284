"""Decide what a source's list says: which entries are new, older, moved, or to be looked at soon (step 7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from monitor.identify import list_former, list_older
from monitor.moves import record_late_moves, record_moves
from monitor.turn import Turn
from monitor.witness import notice_life
from storage import addresses, articles, entries, portals
from storage.model import Entry, Origin, SourceRead
from storage.sources import list_sources, record_source


def record_list(turn: Turn, read: SourceRead) -> None:
    """Keep what is listed; unknown entries are pending from now on, whatever happens to this poll."""
    keys = [entry.key for entry in read.entries]
    known = entries.list_entries(turn.connection, read.portal, keys)
    unknown = [entry for entry in read.entries if entry.key not in known]
    if read.found_anew:
        known |= record_moves(turn, read, known)
    else:
        known |= record_late_moves(turn, read.portal, unknown, read.fetched_at)
    soon = set(_list_vanished(turn, read))
    usual, older = _judge(turn, read, known)
    if not read.beside:
        notice_life(turn, read, known)
    added: list[tuple[Entry, Origin]] = []
    for entry in read.entries:
        before = known.get(entry.key)
        if before is None:
            origin = Origin.BACKFILL if usual is Origin.WATCH and entry.key in older else usual
            added.append((entry, origin))
        else:
            entries.update_entry(turn.connection, read.portal, entry, read.fetched_at)
            if (before.title, before.published) != (entry.title, entry.published):
                soon.add(entry.key)
    entries.insert_entries(turn.connection, read.portal, added, read.fetched_at)
    soon |= addresses.list_withdrawn(turn.connection, read.portal).intersection(keys)
    for key in soon:
        _check_soon(turn, read, key)
    record_source(turn.connection, read)


def _judge(turn: Turn, read: SourceRead, known: Mapping[str, Entry]) -> tuple[Origin, set[str]]:
    """How unknown entries come to be known, and which of them are only older than what we know."""
    if read.beside:
        # What its source has listed in this poll stands above what it missed.
        before_poll = entries.list_known_keys(turn.connection, read.portal, _last_poll(turn, read))
        known = {key: entry for key, entry in known.items() if key in before_poll}
        return (Origin.WATCH if known else Origin.BACKFILL), list_former(read.entries, known)
    before = [one for one in list_sources(turn.connection, read.portal) if one.url == read.source]
    is_begun = any(one.baseline_at for one in before)
    if read.found_anew or (is_begun and not any(one.complete_at for one in before)):
        # Its past was never seen whole: what stands below the known is of the past.
        return (Origin.WATCH if known else Origin.BASELINE), list_former(read.entries, known)
    return (Origin.WATCH, list_older(read.entries, known)) if is_begun else (Origin.BASELINE, set())


def _last_poll(turn: Turn, read: SourceRead) -> datetime | None:
    portal = portals.find_portal(turn.connection, read.portal)
    return portal.last_poll_at if portal else None


def _check_soon(turn: Turn, read: SourceRead, key: str) -> None:
    """Let an article be visited in the next poll; one that was doubted waits for its second look."""
    article = articles.find_article_by_key(turn.connection, read.portal, key)
    if article is not None and article.gone_since is None:
        articles.set_checks(turn.connection, article.id, 0, read.fetched_at)


def _list_vanished(turn: Turn, read: SourceRead) -> list[str]:
    """What the last reading listed and this one does not, though it shows what stood below."""
    sources = list_sources(turn.connection, read.portal)
    last = next((one.complete_at for one in sources if one.url == read.source), None)
    if last is None or read.found_anew:
        return []
    listed = {entry.key for entry in read.entries}
    before = [one.key for one in entries.list_listed_at(turn.connection, read.portal, last)]
    lowest = max((place for place, key in enumerate(before) if key in listed), default=-1)
    return [key for key in before[:lowest] if key not in listed]
