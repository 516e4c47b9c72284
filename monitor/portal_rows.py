"""Portals as plain rows: what `balagh portals --json` and `balagh health --json` print, and the API."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from monitor.condition import Condition, find_condition
from monitor.expectations.telling import list_overdue
from storage import backfills, portals
from storage.database import Connection
from storage.model import Backfill, PortalState


def list_portal_rows(
    connection: Connection, now: datetime, interval: timedelta, ids: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    """The portals that are watched, or those that are named; `interval` is the usual one between polls."""
    counts = portals.count_articles(connection)
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
            "gaps": list_stretches(find_condition(connection, portal, now, interval)),
        }
        for portal in portals.list_portals(connection, ids)
    ]


def list_health_rows(
    connection: Connection, now: datetime, interval: timedelta, ids: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    """How the portals fare that are watched, or those that are named, and what is overdue there."""
    overdue = defaultdict[str, list[str]](list)
    for late in list_overdue(connection, now):
        overdue[late.portal].append(late.why)
    return [
        health_row(find_condition(connection, one, now, interval)) | {"overdue": overdue[one.id]}
        for one in portals.list_portals(connection, ids)
    ]


def health_row(condition: Condition) -> dict[str, Any]:
    """How a portal fares, and what to do."""
    portal = condition.portal
    return {
        "portal": portal.id,
        "state": portal.state.value,
        "since": portal.state_since.isoformat(),
        "evidence": portal.state_evidence,
        "advice": condition.advice,
        "last_read": _iso(portal.last_read_at),
        "last_new": condition.last_new.isoformat() if condition.last_new else None,
        "gaps": list_stretches(condition),
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
