"""From when to when a portal was watched, and the gaps in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from storage.gaps import list_gaps
from storage.model import Gap
from storage.tables import articles, events


def find_start(connection: Connection, portal: dict[str, Any]) -> datetime:
    """The first that is known of a portal; one that was removed and added again was known before."""
    firsts = (
        connection.scalar(select(func.min(articles.c.first_seen)).where(articles.c.portal == portal["id"])),
        connection.scalar(select(func.min(events.c.at)).where(events.c.portal == portal["id"])),
    )
    first: datetime = min([portal["added_at"], *(one for one in firsts if one)])
    return first


def list_stretches(
    connection: Connection, portal: dict[str, Any], as_of: datetime | None
) -> Iterator[dict[str, Any]]:
    """The rows of one portal's coverage: the whole time, then its gaps, oldest first."""
    start = find_start(connection, portal)
    gaps = [one for one in list_gaps(connection, portal["id"]) if as_of is None or one.started_at <= as_of]
    end = _find_end(portal["last_read_at"], gaps, as_of)
    if end is None:
        end = _find_last_seen(connection, portal["id"], as_of)
    yield {"portal": portal["id"], "stretch": "watched", "from": start, "to": end, "why": None}
    for gap in gaps:
        is_over = as_of is None or gap.ended_at <= as_of
        yield {
            "portal": gap.portal,
            "stretch": "gap",
            "from": gap.started_at,
            "to": gap.ended_at if is_over else None,
            "why": gap.why if is_over else None,
        }


def _find_end(last_read: datetime | None, gaps: list[Gap], as_of: datetime | None) -> datetime | None:
    """The last good reading, as far as it is known; in a gap, the one before it."""
    if as_of is None or last_read is None or last_read <= as_of:
        return last_read
    within = [one.started_at for one in gaps if one.started_at <= as_of < one.ended_at]
    return min(within, default=as_of)  # read since, and no gap was noted: it was watched then


def _find_last_seen(connection: Connection, portal: str, as_of: datetime | None) -> datetime | None:
    """When anything was last logged of a portal that has not been read since it was added."""
    query = select(func.max(events.c.at)).where(events.c.portal == portal)
    if as_of is not None:
        query = query.where(events.c.at <= as_of)
    last: datetime | None = connection.scalar(query)
    return last
