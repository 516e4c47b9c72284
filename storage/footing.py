"""What a portal's readings are kept on: asked once for those that follow each other."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, exists, select

from storage.tables import articles, portals, tombstones


@dataclass(frozen=True, slots=True)
class Footing:
    """What a watched portal has behind it when readings of it are kept."""

    is_polled: bool  #: a poll has ended since it was added: the first one is its baseline
    has_forgotten: bool  #: any of its articles was forgotten on request


# Asked for each article: to put it together would take longer than to ask it.
_FORGOTTEN = exists().where(tombstones.c.article == articles.c.id, articles.c.portal == portals.c.id)
_FOOTING = select(portals.c.last_poll_at, _FORGOTTEN).where(
    portals.c.id == bindparam("portal"), portals.c.removed_at.is_(None)
)


def find_footing(connection: Connection, portal: str) -> Footing | None:
    """That of a portal; None where it was never added, or was removed since."""
    row = connection.execute(_FOOTING, {"portal": portal}).first()
    return None if row is None else Footing(row[0] is not None, row[1])
