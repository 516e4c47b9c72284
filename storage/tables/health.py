"""How the watching fares: gaps, requests, habits, and what is known of hosts."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, ForeignKey, Index, Integer, String, Table, Text

from storage.instant import Instant
from storage.tables.schema import metadata

# Another list of a portal, asked now and then: by it one that stands still is told from one that is silent.
witnesses = Table(
    "witnesses",
    metadata,
    Column("portal", ForeignKey("portals.id"), primary_key=True),
    Column("kind", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("listing", JSON, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("missing", JSON, nullable=False),  # keys that it showed and the portal's source did not
    Column("missing_since", Instant),
    Column("frozen_since", Instant),  # since when it is proved that the source stands still
)

# Stretches between two good readings of a portal that were longer than its schedule allows.
gaps = Table(
    "gaps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("portal", ForeignKey("portals.id"), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant, nullable=False),
    Column("why", Text, nullable=False),
    Index(None, "portal", "started_at"),
)

# What was asked of whom; the newest of each portal.
requests = Table(
    "requests",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("portal", ForeignKey("portals.id"), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("method", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("status", Integer),
    Column("size_bytes", Integer),  # of the body, as it was sent
    Column("milliseconds", Integer),  # from the question to the first of the answer
    Column("error", Text),
    Index(None, "portal", "asked_at"),
)

# What the log of polls (storage/poll_log.py) comes to, day by day.
poll_days = Table(
    "poll_days",
    metadata,
    Column("portal", ForeignKey("portals.id"), primary_key=True),
    Column("day", String, primary_key=True),  # of UTC, on which they ended
    Column("polls", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("requests", Integer, nullable=False),
    Column("not_modified", Integer, nullable=False),
    Column("events", Integer, nullable=False),
)

# What went because of its age, by its kind: so much, all of it older than that.
prunings = Table(
    "prunings",
    metadata,
    Column("what", String, primary_key=True),
    Column("rows", Integer, nullable=False),
    Column("before", Instant, nullable=False),
    Column("done_at", Instant, nullable=False),
)

# When each portal publishes, as learned last (monitor/habits.py): a poll without news need not learn it.
habits = Table(
    "habits",
    metadata,
    Column("portal", ForeignKey("portals.id"), primary_key=True),
    Column("learned_at", Instant, nullable=False),
    Column("since", Instant, nullable=False),
    Column("count", Integer, nullable=False),
    Column("weekly", Float, nullable=False),
    Column("weekly_at_sessions", Float, nullable=False),
    Column("shape", JSON, nullable=False),
)

# How each host is to be asked, whoever asks it next (storage/hosts.py).
hosts = Table(
    "hosts",
    metadata,
    Column("name", String, primary_key=True),  # with its port where that is not the usual one
    Column("address", String),  # by which it is known which hosts are one server
    Column("robots", Text),  # its robots.txt, as far as it is read
    Column("robots_status", Integer),
    Column("robots_said", Text),
    Column("robots_at", Instant),
    Column("robots_failing_since", Instant),
    Column("crawl_delay", Float),  # in seconds
    Column("asked_at", Instant),
    Column("wait_until", Instant),
    Column("wait_why", Text),
    Column("failures", Integer, nullable=False),
    Column("failed_at", Instant),
    Column("day", String, nullable=False),  # of UTC, on which it was asked last
    Column("requests", Integer, nullable=False),  # on that day
    Index(None, "address", "asked_at"),
    Index(None, "wait_until"),
    Index(None, "failures"),
)
