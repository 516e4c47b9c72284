"""Where portals list their news, as it was found."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, select

from storage.model import ListingKeys, Source, SourceKind, Validators
from storage.tables import sources


def list_sources(connection: Connection, portal_id: str) -> tuple[Source, ...]:
    """A portal's sources in the order in which they were found."""
    return list_all_sources(connection, [portal_id]).get(portal_id, ())


def list_all_sources(
    connection: Connection, ids: Sequence[str] | None = None
) -> dict[str, tuple[Source, ...]]:
    """By portal, its sources in the order in which they were found; of all portals, or of these."""
    query = select(sources).order_by(sources.c.id)
    if ids is not None:
        query = query.where(sources.c.portal.in_(ids))
    found: dict[str, tuple[Source, ...]] = {}
    for row in connection.execute(query).mappings():
        found[row["portal"]] = (*found.get(row["portal"], ()), _source(row))
    return found


def _source(row: RowMapping) -> Source:
    return Source(
        kind=SourceKind(row["kind"]),
        url=row["url"],
        listing=ListingKeys.model_validate(row["listing"]),
        validators=Validators(row["etag"], row["last_modified"]),
        fingerprint=row["fingerprint"],
        baseline_at=row["baseline_at"],
        complete_at=row["complete_at"],
        landmarks=tuple(row["landmarks"] or ()),
    )
