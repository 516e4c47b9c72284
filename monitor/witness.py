"""Decide whether a portal's source stands still, by another list of the portal: its witness.

The witness is asked a few times a day. What it lists above all that is known, and the source does not, is
missing in the source: it may only be late. Where it is still missing when the witness is asked again, and
the source has listed nothing new meanwhile, the source is frozen; until it lists something again, what
is new is read from the witness. A witness that merely lists other things as well, as the source goes on,
is none, and is let go.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from monitor.identify import list_former
from monitor.schedule import Timing
from monitor.turn import Turn
from storage import entries, news, witnesses
from storage.model import Entry, Portal, SourceRead, SourcesFound, Witness, WitnessRead

#: The witness is asked once in so many polls, and at least once in this time; by rarer polls in each.
_EVERY, _LONGEST = 24, timedelta(hours=6)


def record_found(turn: Turn, found: SourcesFound) -> None:
    """Ask from now on the second list that was found with a portal's source, if there is one."""
    if found.witness is None:
        witnesses.remove_witness(turn.connection, found.portal)
    else:
        due = found.found_at + _interval(turn.timing)
        witnesses.set_witness(turn.connection, found.portal, found.witness, due)


def record_witness(turn: Turn, read: WitnessRead) -> None:
    """Keep what the witness lists and the source does not; where that proves it, the source is frozen."""
    witness = witnesses.find_witness(turn.connection, read.portal)
    if witness is None or witness.source.url != read.url:
        return
    known = entries.list_entries(turn.connection, read.portal, [one.key for one in read.entries])
    if read.is_lost or not known:
        witnesses.remove_witness(turn.connection, read.portal)
    elif witness.frozen_since is None:
        _compare(turn, witness, read, known)


def _compare(turn: Turn, witness: Witness, read: WitnessRead, known: Mapping[str, Entry]) -> None:
    """Note what is missing in the source, and judge it where it was missing before."""
    former = list_former(read.entries, known)
    missing = [one.key for one in read.entries if one.key not in known and one.key not in former]
    is_still = witness.missing_since is not None and not set(missing).isdisjoint(witness.missing)
    since = witness.missing_since if is_still else (read.fetched_at if missing else None)
    wait = turn.timing.confirm if missing else _interval(turn.timing)
    witnesses.record_asked(turn.connection, read.portal, read.fetched_at + wait, missing, since)
    if since is None or not is_still or read.fetched_at - since < turn.timing.confirm:
        return
    last = news.find_last_news(turn.connection, read.portal)
    if last is not None and last >= since:
        witnesses.remove_witness(turn.connection, read.portal)  # the source goes on without these
    else:
        witnesses.set_frozen(turn.connection, read.portal, read.fetched_at)


def _interval(timing: Timing) -> timedelta:
    return max(timing.confirm, min(_EVERY * timing.poll, _LONGEST))


def notice_life(turn: Turn, read: SourceRead, known: Mapping[str, Entry]) -> None:
    """A source that was frozen lists again what it did not."""
    witness = witnesses.find_witness(turn.connection, read.portal)
    if witness is None or witness.frozen_since is None:
        return
    if any(one.key in witness.missing or one.key not in known for one in read.entries):
        witnesses.set_alive(turn.connection, read.portal, read.fetched_at + _interval(turn.timing))


def describe_frozen(turn: Turn, portal: Portal) -> str | None:
    """What proves that the portal's source stands still; None where nothing does."""
    witness = witnesses.find_witness(turn.connection, portal.id)
    if witness is None or witness.frozen_since is None or not portal.sources:
        return None
    count = len(witness.missing)
    shown = f"{count} articles" if count > 1 else "an article"
    return (
        f"{portal.sources[0].url} stands still: {witness.source.url} lists {shown} that it did not have from"
        f" {witness.missing_since:%Y-%m-%d %H:%M} UTC on; what is new is read from there"
    )
