"""Where each portal's walk back stands."""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, insert, select, update

from storage.model import Backfill, BackfillEnd, BackfillPage
from storage.tables import articles, backfills


def find_backfill(connection: Connection, portal: str) -> Backfill | None:
    """A portal's walk back, if one has begun."""
    query = select(backfills).where(backfills.c.portal == portal)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else Backfill(**row)


def record_page(connection: Connection, page: BackfillPage) -> None:
    """Keep where the walk goes on after a page; to be called in the transaction that keeps its entries."""
    row = {
        "cursor": page.cursor,
        "pages": page.pages,
        "complete": False,
        "updated_at": page.fetched_at,
        "error": None,
    }
    here = backfills.c.portal == page.portal
    if find_backfill(connection, page.portal) is None:
        connection.execute(insert(backfills).values(portal=page.portal, started_at=page.fetched_at, **row))
    else:
        connection.execute(update(backfills).where(here).values(row))


def record_end(connection: Connection, end: BackfillEnd) -> None:
    """Keep how a run ended."""
    row = {"complete": end.at_end, "error": end.error, "updated_at": end.finished_at}
    connection.execute(update(backfills).where(backfills.c.portal == end.portal).values(row))


def remove_backfill(connection: Connection, portal: str) -> None:
    """Forget where a portal's walk back stands: the next one begins anew."""
    connection.execute(delete(backfills).where(backfills.c.portal == portal))


def find_oldest(connection: Connection, portal: str) -> str | None:
    """The oldest published date among a portal's articles, as ISO text; None where none is dated."""
    query = select(func.min(articles.c.published)).where(articles.c.portal == portal)
    oldest: str | None = connection.scalar(query)
    return oldest
