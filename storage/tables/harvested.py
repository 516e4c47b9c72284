"""What was harvested: articles with their versions and files, and the evidence of it."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.instant import Instant
from storage.tables.schema import AMENDED, metadata

articles = Table(
    "articles",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("portal", ForeignKey("portals.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("published", String),
    Column("published_precision", String),
    Column("published_provenance", String, nullable=False),
    Column("published_after", String),
    Column("published_before", String),
    Column("event_dates", JSON, nullable=False),
    Column("kind", String, nullable=False),
    Column("subkind", String),
    Column("language", String),
    Column("status", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("change", Integer, nullable=False),  # number of its latest event
    Column("first_seen", Instant, nullable=False),
    Column("last_seen", Instant, nullable=False),
    Column("gone_since", Instant),  # first of the direct answers that it is gone
    Column("checks", Integer, nullable=False),
    Column("next_check_at", Instant, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_sha256", String),
    Column("kind_words", JSON),  # that decided the kind
    Column("facts", JSON),
    Column("cluster", Integer),  # of those with the same text: the number of its first article
    Column(
        "sort", BigInteger
    ),  # newer is higher; its row in the index of words (storage/search.py); none: not in it
    Column("amended", BigInteger),  # storage/amendments.py; none: its events tell all that is known of it
    UniqueConstraint("portal", "key"),
    Index(None, "portal", "next_check_at"),
    Index(None, "published"),
    Index(None, "portal", "published", "kind", "language", "status"),  # by these articles are counted
    Index(None, "cluster"),
    Index(None, "sort", unique=True),
    Index("ix_articles_amended", "amended", sqlite_where=AMENDED, postgresql_where=AMENDED),
)

# By these an article is found that may have the same text (text/likeness.py).
marks = Table(
    "marks",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("mark", BigInteger, primary_key=True),
    Index(None, "mark"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("published", String),
    Column("published_precision", String),
    Column("published_provenance", String, nullable=False),
    Column("published_after", String),
    Column("published_before", String),
    Column("changed", JSON, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("reader", String),  # which reader made it of its page; none: that is not known
    Column("listed", JSON),  # the entry by which it was read
    Column("kind", String),  # none: kept before kinds were kept with revisions
    Column("language", String),
    Column("details", JSON),  # what its article's row said of it; none: it still does, or it was kept before
)

# What articles that may tell of a council's session say of it: found in their words when a version was kept.
session_readings = Table(
    "session_readings",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("revision", Integer, nullable=False),  # that was read; of another one it says nothing
    Column("reader", String, nullable=False),  # which reader read it; another one reads it anew
    Column("reading", JSON, nullable=False),
)

# Digests of what stood on a portal's article pages, the latest few: what most of them share is their frame.
page_lines = Table(
    "page_lines",
    metadata,
    Column("portal", ForeignKey("portals.id"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("digests", JSON, nullable=False),
    Column("read_at", Instant, nullable=False),
)

# What is in the files that articles link to: the same bytes once, on however many articles they are.
files = Table(
    "files",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("media_type", String, nullable=False),  # by the bytes
    Column("size_bytes", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("text_status", String, nullable=False),
    Column("reason", Text),
    Column("confidence", Float),
    Column("read_at", Instant, nullable=False),
)

attachments = Table(
    "attachments",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("sha256", ForeignKey("files.sha256")),  # none: the file was never had
    Column("text_status", String),  # of one that was never had; the others' stands with the file
    Column("reason", Text),
    Column("etag", Text),
    Column("last_modified", Text),
    Index(None, "sha256"),
)

# What servers answered, kept in files. Ids have no gaps; `chain` ties each row to all before it.
evidence = Table(
    "evidence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article", ForeignKey("articles.id")),
    Column("revision", Integer),
    Column("role", String, nullable=False),
    Column("url", Text, nullable=False),
    Column("status", Integer),
    Column("fetched_at", Instant, nullable=False),
    Column("payload", String, nullable=False),
    Column("content", String),
    Column("original", ForeignKey("evidence.id")),
    Column("file", String, nullable=False),
    Column("offset", Integer, nullable=False),
    Column("length", Integer, nullable=False),
    Column("record", String, nullable=False),
    Column("chain", String, nullable=False),
    Column("erased", String),
    Column("erased_at", Instant),
    Column("remains", String),  # SHA-256 of what lies in the place of erased bytes
    UniqueConstraint("file", "offset"),
    Index(None, "article"),
)

tombstones = Table(
    "tombstones",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("forgotten_at", Instant, nullable=False),
    Column("digests", JSON, nullable=False),
)
