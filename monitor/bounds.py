"""Bound what has no date by its dated neighbours."""

from __future__ import annotations

from monitor.identify import Numbering, narrow
from storage import articles, entries
from storage.database import Connection


def bound_undated(connection: Connection, portal: str) -> None:
    """Keep between which days a portal's undated articles were published, by what is known now."""
    undated = articles.list_undated(connection, portal)
    numbering = Numbering(entries.list_neighbours(connection, portal) if undated else ())
    for one in undated:
        bounds = narrow((one.after, one.before), numbering.find_bounds(one.key))
        if bounds != (one.after, one.before):
            articles.set_bounds(connection, one.id, *bounds)
