"""The ledger: what was asked of whom, and how they answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, bindparam, delete, insert, select

from storage.model import RequestMade, RequestsMade
from storage.tables import requests

#: Requests of a portal that are kept, the newest: five days of one each quarter of an hour, some 100 kB.
MOST_REQUESTS = 500
_NAMES = ("asked_at", "method", "url", "status", "size_bytes", "milliseconds", "error")
_HERE = requests.c.portal == bindparam("whose")
_OLDEST_KEPT = (
    select(requests.c.id).where(_HERE).order_by(requests.c.id.desc()).limit(1).offset(MOST_REQUESTS - 1)
)
_DELETE_OLDEST = delete(requests).where(_HERE, requests.c.id < _OLDEST_KEPT.scalar_subquery())


def record_requests(connection: Connection, *polls: RequestsMade) -> None:
    """Keep what was asked in polls of different portals; the oldest of each goes."""
    rows = [
        {"portal": made.portal, **{name: getattr(one, name) for name in _NAMES}}
        for made in polls
        for one in made.requests[-MOST_REQUESTS:]
    ]
    if rows:
        connection.execute(insert(requests), rows)
        connection.execute(_DELETE_OLDEST, [{"whose": made.portal} for made in polls if made.requests])


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
    return RequestMade(**{name: row[name] for name in _NAMES})
