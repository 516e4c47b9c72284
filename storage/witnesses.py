"""The second list of each portal, by which one that stands still is told from one that is silent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from storage.model import ListingKeys, Source, SourceKind, Witness
from storage.tables import witnesses


def find_witness(connection: Connection, portal: str) -> Witness | None:
    """The portal's second list, if it has one."""
    query = select(witnesses).where(witnesses.c.portal == portal)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _witness(row)


def set_witness(connection: Connection, portal: str, source: Source, due_at: datetime) -> None:
    """Ask this list, from `due_at` on, beside the portal's source."""
    remove_witness(connection, portal)
    row = {"kind": source.kind, "url": source.url, "listing": source.listing.model_dump(mode="json")}
    connection.execute(insert(witnesses).values(portal=portal, due_at=due_at, missing=[], **row))


def remove_witness(connection: Connection, portal: str) -> None:
    """There is no list beside the portal's source any more."""
    connection.execute(delete(witnesses).where(witnesses.c.portal == portal))


def record_asked(
    connection: Connection, portal: str, due_at: datetime, missing: Sequence[str], since: datetime | None
) -> None:
    """Keep what the list showed that the portal's source does not, since when, and when it is asked next."""
    values = {"due_at": due_at, "missing": list(missing), "missing_since": since}
    connection.execute(update(witnesses).where(witnesses.c.portal == portal).values(values))


def set_frozen(connection: Connection, portal: str, since: datetime) -> None:
    """It is proved that the portal's source stands still."""
    connection.execute(
        update(witnesses).where(witnesses.c.portal == portal).values(frozen_since=since, due_at=since)
    )


def set_alive(connection: Connection, portal: str, due_at: datetime) -> None:
    """The portal's source goes on."""
    values: dict[str, object] = {"frozen_since": None, "missing": [], "missing_since": None, "due_at": due_at}
    connection.execute(update(witnesses).where(witnesses.c.portal == portal).values(values))


def _witness(row: RowMapping) -> Witness:
    return Witness(
        source=Source(SourceKind(row["kind"]), row["url"], ListingKeys.model_validate(row["listing"])),
        due_at=row["due_at"],
        missing=tuple(row["missing"]),
        missing_since=row["missing_since"],
        frozen_since=row["frozen_since"],
    )
