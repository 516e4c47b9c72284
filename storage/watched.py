"""From when to when a portal was watched, and the gaps in it: the one place that tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage.model import Gap
from storage.tables import articles, events


@dataclass(frozen=True, slots=True)
class Watched:
    """The whole time of a portal, also of one that was removed and added again, with the gaps in it."""

    started_at: datetime
    ended_at: datetime | None  #: its last good reading; None: it was never read
    gaps: tuple[Gap, ...]  #: oldest first


def find_watched(
    connection: Connection,
    portal: str,
    added_at: datetime,
    last_read_at: datetime | None,
    known: Sequence[Gap],
) -> Watched:
    """When a portal was watched; `added_at` and `last_read_at` are of the last time that it was added.

    Its gaps are known to whoever asks.
    """
    gaps = tuple(known)
    # A gap before it was added is told by nothing but an earlier time of watching.
    was_watched = any(one.started_at < added_at for one in gaps)
    if not was_watched:
        # Archives of before kept it as added when its first reading was over: no time ends before it begins.
        ended_at = max(added_at, last_read_at) if last_read_at else None
        return Watched(added_at, ended_at, gaps)
    ended_at = last_read_at or max(one.started_at for one in gaps)
    return Watched(find_first_known(connection, portal, added_at), ended_at, gaps)


def find_first_known(connection: Connection, portal: str, added_at: datetime) -> datetime:
    """When the first that is known of a portal was learned, here or where it was imported from."""
    firsts = (
        connection.scalar(select(func.min(articles.c.first_seen)).where(articles.c.portal == portal)),
        connection.scalar(select(func.min(events.c.at)).where(events.c.portal == portal)),
    )
    first: datetime = min([added_at, *(one for one in firsts if one)])
    return first
