"""The tables as they are now; storage/migrations tells how they became so (a test holds the two together)."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.instant import Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: Few rows are ever amended; in words that the partial index is found by.
AMENDED = text("amended IS NOT NULL")
#: The page of an entry could not be read, and was not since.
IS_UNREAD = text("error IS NOT NULL")

#: Events that were found while watching, in words that the partial index is found by.
WATCHED = text("events.origin = 'watch'")

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
