"""Gaps in watching: when a portal was not read for longer than its schedule allows."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from storage.health_tables import gaps
from storage.model import Gap

#: Gaps of a portal that are kept, the newest.
MOST_GAPS = 1_000


def insert_gap(connection: Connection, gap: Gap) -> None:
    """Keep that a portal was not read in between."""
    connection.execute(
        insert(gaps).values(portal=gap.portal, started_at=gap.started_at, ended_at=gap.ended_at, why=gap.why)
    )
    kept = select(gaps.c.id).where(gaps.c.portal == gap.portal).order_by(gaps.c.id.desc()).limit(MOST_GAPS)
    connection.execute(delete(gaps).where(gaps.c.portal == gap.portal, gaps.c.id.not_in(kept)))


def list_gaps(connection: Connection, portal: str) -> list[Gap]:
    """A portal's gaps, oldest first."""
    query = select(gaps).where(gaps.c.portal == portal).order_by(gaps.c.started_at, gaps.c.id)
    return [
        Gap(row["portal"], row["started_at"], row["ended_at"], row["why"])
        for row in connection.execute(query).mappings()
    ]
