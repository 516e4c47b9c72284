"""Read what the archive knows of a portal's sessions, and tell what is overdue, once a day."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Sequence
from datetime import date, datetime, timedelta

from monitor.expectations.coverage import find_coverage
from monitor.expectations.keeping import name_reader
from monitor.expectations.overdue import LONGEST_DAYS, Overdue, find_overdue
from monitor.expectations.record import Subject, find_reach, make_subject
from monitor.tell import tell_overdue
from storage import backfills, events, portals, sessions
from storage.database import Connection
from storage.model import MOROCCO, READ_STATES, EventType, Portal, PortalState, Told

#: Days of publications by which it is learned what a portal publishes: sessions of a year, and those told of.
LEARNED_DAYS = 800


def read_subject(connection: Connection, portal: Portal, now: datetime, *, recent: bool = False) -> Subject:
    """What is known of a portal's sessions: of all years, or of what `find_overdue` needs."""
    today = now.astimezone(MOROCCO).date()
    since = today - timedelta(days=LEARNED_DAYS) if recent else None
    days = sessions.list_published_days(connection, portal.id)
    coverage = find_coverage(portal, backfills.find_backfill(connection, portal.id), days)
    publications = sessions.list_publications(connection, portal.id, name_reader(), since)
    return make_subject(portal.definition.expect, coverage, today, publications)


def read_year(
    connection: Connection, watched: Sequence[Portal], year: int, now: datetime
) -> dict[str, Subject]:
    """What is known of the sessions that several portals had in a year, in a few queries."""
    since = min((find_reach(one.definition.expect, year) for one in watched), default=None)
    return _read_subjects(connection, watched, since, now)


def _read_subjects(
    connection: Connection, watched: Sequence[Portal], since: date | None, now: datetime
) -> dict[str, Subject]:
    ids = [one.id for one in watched]
    days = sessions.list_all_published_days(connection, ids)
    walks = backfills.list_backfills(connection)
    publications = sessions.list_all_publications(connection, ids, name_reader(), since)
    return {
        one.id: make_subject(
            one.definition.expect,
            find_coverage(one, walks.get(one.id), days[one.id]),
            now.astimezone(MOROCCO).date(),
            publications[one.id],
        )
        for one in watched
    }


def stamp_all(connection: Connection, watched: Sequence[Portal], now: datetime) -> dict[str, Hashable]:
    """By portal, all that the record of its sessions depends on besides its articles and its definition."""
    walks = backfills.list_backfills(connection)
    today = now.astimezone(MOROCCO).date()

    def stamp(one: Portal) -> Hashable:
        read = one.last_read_at.astimezone(MOROCCO).date() if one.last_read_at else None
        walk = walks.get(one.id)
        return today, one.added_at, read, walk is not None and walk.complete

    return {one.id: stamp(one) for one in watched}


def tell_what_is_overdue(
    connection: Connection, before: Portal, state: PortalState, read_at: datetime
) -> None:
    """At the first poll of a day that read the portal: log what is overdue since, and tell it.

    `before` is the portal as it was before the poll. A portal that is broken tells of nothing.
    """
    if (
        state not in READ_STATES  # or what is not on it may be there all the same
        or before.last_read_at is None
        or _is_same_day(before.last_read_at, read_at)
    ):
        return
    portal = portals.find_portal(connection, before.id)
    assert portal is not None
    for one in find_overdue(portal.id, read_subject(connection, portal, read_at, recent=True)):
        tell_overdue(connection, portal, one.what, Told(summary=one.why, facts=one.list_facts()), read_at)


def list_overdue(connection: Connection, now: datetime) -> Iterator[Overdue]:
    """What was told to be overdue and is not on its portal yet, of the portals that are watched."""
    told = list_told(connection, now)
    for found in find_all_overdue(connection, told, now).values():
        yield from found


def list_told(connection: Connection, now: datetime, ids: Collection[str] | None = None) -> list[Portal]:
    """The portals that are watched, or those of them that are named, of which something was told overdue."""
    told = events.list_portals_with(connection, EventType.OVERDUE, now - timedelta(days=2 * LONGEST_DAYS))
    return portals.list_portals(connection, [one for one in told if ids is None or one in ids])


def find_all_overdue(
    connection: Connection, watched: Sequence[Portal], now: datetime
) -> dict[str, list[Overdue]]:
    """By portal, what is overdue there now."""
    since = now.astimezone(MOROCCO).date() - timedelta(days=LEARNED_DAYS)
    subjects = _read_subjects(connection, watched, since, now)
    return {portal: list(find_overdue(portal, subject)) for portal, subject in subjects.items()}


def _is_same_day(one: datetime, other: datetime) -> bool:
    return one.astimezone(MOROCCO).date() == other.astimezone(MOROCCO).date()
