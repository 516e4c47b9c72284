"""What was found out, who wants to know of it, and what is sent to them."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from storage.instant import Instant
from storage.tables.schema import metadata

#: Events that were found while watching, in words that the partial index is found by.
WATCHED = text("events.origin = 'watch'")

# The log. Ids grow in the order of the commits; `key` is made from content, so nothing is logged twice.
events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("type", String, nullable=False),
    Column("origin", String, nullable=False),
    Column("portal", ForeignKey("portals.id"), nullable=False),
    Column("article", ForeignKey("articles.id")),
    Column("revision", Integer),
    Column("changed", JSON, nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("reasons", JSON),  # of an edit; none: logged before they were kept
    Column("facts", JSON),  # what the summary says, in parts; none: logged before they were kept
    Column("at", Instant, nullable=False),
    Index(None, "portal", "at"),
    Index(None, "article", "origin", "type"),
    Index("ix_events_watched", "id", sqlite_where=WATCHED, postgresql_where=WATCHED),
    sqlite_autoincrement=True,
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uid", String, nullable=False, unique=True),
    Column("target", Text, nullable=False),
    Column("portals", JSON, nullable=False),
    Column("kinds", JSON, nullable=False),
    Column("words", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("removed_at", Instant),
    Column("events", JSON, nullable=False, server_default="[]"),
    Column("languages", JSON, nullable=False, server_default="[]"),
    Column("regions", JSON, nullable=False, server_default="[]"),
    Column("provinces", JSON, nullable=False, server_default="[]"),
    Column("manner", JSON, nullable=False, server_default="{}"),
    Column("failing_since", Instant),
    Column("last_error", Text),
    Column("rests_until", Instant),
    sqlite_autoincrement=True,
)

#: Deliveries that are still to be made, in words that the partial index is found by.
UNDELIVERED = text("deliveries.status IN ('pending', 'leased')")

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String, primary_key=True),
    Column("subscription", ForeignKey("subscriptions.id"), nullable=False),
    Column("event", ForeignKey("events.id")),  # none: it is a sign of life
    Column("sign", JSON),
    Column("status", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("leased_until", Instant),
    Column("error", Text),
    Column("sent_at", Instant),
    Column("batch", String),
    Column("repeats", String),  # the delivery that tells the same text, from another portal
    UniqueConstraint("subscription", "event"),
    Index(None, "status", "due_at"),
    Index(None, "batch"),
    Index(None, "repeats"),
    Index(
        "ix_deliveries_undelivered",
        "subscription",
        "event",
        sqlite_where=UNDELIVERED,
        postgresql_where=UNDELIVERED,
    ),
)

# Who may change, over the site, who is told what. The token itself is kept nowhere.
tokens = Table(
    "tokens",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("digest", String, nullable=False),  # SHA-256 of the token
    Column("created_at", Instant, nullable=False),
    Column("used_on", String),  # day of its latest use
    sqlite_autoincrement=True,
)
