"""Portals, their sources, and the polls that were made of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, delete, func, insert, select, update

from storage.amendments import amend_portal
from storage.articles import NOT_ASKED, UNREAD
from storage.gaps import insert_gap
from storage.health_tables import witnesses
from storage.model import (
    Gap,
    ListingKeys,
    PollRead,
    Portal,
    PortalDefinition,
    PortalState,
    Source,
    SourceKind,
    SourceRead,
    SourcesFound,
    Validators,
)
from storage.poll_log import insert_poll
from storage.tables import articles, events, portals, sources

# Asked for each article: to put them together would take longer than to ask them.
_AT = portals.c.id == bindparam("portal")
_WATCHED = select(portals.c.id).where(_AT, portals.c.removed_at.is_(None))
_LAST_POLL = select(portals.c.last_poll_at).where(_AT)


def insert_portal(
    connection: Connection, portal_id: str, definition: PortalDefinition, now: datetime
) -> None:
    """Watch a portal from now on; one that was removed comes back with its articles, and begins anew."""
    row = {
        "definition": definition.model_dump(mode="json"),
        "platform": definition.platform,
        "state": PortalState.UNPOLLED,
        "state_since": now,
        "state_evidence": "added, not yet read",
        "paused": False,
        "next_poll_at": now,
        "failures": 0,
        "added_at": now,
        **dict.fromkeys(
            ("last_poll_at", "last_read_at", "removed_at", "alarmed_at", "paused_at", "unread_why")
        ),
    }
    known = connection.execute(select(portals.c.last_read_at).where(portals.c.id == portal_id)).first()
    if known is None:
        connection.execute(insert(portals).values(id=portal_id, **row))
    else:
        if known.last_read_at is not None:
            insert_gap(connection, Gap(portal_id, known.last_read_at, now, "it was not watched"))
        connection.execute(update(portals).where(portals.c.id == portal_id).values(row))
        connection.execute(delete(sources).where(sources.c.portal == portal_id))
        connection.execute(delete(witnesses).where(witnesses.c.portal == portal_id))
    amend_portal(connection, portal_id)


def record_found(connection: Connection, found: SourcesFound) -> None:
    """Keep what detection found: the portal's sources, how each is read, its platform; former ones go."""
    urls = [source.url for source in found.sources]
    former = (sources.c.portal == found.portal) & sources.c.url.not_in(urls)
    connection.execute(delete(sources).where(former))
    known = {source.url for source in list_sources(connection, found.portal)}
    for source in found.sources:
        row = {"kind": source.kind, "listing": source.listing.model_dump(mode="json")}
        here = (sources.c.portal == found.portal) & (sources.c.url == source.url)
        if source.url in known:
            connection.execute(update(sources).where(here).values(row))
        else:
            connection.execute(insert(sources).values(portal=found.portal, url=source.url, **row))
    connection.execute(update(portals).where(portals.c.id == found.portal).values(platform=found.platform))
    amend_portal(connection, found.portal)


def list_sources(connection: Connection, portal_id: str) -> tuple[Source, ...]:
    """A portal's sources in the order in which they were found."""
    rows = connection.execute(select(sources).where(sources.c.portal == portal_id).order_by(sources.c.id))
    return tuple(
        Source(
            kind=SourceKind(row["kind"]),
            url=row["url"],
            listing=ListingKeys.model_validate(row["listing"]),
            validators=Validators(row["etag"], row["last_modified"]),
            fingerprint=row["fingerprint"],
            baseline_at=row["baseline_at"],
            complete_at=row["complete_at"],
            landmarks=tuple(row["landmarks"] or ()),
        )
        for row in rows.mappings()
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
        }
    here = (sources.c.portal == read.portal) & (sources.c.url == read.source)
    connection.execute(update(sources).where(here).values(kept))


def find_begun(connection: Connection, portal_id: str) -> datetime | None:
    """Since when a portal's site is what it is now: since its sources were found, or found anew."""
    since = [one.baseline_at for one in list_sources(connection, portal_id)]
    return min((one for one in since if one), default=None)


