"""What is watched: the portals, their sources, what these list, and how it was polled."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.instant import Instant
from storage.tables.schema import AMENDED, metadata

#: The page of an entry could not be read, and was not since.
IS_UNREAD = text("error IS NOT NULL")

portals = Table(
    "portals",
    metadata,
    Column("id", String, primary_key=True),
    Column("definition", JSON, nullable=False),
    Column("platform", String, nullable=False),  # as recognised, or as the definition states
    Column("state", String, nullable=False),
    Column("state_since", Instant, nullable=False),
    Column("state_evidence", Text, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("next_poll_at", Instant, nullable=False),
    Column("last_poll_at", Instant),
    Column("last_read_at", Instant),
    Column("failures", Integer, nullable=False),
    Column("added_at", Instant, nullable=False),
    Column("removed_at", Instant),  # not watched any more; its articles stay
    Column("alarmed_at", Instant),  # it was told to be broken, and not yet that it is read again
    Column("paused_at", Instant),  # since its last good reading
    Column("read_by", Instant),  # when it was to be read again, as its last good reading planned
    Column("unread_why", Text),  # since then, where no poll could be made; none: that is not known
    Column("redefined_at", Instant),  # the definition says since then how to read it, and did otherwise
    Column("amended", BigInteger),  # storage/amendments.py
    Column("settled_until", Instant),  # before that, a poll that brings nothing changes nothing but times
    Column("shard", Integer, nullable=False, server_default=text("0")),  # storage/shards.py
    Index(None, "next_poll_at"),
    Index(None, "shard"),
    Index("ix_portals_amended", "amended", sqlite_where=AMENDED, postgresql_where=AMENDED),
)

#: Which portals are polled: watched, and not paused.
IS_POLLED = portals.c.removed_at.is_(None) & portals.c.paused.is_(False)

sources = Table(
    "sources",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("portal", ForeignKey("portals.id"), nullable=False),
    Column("kind", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("listing", JSON, nullable=False),  # how it is read, as found; the definition's keys win
    Column("etag", Text),
    Column("last_modified", Text),
    Column("fingerprint", String),
    Column("baseline_at", Instant),
    Column("complete_at", Instant),
    Column("landmarks", JSON),  # keys of the links around the list
    Column("span", JSON),  # where the list stands among the bytes of its page, and their digest
    UniqueConstraint("portal", "url"),
)

# What the sources list. A row without an article is pending: listed, and not harvested yet.
entries = Table(
    "entries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("portal", ForeignKey("portals.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("date_text", Text),
    Column("published", String),
    Column("published_precision", String),
    Column("provenance", String, nullable=False),  # of the date
    Column("origin", String, nullable=False),
    Column("first_listed_at", Instant, nullable=False),
    Column("last_listed_at", Instant, nullable=False),
    Column("listed_after", Instant),  # the good reading before it was listed first; none: not known
    Column("article", ForeignKey("articles.id")),
    Column("attempts", Integer, nullable=False),
    Column("error", Text),
    Column("due_at", Instant),  # of a pending one that could not be read; none: at once
    UniqueConstraint("portal", "key"),
    Index(None, "portal", "article"),
    Index("ix_entries_unread", "portal", sqlite_where=IS_UNREAD, postgresql_where=IS_UNREAD),
)

# Each portal's walk back through what it listed before it was watched; one row, kept between the runs.
backfills = Table(
    "backfills",
    metadata,
    Column("portal", ForeignKey("portals.id"), primary_key=True),
    Column("cursor", JSON, nullable=False),  # where it goes on; the crawler's own
    Column("pages", Integer, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("told", Text),
    Column("error", Text),
)

polls = Table(
    "polls",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("portal", ForeignKey("portals.id"), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant, nullable=False),
    Column("outcome", String, nullable=False),
    Column("state", String, nullable=False),
    Column("requests", Integer, nullable=False),
    Column("not_modified", Integer, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("events", Integer, nullable=False),
    Column("error", Text),
    Index(None, "portal", "started_at"),
)
