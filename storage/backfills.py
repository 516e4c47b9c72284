"""Where each portal's walk back stands."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from storage.model import Backfill, BackfillEnd, BackfillPage
from storage.tables import articles, backfills


def find_backfill(connection: Connection, portal: str) -> Backfill | None:
    """A portal's walk back, if one has begun."""
    query = select(backfills).where(backfills.c.portal == portal)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else Backfill(**row)


def list_backfills(connection: Connection) -> dict[str, Backfill]:
    """The walks back that have begun, by portal."""
    rows = connection.execute(select(backfills)).mappings()
    return {row["portal"]: Backfill(**row) for row in rows}


def record_page(connection: Connection, page: BackfillPage) -> None:
    """Keep where the walk goes on after a page; to be called in the transaction that keeps its entries."""
    begun = find_backfill(connection, page.portal)
    pages = page.pages + (begun.pages if begun else 0)
    row = {"cursor": page.cursor, "pages": pages, "complete": False, "told": None, "error": None}
    _record(connection, page.portal, page.fetched_at, row)


def record_end(connection: Connection, end: BackfillEnd) -> None:
    """Keep how a run ended."""
    row = {"complete": end.complete, "told": end.told, "error": end.error}
    _record(connection, end.portal, end.finished_at, row)


def insert_backfill(connection: Connection, walk: Backfill) -> None:
    """Keep a walk back that was made elsewhere, of a portal that was not known here."""
    connection.execute(insert(backfills).values(asdict(walk)))


def _record(connection: Connection, portal: str, at: datetime, row: dict[str, Any]) -> None:
    if find_backfill(connection, portal) is None:
        begun = {"portal": portal, "cursor": {}, "pages": 0, "started_at": at, "updated_at": at}
        connection.execute(insert(backfills).values(begun | row))
    else:
        here = backfills.c.portal == portal
        connection.execute(update(backfills).where(here).values(row | {"updated_at": at}))


def remove_backfill(connection: Connection, portal: str) -> None:
    """Forget where a portal's walk back stands: the next one begins anew."""
    connection.execute(delete(backfills).where(backfills.c.portal == portal))


def find_oldest(connection: Connection, portal: str) -> str | None:
    """The oldest published date among a portal's articles, as ISO text; None where none is dated."""
    query = select(func.min(articles.c.published)).where(articles.c.portal == portal)
    oldest: str | None = connection.scalar(query)
    return oldest
