"""The portals in a few words each: what lists of them and the names beside articles need."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, Text, cast, select, type_coerce
from sqlalchemy.types import NullType

from storage.model import BROKEN_STATES, PortalState
from storage.model.definition import order_languages
from storage.tables import portals

#: Portals of which the last row that was read is remembered.
_REMEMBERED = 4_096
_INSTANTS = ("state_since", "last_poll_at", "last_read_at", "removed_at")
# As the engine has them: a row that is remembered is not to be understood first.
_COLUMNS = (
    *(portals.c[name] for name in ("id", "platform", "state", "state_evidence", "paused")),
    *(type_coerce(portals.c[name], NullType).label(name) for name in _INSTANTS),
    cast(portals.c.definition, Text).label("definition"),
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
    query = select(*_COLUMNS).order_by(portals.c.id)
    if ids is not None:
        query = query.where(portals.c.id.in_(ids))
    return {row.id: _make(row) for row in connection.execute(query)}


@lru_cache(_REMEMBERED)
def _make(row: Row[Any]) -> Card:
    """The card of a row: the same for the same row, as most are each time that a page is made."""
    definition = json.loads(row.definition)
    return Card(
        id=row.id,
        names=definition.get("name") or {},
        url=definition["url"],
        region=definition.get("region"),
        province=definition.get("province"),
        platform=row.platform,
        state=PortalState.PAUSED if row.paused else PortalState(row.state),
        state_evidence=row.state_evidence,
        **{name: _read_instant(getattr(row, name)) for name in _INSTANTS},
    )


def _read_instant(kept: str | datetime | None) -> Any:
    """An instant as SQLite keeps it, in UTC, or as PostgreSQL gives it."""
    at = datetime.fromisoformat(kept) if isinstance(kept, str) else kept
    return at and (at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC))
