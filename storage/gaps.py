"""Gaps in watching: when a portal was not read for longer than its schedule allows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sqlalchemy import Connection, delete, func, insert, select, update

from storage.model import Gap
from storage.tables import gaps

#: Gaps of a portal that are kept.
MOST_GAPS = 1_000


def insert_gap(connection: Connection, gap: Gap) -> None:
    """Keep that a portal was not read in between."""
    connection.execute(
        insert(gaps).values(portal=gap.portal, started_at=gap.started_at, ended_at=gap.ended_at, why=gap.why)
    )
    here = gaps.c.portal == gap.portal
    if (connection.scalar(select(func.count()).select_from(gaps).where(here)) or 0) > MOST_GAPS:
        _join_nearest(connection, gap.portal)


def list_gaps(connection: Connection, portal: str) -> list[Gap]:
    """A portal's gaps, oldest first."""
    return list_all_gaps(connection, [portal])[portal]


def list_all_gaps(connection: Connection, portals: Sequence[str]) -> dict[str, list[Gap]]:
    """The same of several portals."""
    found: dict[str, list[Gap]] = {portal: [] for portal in portals}
    query = select(gaps).where(gaps.c.portal.in_(portals)).order_by(gaps.c.started_at, gaps.c.id)
    for row in connection.execute(query).mappings():
        found[row["portal"]].append(Gap(row["portal"], row["started_at"], row["ended_at"], row["why"]))
    return found


def _join_nearest(connection: Connection, portal: str) -> None:
    """Make one gap of the two with the least time between them: what was watched is never overstated."""
    query = select(gaps).where(gaps.c.portal == portal).order_by(gaps.c.started_at, gaps.c.id)
    rows = connection.execute(query).mappings().all()
    one, other = min(pairwise(rows), key=lambda two: two[1]["started_at"] - two[0]["ended_at"])
    values = {
        "ended_at": max(one["ended_at"], other["ended_at"]),
        "why": _join_reasons(one["why"], other["why"]),
    }
    connection.execute(update(gaps).where(gaps.c.id == one["id"]).values(values))
    connection.execute(delete(gaps).where(gaps.c.id == other["id"]))


def _join_reasons(one: str, other: str) -> str:
    return one if other in one else f"{one}; {other}"
