"""Rows of a data set on their way into the archive: what is not known is kept, what is known stays."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError
from sqlalchemy import Connection, Table, delete, insert, select, text, update

from storage import wordindex
from storage.amendments import amend_portal
from storage.backfills import insert_backfill
from storage.clusters import record_marks
from storage.dataset.known import Archive
from storage.dataset.past import read_past
from storage.dataset.values import check_address, check_portal_id
from storage.gaps import insert_gap
from storage.model import ArticleStatus, EventType, Gap, Origin, PortalDefinition, PortalState
from storage.tables import articles, attachments, events, files, metadata, portals, revisions
from text.likeness import list_marks

_BATCH = 500
Row = dict[str, Any]


@dataclass(slots=True)
class Taken:
    """What became of the articles of a data set."""

    articles: int = 0  #: that are kept now
    known: int = 0  #: that were here, and stay as they are
    longer: int = 0  #: of these, how many have more versions in the data set than here
    forgotten: int = 0  #: that were forgotten here, and stay so
    portals: list[str] = field(default_factory=list)  #: that were not known here; they are not watched


class Taking:
    """One data set on its way into the archive, in one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self.taken = Taken()
        self._connection = connection
        self.now = now
        self._archive = Archive(connection)
        self._keeps_numbers = self._archive.is_empty()
        self._numbers: dict[int, int] = {}  # theirs, and what each article has here, if it is taken
        self._clusters: defaultdict[int, list[int]] = defaultdict(list)
        self._changes: defaultdict[int, int] = defaultdict(int)
        self._waiting: dict[str, list[Row]] = {}

    def knows(self, portal: str) -> bool:
        """Whether the portal is in the archive, watched or not."""
        return self._archive.find_address(portal) is not None

    def take_portal(self, row: Row) -> None:
        """A portal that is not known here is kept as one that is not watched."""
        portal = check_portal_id(row["id"])
        try:
            definition = PortalDefinition.model_validate(row["definition"])
        except ValidationError as error:  # whose own words are many lines
            raise ValueError(f"the definition of portal {portal} cannot be read") from error
        known = self._archive.find_address(portal)
        if known is not None:
            if _host(known) != _host(definition.url):
                raise ValueError(f"portal {portal} is {known} here, and {definition.url} there")
            return
        self._connection.execute(
            insert(portals).values(
                id=portal,
                definition=definition.model_dump(mode="json"),
                platform=row["platform"],
                state=PortalState.UNPOLLED,
                state_since=self.now,
                state_evidence="imported, and not watched here",
                paused=False,
                next_poll_at=self.now,
                failures=0,
                added_at=self.now,
                removed_at=self.now,
            )
        )
        walk = read_past(row) if "past" in row else None  # JSON lines say nothing of it
        if walk is not None:
            insert_backfill(self._connection, walk)
        amend_portal(self._connection, portal)
        self.taken.portals.append(portal)

    def take_coverage(self, row: Row) -> None:
        """When a portal that is not known here was watched elsewhere."""
        if row["portal"] not in self.taken.portals:
            return
        if row["stretch"] == "gap":
            insert_gap(self._connection, Gap(row["portal"], row["from"], row["to"], row["why"] or ""))
        else:
            watched = {"added_at": row["from"], "last_read_at": row["to"], "last_poll_at": row["to"]}
            self._connection.execute(update(portals).where(portals.c.id == row["portal"]).values(watched))

    def take_article(self, row: Row) -> None:
        """An article that is not known here is kept, with its entry; its versions come after it."""
        check_address(row["url"])
        if row["id"] in self._numbers:
            raise ValueError(f"article {row['id']} is there twice")
        if self._archive.is_forgotten(row["portal"], row["key"], row["title"] or "", row["text"] or ""):
            self.taken.forgotten += 1
            return
        revision = self._archive.find_revision(row["portal"], row["key"], row["url"])
        if revision is not None:
            self.taken.known += 1
            self.taken.longer += revision < row["revision"]
        else:
            self._insert_article(row)

    def _insert_article(self, row: Row) -> None:
        values = {name: row[name] for name in _SAME} | {
            **{name: row[name] or "" for name in ("title", "text", "kind")},
            **{name: row[name] or [] for name in ("event_dates", "kind_words", "facts")},
            "status": ArticleStatus(row["status"]),
            "change": 0,
            "checks": 0,
            "next_check_at": self.now,
        }
        if self._keeps_numbers:
            values |= {"id": row["id"], "cluster": row["cluster"]}
        number: int = self._connection.execute(
            insert(articles).values(values).returning(articles.c.id)
        ).scalar_one()
        self._numbers[row["id"]] = number
        if row["cluster"] is not None:
            self._clusters[row["cluster"]].append(number)
        self._archive.add_entry(row, number, self.now)
        record_marks(self._connection, number, list_marks(row["text"] or row["title"] or ""))
        self.taken.articles += 1

    def take_revision(self, row: Row) -> None:
        """A version of an article that was taken."""
        self._take(
            revisions,
            row,
            {name: value for name, value in row.items() if name != "published_day"}
            | {"title": row["title"] or "", "text": row["text"] or "", "changed": row["changed"] or []},
        )

    def take_file(self, row: Row) -> None:
        """What is in a file, unless it is known here."""
        if not self._archive.has_file(row["sha256"]):
            values = {name: value for name, value in row.items() if name != "size"}
            words = {name: row[name] or "" for name in ("media_type", "text", "text_status")}
            self._add(files, values | words | {"size_bytes": row["size"] or 0})

    def take_attachment(self, row: Row) -> None:
        """A file that a version links to."""
        self._take(attachments, row, row | {"title": row["title"] or ""})

    def take_event(self, row: Row) -> None:
        """What was found out of an article that was taken or of a portal that was not known.

        It was found out elsewhere: nobody is told of it.
        """
        portal, article, kind = row["portal"], row["article"], EventType(row["type"])
        if article is None and portal in self.taken.portals:
            key, number = f"portal/{portal}/{kind}/{row['at'].isoformat()}", None
        elif article in self._numbers:
            number = self._numbers[article]
            self._changes[number] += 1
            key = f"article/{portal}/imported/{number}/{self._changes[number]}/{kind}"
        else:
            return
        origin = Origin(row["origin"])
        same = {name: row[name] for name in ("portal", "revision", "at")}
        words = {name: row[name] or "" for name in ("url", "title", "summary")}
        lists = {"changed": row["changed"] or [], "reasons": row["reasons"]}
        values = {"key": key, "type": kind, "article": number} | same | words | lists
        self._add(events, values | {"origin": Origin.BACKFILL if origin is Origin.WATCH else origin})

    def finish(self) -> None:
        """What can be said only when all are there: clusters, numbers of changes, the index of words."""
        for table in list(self._waiting):
            self._flush(table)
        rows = [{"number": number, "changes": count} for number, count in self._changes.items()]
        if rows:
            here = text("update articles set change = :changes where id = :number")
            self._connection.execute(here, rows)
        if not self._keeps_numbers:
            self._join_clusters()
        linked = select(attachments.c.sha256).where(attachments.c.sha256.is_not(None))
        self._connection.execute(delete(files).where(files.c.sha256.not_in(linked)))
        self._archive.set_next_number()
        while wordindex.index_missing(self._connection):
            pass

    def _join_clusters(self) -> None:
        for numbers in self._clusters.values():
            if len(numbers) > 1:
                together = articles.c.id.in_(numbers)
                self._connection.execute(update(articles).where(together).values(cluster=min(numbers)))

    def _take(self, table: Table, row: Row, values: Row) -> None:
        number = self._numbers.get(row["article"])
        if number is not None:
            self._add(table, values | {"article": number})

    def _add(self, table: Table, values: Row) -> None:
        waiting = self._waiting.setdefault(table.name, [])
        waiting.append(values)
        if len(waiting) >= _BATCH:
            self._flush(table.name)

    def _flush(self, name: str) -> None:
        if name == attachments.name:
            self._flush(files.name)  # which they refer to
        if rows := self._waiting.pop(name, []):
            self._connection.execute(insert(metadata.tables[name]), rows)


#: What an article's row says here as it does there.
_SAME = (
    "portal", "key", "url", "published", "published_precision", "published_provenance", "published_after",
    "published_before", "subkind", "language", "revision", "first_seen", "last_seen",
)  # fmt: skip


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
