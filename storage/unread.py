"""Entries that are listed and whose pages could not be read, for whoever runs Balagh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from storage.model import Origin
from storage.tables import IS_UNREAD, entries


@dataclass(frozen=True, slots=True)
class UnreadEntries:
    """The entries of a portal whose pages could not be read so far."""

    count: int
    new: int  #: of them came while the portal was watched
    told: int  #: of them are articles by what the list says of them
    since: datetime  #: when the first of the new ones was listed, or of all where none is new
    why: str  #: of the one that was listed last


def find_unread(connection: Connection, ids: Sequence[str] | None = None) -> dict[str, UnreadEntries]:
    """By portal, of those that are named, or of all."""
    query = select(entries).where(IS_UNREAD).order_by(entries.c.portal, entries.c.id)
    if ids is not None:
        query = query.where(entries.c.portal.in_(ids))
    found: dict[str, UnreadEntries] = {}
    for row in connection.execute(query).mappings():
        before = found.get(row["portal"], UnreadEntries(0, 0, 0, row["first_listed_at"], ""))
        is_new = row["origin"] == Origin.WATCH
        is_first = is_new and not before.new
        found[row["portal"]] = UnreadEntries(
            before.count + 1,
            before.new + is_new,
            before.told + (row["article"] is not None),
            row["first_listed_at"] if is_first else before.since,
            row["error"],
        )
    return found
