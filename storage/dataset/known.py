"""What an archive knows already of a data set that is brought to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, text, update

from storage.model import Origin, PortalDefinition
from storage.tables import articles, entries, files, portals, tombstones
from storage.tombstones import find_forgotten, find_forgotten_text


class Archive:
    """What is known, asked for while a data set is taken."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._addresses: dict[str, str] = {}  # of portals
        self._articles: dict[str, dict[str, int]] = {}  # by portal and address: the revision
        self._files: set[str] = set()
        self._has_forgotten = self._has(select(tombstones.c.article))

    def is_empty(self) -> bool:
        """Whether there is no article yet."""
        return not self._has(select(articles.c.id))

    def find_address(self, portal: str) -> str | None:
        """A portal's address, watched or not; None: it is not known."""
        if portal not in self._addresses:
            query = select(portals.c.definition).where(portals.c.id == portal)
            definition = self._connection.scalar(query)
            if definition is None:
                return None
            self._addresses[portal] = PortalDefinition.model_validate(definition).url
        return self._addresses[portal]

    def find_revision(self, portal: str, key: str, url: str) -> int | None:
        """The newest version of an article at that key or address, now or before; None: not known."""
        here = (entries.c.portal == portal) & (entries.c.key == key)
        query = select(articles.c.revision).join(entries, entries.c.article == articles.c.id).where(here)
        revision: int | None = self._connection.scalar(query)
        if revision is None:
            query = select(articles.c.revision).where(articles.c.portal == portal, articles.c.key == key)
            revision = self._connection.scalar(query)
        return self._list_addresses(portal).get(url) if revision is None else revision

    def is_forgotten(self, portal: str, key: str, title: str, words: str) -> bool:
        """Whether an article was forgotten on request: at its address, or word for word at another one."""
        if not self._has_forgotten:
            return False
        if find_forgotten(self._connection, portal, key) is not None:
            return True
        return find_forgotten_text(self._connection, portal, title, words) is not None

    def has_file(self, sha256: str) -> bool:
        """Whether a file's text is known, or was asked for here before."""
        if sha256 in self._files:
            return True
        self._files.add(sha256)
        return self._has(select(files.c.sha256).where(files.c.sha256 == sha256))

    def add_entry(self, row: dict[str, Any], article: int, now: datetime) -> None:
        """Keep at which entry an article stands that was not known; a list may have shown it."""
        here = (entries.c.portal == row["portal"]) & (entries.c.key == row["key"])
        if self._has(select(entries.c.id).where(here)):
            self._connection.execute(update(entries).where(here).values(article=article, error=None))
            return
        values = {name: row[name] for name in ("portal", "key", "url", "published", "published_precision")}
        # No complete reading of ours has listed it: paging back through a list must not stop at it.
        seen = {"first_listed_at": now, "last_listed_at": row["last_seen"]}
        self._connection.execute(
            insert(entries).values(
                **values,
                **seen,
                title=row["title"] or "",
                provenance=row["published_provenance"],
                origin=Origin.BACKFILL,
                article=article,
                attempts=0,
            )
        )

    def set_next_number(self) -> None:
        """PostgreSQL counts articles apart from their numbers, which were kept."""
        if self._connection.dialect.name == "postgresql":
            sequence = "pg_get_serial_sequence('articles', 'id')"
            highest = "(select max(id) from articles)"
            self._connection.execute(text(f"select setval({sequence}, {highest})"))

    def _list_addresses(self, portal: str) -> dict[str, int]:
        """The articles of a portal that were here before, by address."""
        if portal not in self._articles:
            query = select(articles.c.url, articles.c.revision).where(articles.c.portal == portal)
            self._articles[portal] = {url: revision for url, revision in self._connection.execute(query)}
        return self._articles[portal]

    def _has(self, query: Any) -> bool:
        return self._connection.execute(query.limit(1)).first() is not None
