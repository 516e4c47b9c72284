"""Archives of made-up articles on either engine, filled by the code that records what is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from monitor.decide import Decider
from monitor.schedule import Timing
from storage import migrate, portals
from storage.database import Store, open_store
from storage.model import ArticleRead, Source, SourceKind, SourceRead, SourcesFound
from tests.mass.corpus import BEGIN, Corpus
from tests.postgresql import Server

TIMING = Timing(poll=timedelta(hours=1), recheck=timedelta(hours=1), confirm=timedelta(hours=6))

Poll = tuple[SourceRead, Sequence[ArticleRead]]


class Archive:
    """An open archive that watches the portals of a corpus, without evidence: made-up pages have no bytes."""

    def __init__(self, url: str, corpus: Corpus) -> None:
        self.url = url
        self.store: Store = open_store(url)
        self.decider = Decider(self.store, TIMING)
        self.portals = corpus.portals
        self.count = 0
        migrate.upgrade(self.store)
        with self.store.write() as connection:
            for portal, definition in corpus.list_definitions():
                portals.insert_portal(connection, portal, definition, BEGIN)
                found = (Source(SourceKind.LISTING, f"{definition.url}news"),)
                portals.record_found(connection, SourcesFound(portal, "generic", found, BEGIN))

    def record(self, poll: Poll) -> None:
        """Keep a list and its articles in one transaction, as the first poll of a portal is kept."""
        listed, reads = poll
        self.decider.record_all([listed, *reads])
        self.count += len(reads)

    def record_singly(self, poll: Poll) -> None:
        """Keep a list, then each article in a transaction of its own, as a watched portal's poll is."""
        listed, reads = poll
        for reading in (listed, *reads):
            self.decider.record(reading)
        self.count += len(reads)

    def find_last(self) -> int:
        """The highest number of an article."""
        with self.store.read() as connection:
            return int(connection.exec_driver_sql("select max(id) from articles").scalar() or 0)

    def measure(self) -> int:
        """Bytes of the database."""
        size = "pg_database_size(current_database())"
        if self.store.is_sqlite:
            size = "page_count * page_size from pragma_page_count, pragma_page_size"
        with self.store.read() as connection:
            return int(connection.exec_driver_sql(f"select {size}").scalar() or 0)

    def settle(self) -> None:
        """Let PostgreSQL do at once what it does in time: count its rows, empty the queue of its index."""
        if not self.store.is_sqlite:
            with self.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("vacuum analyze")


@contextmanager
def opened(url: str, corpus: Corpus) -> Iterator[Archive]:
    """An archive at an address, until the end of the block."""
    archive = Archive(url, corpus)
    try:
        yield archive
    finally:
        archive.store.close()


class Places:
    """Where archives are made: files of a folder, or databases of a server."""

    def __init__(self, folder: Path, server: Server | None) -> None:
        self._folder, self._server, self._made = folder, server, 0

    def make(self) -> str:
        """The address of a new and empty archive."""
        self._made += 1
        if self._server is not None:
            return self._server.make_empty()
        return f"sqlite:///{self._folder / f'{self._made}.db'}"
