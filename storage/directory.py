"""The portals in a few words each: what lists of them and the names beside articles need."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from storage.model import BROKEN_STATES, PortalState
from storage.model.definition import order_languages
from storage.tables import portals

_COLUMNS = (
    *("id", "definition", "platform", "state", "state_since", "state_evidence", "paused"),
    *("last_poll_at", "last_read_at", "removed_at"),
)


@dataclass(frozen=True, slots=True)
class Card:
    """A portal, watched or watched once."""

    id: str
    names: dict[str, str | None]  #: by language
    url: str
    region: str | None
    province: str | None
    platform: str  #: as recognised, or as the definition states
    state: PortalState
    state_since: datetime
    state_evidence: str
    last_poll_at: datetime | None
    last_read_at: datetime | None
    removed_at: datetime | None  #: since when it is not watched any more

    def call(self, language: str) -> str:
        """Its name in a language, or the first one there is, or its id."""
        found = (self.names.get(one) for one in order_languages(language))
        return next((name for name in found if name), self.id)

    @property
    def is_hidden(self) -> bool:
        """Whether its news cannot be read now."""
        return self.removed_at is None and self.state in BROKEN_STATES


def list_cards(connection: Connection, ids: Collection[str] | None = None) -> dict[str, Card]:
    """All portals by id, or those that are named; those that were removed too."""
    columns = [portals.c[name] for name in _COLUMNS]
    query = select(*columns).order_by(portals.c.id)
    if ids is not None:
        query = query.where(portals.c.id.in_(ids))
    return {
        row.id: Card(
            id=row.id,
            names=row.definition.get("name") or {},
            url=row.definition["url"],
            region=row.definition.get("region"),
            province=row.definition.get("province"),
            platform=row.platform,
            state=PortalState.PAUSED if row.paused else PortalState(row.state),
            state_since=row.state_since,
            state_evidence=row.state_evidence,
            last_poll_at=row.last_poll_at,
            last_read_at=row.last_read_at,
            removed_at=row.removed_at,
        )
        for row in connection.execute(query)
    }
