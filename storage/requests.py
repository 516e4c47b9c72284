"""The ledger: what was asked of whom, and how they answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, RowMapping, delete, insert, select

from storage.health_tables import requests
from storage.model import RequestMade, RequestsMade

#: Requests of a portal that are kept, the newest: five days of one each quarter of an hour, some 100 kB.
MOST_REQUESTS = 500


def record_requests(connection: Connection, made: RequestsMade) -> None:
    """Keep what was asked; the oldest goes."""
    rows = [{"portal": made.portal, **asdict(one)} for one in made.requests[-MOST_REQUESTS:]]
    if not rows:
        return
    connection.execute(insert(requests), rows)
    here = requests.c.portal == made.portal
    newest = select(requests.c.id).where(here).order_by(requests.c.id.desc())
    oldest_kept = newest.limit(1).offset(MOST_REQUESTS - 1).scalar_subquery()
    connection.execute(delete(requests).where(here, requests.c.id < oldest_kept))


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One request of the ledger; numbers grow with time."""

    number: int
    portal: str
    made: RequestMade


def list_newest_requests(
    connection: Connection, limit: int, portal: str | None = None, before: int | None = None
) -> list[LedgerLine]:
    """The newest first, of one portal or of all; with `before`, those behind that number."""
    query = select(requests).order_by(requests.c.id.desc()).limit(limit)
    if portal is not None:
        query = query.where(requests.c.portal == portal)
    if before is not None:
        query = query.where(requests.c.id < before)
    return [
        LedgerLine(row["id"], row["portal"], _request(row)) for row in connection.execute(query).mappings()
    ]


def list_requests(
    connection: Connection, portals: Sequence[str] | None = None
) -> Iterator[tuple[str, RequestMade]]:
    """What was asked for each portal, or for those that are named, oldest first, one at a time."""
    query = select(requests).order_by(requests.c.asked_at, requests.c.id)
    if portals is not None:
        query = query.where(requests.c.portal.in_(portals))
    for row in connection.execute(query.execution_options(yield_per=500)).mappings():
        yield row["portal"], _request(row)


def _request(row: RowMapping) -> RequestMade:
    names = ("asked_at", "method", "url", "status", "size_bytes", "milliseconds", "error")
    return RequestMade(**{name: row[name] for name in names})
