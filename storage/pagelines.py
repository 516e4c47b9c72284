"""What stood on the article pages of each portal that were read last: a few pages of each, as digests."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select

from storage.model import REMEMBERED_PAGES, ArticleRead, PageLines
from storage.tables import page_lines


def list_pages(connection: Connection, portal: str) -> tuple[PageLines, ...]:
    """What is kept of a portal's pages, the one that was read last at the end."""
    here = select(page_lines).where(page_lines.c.portal == portal)
    rows = connection.execute(here.order_by(page_lines.c.read_at, page_lines.c.key)).mappings()
    return tuple(PageLines(row["key"], tuple(row["digests"])) for row in rows)


def find_page(connection: Connection, portal: str, key: str) -> tuple[str, ...]:
    """What is kept of one page; nothing where it was not among those read last."""
    return next((page.digests for page in list_pages(connection, portal) if page.key == key), ())


def record_page(connection: Connection, read: ArticleRead) -> None:
    """Keep what stands on a page in place of what stood there; the page read longest ago goes."""
    if not read.lines:
        return
    erase_page(connection, read.portal, read.entry.key)
    row = {
        "portal": read.portal,
        "key": read.entry.key,
        "digests": list(read.lines),
        "read_at": read.fetched_at,
    }
    connection.execute(insert(page_lines).values(row))
    for page in list_pages(connection, read.portal)[:-REMEMBERED_PAGES]:
        erase_page(connection, read.portal, page.key)


def record_pages(connection: Connection, reads: Iterable[ArticleRead]) -> None:
    """The same for pages of one portal; those that would go again at once are left."""
    shown = sorted((read for read in reads if read.lines), key=lambda read: (read.fetched_at, read.entry.key))
    for read in shown[-REMEMBERED_PAGES:]:
        record_page(connection, read)


def erase_page(connection: Connection, portal: str, key: str) -> None:
    """Forget what stood on a page."""
    here = (page_lines.c.portal == portal) & (page_lines.c.key == key)
    connection.execute(delete(page_lines).where(here))
