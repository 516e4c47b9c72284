"""Which portals anything has become known of since somebody looked: of the others all still holds."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select, union

from storage import amendments
from storage.events import find_newest
from storage.tables import articles, events, portals


@dataclass(frozen=True, slots=True)
class Reach:
    """How far somebody has looked: numbers of the newest event and of the last amendment."""

    event: int = 0
    amended: int = 0


def find_reach(connection: Connection) -> Reach:
    """How far there is anything to look at."""
    return Reach(find_newest(connection), amendments.find_last(connection))


def list_touched(connection: Connection, since: Reach) -> set[str]:
    """The portals with an event since then, or an amendment of themselves or of an article.

    Everything that is kept of articles is one or the other (storage/amendments.py), but for when they were
    seen and are to be seen again.
    """
    query = union(
        select(events.c.portal).where(events.c.id > since.event),
        select(articles.c.portal).where(articles.c.amended > since.amended),
        select(portals.c.id).where(portals.c.amended > since.amended),
    )
    return set(connection.scalars(query))
