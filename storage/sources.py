"""The lists of each portal, how each is read, and what its last reading left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select, update

from storage.model import ListingKeys, Source, SourceKind, SourceRead, Span, Validators
from storage.tables import entries, sources


def list_sources(connection: Connection, portal_id: str) -> tuple[Source, ...]:
    """A portal's sources in the order in which they were found."""
    return list_all_sources(connection, [portal_id])[portal_id]


def list_all_sources(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[Source, ...]]:
    """The sources of many portals, in one question."""
    found: dict[str, list[Source]] = {portal: [] for portal in ids}
    query = select(sources).where(sources.c.portal.in_(ids)).order_by(sources.c.id)
    for row in connection.execute(query).mappings():
        found[row["portal"]].append(_source(row))
    return {portal: tuple(some) for portal, some in found.items()}


def _source(row: RowMapping) -> Source:
    return Source(
        kind=SourceKind(row["kind"]),
        url=row["url"],
        listing=ListingKeys.model_validate(row["listing"]),
        validators=Validators(row["etag"], row["last_modified"]),
        fingerprint=row["fingerprint"],
        span=None if row["span"] is None else Span(**row["span"]),
        baseline_at=row["baseline_at"],
        complete_at=row["complete_at"],
        landmarks=tuple(row["landmarks"] or ()),
    )


def record_source(connection: Connection, read: SourceRead) -> None:
    """Keep what a reading left. An incomplete one leaves no validators: the next poll reads it all again."""
    kept: dict[str, Any] = {
        "baseline_at": read.fetched_at
        if read.found_anew
        else func.coalesce(sources.c.baseline_at, read.fetched_at),
        "landmarks": list(read.landmarks),
    }
    if read.complete:
        kept |= {
            "etag": read.validators.etag,
            "last_modified": read.validators.last_modified,
            "fingerprint": read.fingerprint,
            "complete_at": read.fetched_at,
            "span": None if read.span is None else asdict(read.span),
        }
    here = (sources.c.portal == read.portal) & (sources.c.url == read.source)
    connection.execute(update(sources).where(here).values(kept))


def list_anchors(
    connection: Connection, portal_id: str, all_sources: Sequence[Source]
) -> dict[str, frozenset[str]]:
    """The keys of entries at which paging back a source may end, by the source's address.

    It is not kept which source lists an entry: one counts that was there before the last complete reading of
    every source, or that the last complete reading of this one listed, as its times tell. A source that was
    never read so has none; what another one has listed since may stand above what this one did not show yet.
    """
    whole = [one.complete_at for one in all_sources if one.complete_at]
    first, last = entries.c.first_listed_at, entries.c.last_listed_at
    found = {}
    for source in all_sources:
        if source.complete_at is None:
            continue
        is_anchor = (first == source.complete_at) | (last == source.complete_at)
        if len(whole) == len(all_sources):
            is_anchor |= first <= min(whole)
        keys = select(entries.c.key).where(entries.c.portal == portal_id, is_anchor)
        found[source.url] = frozenset(connection.scalars(keys))
    return found


def find_begun(connection: Connection, portal_id: str) -> datetime | None:
    """Since when a portal's site is what it is now: since its sources were found, or found anew."""
    since = [one.baseline_at for one in list_sources(connection, portal_id)]
    return min((one for one in since if one), default=None)
