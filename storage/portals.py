"""Portals: which are watched, how each is described, and how it fares."""

from __future__ import annotations

from collections.abc import Collection, Generator, Sequence
from contextlib import closing
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    Select,
    Text,
    bindparam,
    cast,
    delete,
    func,
    insert,
    select,
    update,
)

from storage.amendments import amend_portal
from storage.articles import NOT_ASKED, UNREAD
from storage.backfills import remove_backfill
from storage.definitions import read_definition
from storage.gaps import insert_gap
from storage.model import (
    Gap,
    Portal,
    PortalDefinition,
    PortalState,
    Source,
    SourcesFound,
)
from storage.shards import guess_shard
from storage.sources import list_all_sources, list_sources
from storage.tables import IS_POLLED, articles, portals, sources, witnesses

_LAST_POLL = select(portals.c.last_poll_at).where(portals.c.id == bindparam("portal"))
_AT_A_TIME = 50
_MOST_NAMED = 1_000  # in one question


def insert_portal(
    connection: Connection, portal_id: str, definition: PortalDefinition, now: datetime
) -> None:
    """Watch a portal from now on; one that was removed comes back with its articles, and begins anew."""
    row = {
        "definition": definition.model_dump(mode="json"),
        "platform": definition.platform,
        "shard": guess_shard(definition.url),
        "state": PortalState.UNPOLLED,
        "state_since": now,
        "state_evidence": "added, not yet read",
        "paused": False,
        "next_poll_at": now,
        "failures": 0,
        "added_at": now,
        **dict.fromkeys(
            (
                *("last_poll_at", "last_read_at", "removed_at", "alarmed_at"),
                *("paused_at", "read_by", "unread_why", "redefined_at"),
            )
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
        remove_backfill(connection, portal_id)  # what came and went in the meantime it has not seen
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


def find_portal(connection: Connection, portal_id: str) -> Portal | None:
    """The portal of that id, if it is watched."""
    return next(iter(list_portals(connection, [portal_id])), None)


def find_former(connection: Connection, portal_id: str) -> Portal | None:
    """The portal of that id as it was when it was last watched, whether or not it still is."""
    row = connection.execute(_select_all().where(portals.c.id == portal_id)).mappings().first()
    return None if row is None else _portal(row, list_sources(connection, portal_id))


def was_watched(connection: Connection, portal_id: str) -> bool:
    """Whether the portal was ever added: what was harvested of a removed one is still there."""
    return connection.scalar(select(portals.c.id).where(portals.c.id == portal_id)) is not None


def is_polled(connection: Connection, portal_id: str) -> bool:
    """Whether a poll of the portal has ended since it was added: the first one is its baseline."""
    return connection.scalar(_LAST_POLL, {"portal": portal_id}) is not None


def list_portals(connection: Connection, ids: Sequence[str] | None = None) -> list[Portal]:
    """The portals that are watched, or those of them that are named, by id."""
    query = _select_all().where(portals.c.removed_at.is_(None)).order_by(portals.c.id)
    if ids is not None:
        query = query.where(portals.c.id.in_(ids))
    return [one for some in _read_portals(connection, query) for one in some]


def walk_portals(connection: Connection, ids: Sequence[str]) -> Generator[Portal]:
    """Those of these portals that are watched, one at a time, however many there are."""
    for start in range(0, len(ids), _MOST_NAMED):
        yield from list_portals(connection, ids[start : start + _MOST_NAMED])


def count_portals(connection: Connection) -> tuple[int, int]:
    """How many portals are watched, and how many of them are paused."""
    query = select(func.count(), func.count().filter(portals.c.paused)).where(portals.c.removed_at.is_(None))
    count, paused = connection.execute(query).one()
    return count, paused


def has_any(connection: Connection) -> bool:
    """Whether any portal was ever watched."""
    return connection.scalar(select(portals.c.id).limit(1)) is not None


def list_due_portals(
    connection: Connection, now: datetime, shards: Collection[int] | None = None
) -> Generator[Portal]:
    """The portals whose time has come, of all or of some shards, longest due first, one at a time."""
    query = (
        _select_all()
        .where(IS_POLLED, portals.c.next_poll_at <= now)
        .order_by(portals.c.next_poll_at, portals.c.id)
    )
    if shards is not None:
        query = query.where(portals.c.shard.in_(shards))
    with closing(_read_portals(connection, query)) as read:
        for some in read:
            yield from some


def list_overdue(connection: Connection, before: datetime) -> list[str]:
    """The portals that were due before an instant, and not polled since."""
    late = IS_POLLED & (portals.c.next_poll_at < before)
    return list(connection.scalars(select(portals.c.id).where(late).order_by(portals.c.id)))


def list_failing(connection: Connection) -> list[Portal]:
    """The portals whose last poll failed."""
    failing = IS_POLLED & (portals.c.failures > 0)
    query = _select_all().where(failing).order_by(portals.c.id)
    return [one for some in _read_portals(connection, query) for one in some]


def set_paused(connection: Connection, portal_id: str, paused: bool, now: datetime) -> None:
    """Stop polling a portal for a while, or go on at once."""
    since = {"paused_at": func.coalesce(portals.c.paused_at, now)} if paused else {}
    values = {"paused": paused, "next_poll_at": now, **since}
    connection.execute(update(portals).where(portals.c.id == portal_id).values(values))


def postpone(connection: Connection, portal_id: str, due: datetime, why: str) -> None:
    """Poll a portal no earlier than `due`; why it was not read meanwhile is kept."""
    values = {"next_poll_at": due, "unread_why": why}
    here = (portals.c.id == portal_id) & (portals.c.next_poll_at < due)
    connection.execute(update(portals).where(here).values(values))


def set_definition(
    connection: Connection, portal_id: str, definition: PortalDefinition, now: datetime
) -> None:
    """Use what the definition file says now; lists that are to be read otherwise are sought anew."""
    here = portals.c.id == portal_id
    before = PortalDefinition.model_validate(connection.scalar(select(portals.c.definition).where(here)))
    ways = [(one.url, one.sources, one.listing) for one in (before, definition)]
    if ways[0] != ways[1] or before.article != definition.article:
        # One that was not read before the change is told as broken, whatever the change is.
        well = here & (portals.c.failures == 0)
        connection.execute(update(portals).where(well).values(redefined_at=now))
    if ways[0] != ways[1]:
        connection.execute(delete(sources).where(sources.c.portal == portal_id))
        connection.execute(delete(witnesses).where(witnesses.c.portal == portal_id))
    values: dict[str, Any] = {"definition": definition.model_dump(mode="json"), "settled_until": None}
    connection.execute(update(portals).where(here).values(values))
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
    connection.execute(update(portals).where(IS_POLLED).values(unread_why=why))


def bring_forward(connection: Connection, ids: Sequence[str], due: datetime) -> None:
    """Poll portals that would be polled later at `due`."""
    later = portals.c.id.in_(ids) & (portals.c.next_poll_at > due)
    connection.execute(update(portals).where(later).values(next_poll_at=due))


def count_articles(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[int, str | None]]:
    """For each of these portals: how many articles are kept, and the newest published date among them."""
    query = select(articles.c.portal, func.count(), func.max(articles.c.published))
    query = query.where(articles.c.portal.in_(ids)).group_by(articles.c.portal)
    return {portal: (count, newest) for portal, count, newest in connection.execute(query)}


def _select_all() -> Select[Any]:
    """All columns; the definition as it is written, by which it is remembered."""
    others = [one for one in portals.c if one is not portals.c.definition]
    return select(*others, cast(portals.c.definition, Text).label("described"))


def _read_portals(connection: Connection, query: Select[Any]) -> Generator[list[Portal]]:
    """Portals with their sources, so many at a time: there may be a hundred thousand of them."""
    with connection.execute(query.execution_options(yield_per=_AT_A_TIME)) as result:
        for rows in result.mappings().partitions():
            listed = list_all_sources(connection, [row["id"] for row in rows])
            yield [_portal(row, listed[row["id"]]) for row in rows]


def _portal(row: RowMapping, listed: tuple[Source, ...]) -> Portal:
    return Portal(
        id=row["id"],
        definition=read_definition(row["described"]),
        platform=row["platform"],
        state=PortalState.PAUSED if row["paused"] else PortalState(row["state"]),
        state_since=row["state_since"],
        state_evidence=row["state_evidence"],
        paused=row["paused"],
        next_poll_at=row["next_poll_at"],
        last_poll_at=row["last_poll_at"],
        last_read_at=row["last_read_at"],
        failures=row["failures"],
        sources=listed,
        added_at=row["added_at"],
        alarmed_at=row["alarmed_at"],
        paused_at=row["paused_at"],
        settled_until=row["settled_until"],
        read_by=row["read_by"],
        unread_why=row["unread_why"],
        shard=row["shard"],
        redefined_at=row["redefined_at"],
    )