def find_portal(connection: Connection, portal_id: str) -> Portal | None:
    """The portal of that id, if it is watched."""
    return next(iter(list_portals(connection, [portal_id])), None)


def find_former(connection: Connection, portal_id: str) -> Portal | None:
    """The portal of that id as it was when it was last watched, whether or not it still is."""
    row = connection.execute(select(portals).where(portals.c.id == portal_id)).mappings().first()
    return None if row is None else _portal(connection, row)


def is_watched(connection: Connection, portal_id: str) -> bool:
    """Whether the portal was added and not removed since."""
    return connection.scalar(_WATCHED, {"portal": portal_id}) is not None


def was_watched(connection: Connection, portal_id: str) -> bool:
    """Whether the portal was ever added: what was harvested of a removed one is still there."""
    return connection.scalar(select(portals.c.id).where(portals.c.id == portal_id)) is not None


def is_polled(connection: Connection, portal_id: str) -> bool:
    """Whether a poll of the portal has ended since it was added: the first one is its baseline."""
    return connection.scalar(_LAST_POLL, {"portal": portal_id}) is not None


def list_portals(connection: Connection, ids: Sequence[str] | None = None) -> list[Portal]:
    """The portals that are watched, or those of them that are named, by id."""
    query = select(portals).where(portals.c.removed_at.is_(None)).order_by(portals.c.id)
    if ids is not None:
        query = query.where(portals.c.id.in_(ids))
    return [_portal(connection, row) for row in connection.execute(query).mappings().all()]


def list_definitions(connection: Connection) -> dict[str, PortalDefinition]:
    """How every portal is described now, those that were removed too."""
    rows = connection.execute(select(portals.c.id, portals.c.definition))
    return {portal: PortalDefinition.model_validate(described) for portal, described in rows}


def list_due_portals(connection: Connection, now: datetime) -> Iterator[Portal]:
    """The portals whose time has come, longest due first, one at a time."""
    query = (
        select(portals)
        .where(portals.c.removed_at.is_(None), portals.c.paused.is_(False), portals.c.next_poll_at <= now)
        .order_by(portals.c.next_poll_at, portals.c.id)
    )
    for row in connection.execute(query).mappings().all():
        yield _portal(connection, row)


def list_failing(connection: Connection) -> list[Portal]:
    """The portals whose last poll failed."""
    failing = portals.c.removed_at.is_(None) & portals.c.paused.is_(False) & (portals.c.failures > 0)
    rows = connection.execute(select(portals).where(failing).order_by(portals.c.id)).mappings().all()
    return [_portal(connection, row) for row in rows]


def set_paused(connection: Connection, portal_id: str, paused: bool, now: datetime) -> None:
    """Stop polling a portal for a while, or go on at once."""
    since = {"paused_at": func.coalesce(portals.c.paused_at, now)} if paused else {}
    values = {"paused": paused, "next_poll_at": now, **since}
    connection.execute(update(portals).where(portals.c.id == portal_id).values(values))


def set_next_poll(connection: Connection, portal_id: str, due: datetime) -> None:
    """When a portal is polled next."""
    connection.execute(update(portals).where(portals.c.id == portal_id).values(next_poll_at=due))


def set_definition(connection: Connection, portal_id: str, definition: PortalDefinition) -> None:
    """Use what the definition file says now; lists that are to be read otherwise are sought anew."""
    here = portals.c.id == portal_id
    before = PortalDefinition.model_validate(connection.scalar(select(portals.c.definition).where(here)))
    ways = [(one.url, one.sources, one.listing) for one in (before, definition)]
    if ways[0] != ways[1]:
        connection.execute(delete(sources).where(sources.c.portal == portal_id))
        connection.execute(delete(witnesses).where(witnesses.c.portal == portal_id))
    connection.execute(update(portals).where(here).values(definition=definition.model_dump(mode="json")))
    amend_portal(connection, portal_id)
    if (before.article, before.listing) != (definition.article, definition.listing):
        # What a list says of an article cannot be read again; its page can, if it is sent again.
        values = UNREAD if before.listing != definition.listing else NOT_ASKED
        connection.execute(update(articles).where(articles.c.portal == portal_id).values(values))


