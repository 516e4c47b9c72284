"""How far a portal's past was walked back, as columns of the data set; also as of an instant; and back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from storage import backfills
from storage.dataset.then import find_judged
from storage.model import Backfill
from storage.tables import articles
from storage.tombstones import forgotten_articles

ENDED, STOPPED = "ended", "stopped"
_UNKNOWN = dict.fromkeys(("past", "past_told", "past_error", "past_pages", "past_began", "past_until"))
Row = dict[str, Any]


def describe_past(connection: Connection, portal: str, at: datetime | None) -> Row:
    """The columns that tell of a portal's past; None where they were others at that instant."""
    return _describe_walk(connection, portal, at) | {"oldest": _find_oldest(connection, portal, at)}


def read_past(row: Row) -> Backfill | None:
    """The walk back that a row tells of, without the place where it goes on. Raises ValueError."""
    if row["past"] is None:
        return None
    pages, began, until = (row[name] for name in ("past_pages", "past_began", "past_until"))
    if row["past"] not in (ENDED, STOPPED) or None in (pages, began, until):
        raise ValueError(f"the past of portal {row['id']} cannot be read")
    return Backfill(
        portal=row["id"],
        cursor={},
        pages=pages,
        complete=row["past"] == ENDED,
        started_at=began,
        updated_at=until,
        told=row["past_told"],
        error=row["past_error"],
    )


def _describe_walk(connection: Connection, portal: str, at: datetime | None) -> Row:
    walk = backfills.find_backfill(connection, portal)
    if walk is None or (at is not None and walk.updated_at > at):
        return dict(_UNKNOWN)
    return {
        "past": ENDED if walk.complete else STOPPED,
        "past_told": walk.told,
        "past_error": walk.error,
        "past_pages": walk.pages,
        "past_began": walk.started_at,
        "past_until": walk.updated_at,
    }


def _find_oldest(connection: Connection, portal: str, at: datetime | None) -> str | None:
    source, judged = find_judged(at)
    query = select(func.min(judged.published)).select_from(source)
    query = query.where(articles.c.portal == portal, articles.c.id.not_in(forgotten_articles()))
    oldest: str | None = connection.scalar(query)
    return oldest
