"""When a portal was watched, with the gaps in it, as rows of the data set; also as of an instant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from storage.gaps import list_gaps
from storage.model import Gap
from storage.watched import find_first_known, find_watched


def is_known_by(connection: Connection, portal: dict[str, Any], as_of: datetime) -> bool:
    """Whether anything of a portal was known by an instant, be it imported."""
    return find_first_known(connection, portal["id"], portal["added_at"]) <= as_of


def list_stretches(
    connection: Connection, portal: dict[str, Any], as_of: datetime | None
) -> Iterator[dict[str, Any]]:
    """The rows of one portal's coverage: the whole time, then its gaps, oldest first."""
    watched = find_watched(
        connection,
        portal["id"],
        portal["added_at"],
        portal["last_read_at"],
        list_gaps(connection, portal["id"]),
    )
    if as_of is not None and watched.started_at > as_of:
        return
    gaps = [one for one in watched.gaps if as_of is None or one.started_at <= as_of]
    end = _find_end(watched.ended_at, gaps, as_of)
    yield {"portal": portal["id"], "stretch": "watched", "from": watched.started_at, "to": end, "why": None}
    for gap in gaps:
        is_over = as_of is None or gap.ended_at <= as_of
        yield {
            "portal": gap.portal,
            "stretch": "gap",
            "from": gap.started_at,
            "to": gap.ended_at if is_over else None,
            "why": gap.why if is_over else None,
        }


def _find_end(last_read: datetime | None, gaps: Sequence[Gap], as_of: datetime | None) -> datetime | None:
    """The last good reading, as far as it is known; in a gap, the one before it."""
    if as_of is None or last_read is None or last_read <= as_of:
        return last_read
    within = [one.started_at for one in gaps if one.started_at <= as_of < one.ended_at]
    return min(within, default=as_of)  # read since, and no gap was noted: it was watched then