def remove_portal(connection: Connection, portal_id: str, now: datetime) -> None:
    """Watch it no more; what was harvested stays."""
    connection.execute(update(portals).where(portals.c.id == portal_id).values(removed_at=now))
    amend_portal(connection, portal_id)


def set_state(
    connection: Connection, portal_id: str, state: PortalState, evidence: str, since: datetime
) -> None:
    """Put a portal into a state, with the proof for it."""
    connection.execute(
        update(portals)
        .where(portals.c.id == portal_id)
        .values(state=state, state_evidence=evidence, state_since=since)
    )


def set_alarmed(connection: Connection, portal_id: str, at: datetime | None) -> None:
    """That a portal is broken was told, or (None) that it is read again."""
    connection.execute(update(portals).where(portals.c.id == portal_id).values(alarmed_at=at))


def note_unread(connection: Connection, why: str) -> None:
    """Keep why no portal is read for a while; forgotten with the next good reading of each."""
    watched = portals.c.removed_at.is_(None) & portals.c.paused.is_(False)
    connection.execute(update(portals).where(watched).values(unread_why=why))


def bring_forward(connection: Connection, ids: Sequence[str], due: datetime) -> None:
    """Poll portals that would be polled later at `due`."""
    later = portals.c.id.in_(ids) & (portals.c.next_poll_at > due)
    connection.execute(update(portals).where(later).values(next_poll_at=due))


def record_poll(connection: Connection, read: PollRead, state: PortalState, next_poll_at: datetime) -> int:
    """Log a poll that ended and when the next is due; gives the number of events that it brought."""
    brought = connection.scalar(
        select(func.count()).where(events.c.portal == read.portal, events.c.at >= read.started_at)
    )
    failed = read.trouble is not None
    insert_poll(
        connection,
        {
            "portal": read.portal,
            "started_at": read.started_at,
            "finished_at": read.finished_at,
            "outcome": "failed" if failed else ("changed" if brought else "unchanged"),
            "state": state,
            "requests": read.requests,
            "not_modified": read.not_modified,
            "entries": read.entries,
            "events": brought,
            "error": read.evidence if failed else None,
        },
    )
    schedule = {"last_poll_at": read.finished_at, "next_poll_at": next_poll_at}
    kept = (
        {"failures": portals.c.failures + 1}
        if failed
        else {"failures": 0, "last_read_at": read.finished_at, "paused_at": None, "unread_why": None}
    )
    connection.execute(update(portals).where(portals.c.id == read.portal).values(**schedule, **kept))
    return brought or 0


def count_articles(connection: Connection) -> dict[str, tuple[int, str | None]]:
    """For each portal: how many articles are kept, and the newest published date among them."""
    query = select(articles.c.portal, func.count(), func.max(articles.c.published)).group_by(
        articles.c.portal
    )
    return {portal: (count, newest) for portal, count, newest in connection.execute(query)}


def _portal(connection: Connection, row: RowMapping) -> Portal:
    return Portal(
        id=row["id"],
        definition=PortalDefinition.model_validate(row["definition"]),
        platform=row["platform"],
        state=PortalState.PAUSED if row["paused"] else PortalState(row["state"]),
        state_since=row["state_since"],
        state_evidence=row["state_evidence"],
        paused=row["paused"],
        next_poll_at=row["next_poll_at"],
        last_poll_at=row["last_poll_at"],
        last_read_at=row["last_read_at"],
        failures=row["failures"],
        sources=list_sources(connection, row["id"]),
        added_at=row["added_at"],
        alarmed_at=row["alarmed_at"],
        paused_at=row["paused_at"],
        unread_why=row["unread_why"],
    )
