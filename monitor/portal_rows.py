"""Portals as plain rows: what `balagh portals --json` and `balagh health --json` print, and the API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from monitor.condition import Condition, find_conditions
from monitor.expectations.overdue import Overdue
from monitor.expectations.telling import find_all_overdue, list_told, stamp_all
from monitor.remembering import ByPortal
from storage import backfills, portals
from storage.database import Connection
from storage.model import Backfill, PortalState
from storage.unread import UnreadEntries, find_unread


def list_portal_rows(
    connection: Connection, now: datetime, interval: timedelta, ids: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    """The portals that are watched, or those that are named; `interval` is the usual one between polls."""
    watched = portals.list_portals(connection, ids)
    conditions = find_conditions(connection, watched, now, interval)
    counts = portals.count_articles(connection, [one.id for one in watched])
    walks = backfills.list_backfills(connection)
    return [
        {
            "id": portal.id,
            "name": portal.definition.display_name(),
            "url": portal.definition.url,
            "state": portal.state.value,
            "since": portal.state_since.isoformat(),
            "evidence": portal.state_evidence,
            "last_poll": _iso(portal.last_poll_at),
            "next_poll": None if portal.state is PortalState.PAUSED else _iso(portal.next_poll_at),
            "articles": counts.get(portal.id, (0, None))[0],
            "last_article": counts.get(portal.id, (0, None))[1],
            "past": _describe(walks.get(portal.id)),
            "gaps": list_stretches(condition),
        }
        for portal, condition in zip(watched, conditions, strict=True)
    ]


def list_health_rows(
    connection: Connection,
    now: datetime,
    interval: timedelta,
    ids: Sequence[str] | None = None,
    known: ByPortal[list[Overdue]] | None = None,
) -> list[dict[str, Any]]:
    """How the portals fare that are watched, or those that are named, and what is overdue there.

    `known` is who remembers what is overdue, for whoever asks again and again.
    """
    watched = portals.list_portals(connection, ids)
    told = {one.id: one for one in list_told(connection, now, ids)}

    def find_out(some: Sequence[str]) -> dict[str, list[Overdue]]:
        return find_all_overdue(connection, [told[portal] for portal in some], now)

    asked = known or ByPortal(len(told))
    overdue = asked.find(connection, stamp_all(connection, list(told.values()), now), find_out)
    conditions = find_conditions(connection, watched, now, interval)
    unread = find_unread(connection, ids)
    return [
        health_row(one)
        | {
            "overdue": [late.why for late in overdue.get(one.portal.id, ())],
            "unread": unread_row(unread.get(one.portal.id)),
        }
        for one in conditions
    ]


def unread_row(unread: UnreadEntries | None) -> dict[str, Any] | None:
    """What a portal lists and what could not be read of it."""
    return None if unread is None else asdict(unread) | {"since": unread.since.isoformat()}


def health_row(condition: Condition) -> dict[str, Any]:
    """How a portal fares, and what to do."""
    portal = condition.portal
    return {
        "portal": portal.id,
        "state": portal.state.value,
        "since": portal.state_since.isoformat(),
        "evidence": portal.state_evidence,
        "advice": condition.advice,
        "certificate": portal.definition.certificate,
        "last_read": _iso(portal.last_read_at),
        "last_new": condition.last_new.isoformat() if condition.last_new else None,
        "gaps": list_stretches(condition),
        "wait": condition.wait and {"until": _iso(condition.wait.until), "why": condition.wait.why},
    }


def list_stretches(condition: Condition) -> list[dict[str, str | None]]:
    """The times in which a portal was not watched, oldest first; `until` is None for one that is open."""
    stretches: list[tuple[datetime, datetime | None, str]] = [
        (gap.started_at, gap.ended_at, gap.why) for gap in condition.gaps
    ]
    if condition.open_gap:
        started, why = condition.open_gap
        stretches.append((started, None, why))
    return [
        {"from": started.isoformat(), "until": _iso(ended), "why": why} for started, ended, why in stretches
    ]


def _describe(walk: Backfill | None) -> str | None:
    """How far `balagh backfill` has come; None where it has not begun."""
    if walk is None:
        return None
    read = f"{walk.pages} pages read"
    return f"{read}; {walk.error or walk.told or 'under way, or stopped: the same command goes on'}"


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
