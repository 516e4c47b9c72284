"""The tables as they are now; storage/migrations tells how they became so (a test holds the two together)."""

from __future__ import annotations

from storage.tables.harvested import (
    articles,
    attachments,
    evidence,
    files,
    marks,
    page_lines,
    revisions,
    session_readings,
    tombstones,
)
from storage.tables.health import gaps, habits, hosts, poll_days, prunings, requests, witnesses
from storage.tables.machines import shard_leases, workers
from storage.tables.schema import AMENDED, metadata
from storage.tables.told import UNDELIVERED, WATCHED, deliveries, events, subscriptions, tokens
from storage.tables.watched import IS_POLLED, IS_UNREAD, backfills, entries, polls, portals, sources

__all__ = [
    "AMENDED",
    "IS_POLLED",
    "IS_UNREAD",
    "UNDELIVERED",
    "WATCHED",
    "articles",
    "attachments",
    "backfills",
    "deliveries",
    "entries",
    "events",
    "evidence",
    "files",
    "gaps",
    "habits",
    "hosts",
    "marks",
    "metadata",
    "page_lines",
    "poll_days",
    "polls",
    "portals",
    "prunings",
    "requests",
    "revisions",
    "session_readings",
    "shard_leases",
    "sources",
    "subscriptions",
    "tokens",
    "tombstones",
    "witnesses",
    "workers",
]
