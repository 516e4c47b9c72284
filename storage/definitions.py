"""How portals are described now."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import Connection, Text, cast, select

from storage.model import PortalDefinition
from storage.tables import portals

#: Definitions that are remembered: many pages and each feed ask for all, and seldom has one changed.
_REMEMBERED = 4_096


def list_definitions(connection: Connection) -> dict[str, PortalDefinition]:
    """How every portal is described now, those that were removed too."""
    rows = connection.execute(select(portals.c.id, cast(portals.c.definition, Text)))
    return {portal: read_definition(described) for portal, described in rows}


@lru_cache(_REMEMBERED)
def read_definition(described: str) -> PortalDefinition:
    """A definition as the archive keeps it, in JSON."""
    return PortalDefinition.model_validate_json(described)
