"""What articles say of sessions is kept when a version of them is; what was kept before, when it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import text
from crawler import dates
from crawler.article import facts
from crawler.article.reader import digest_code
from monitor.expectations.sessions import read_words
from storage import sessions
from storage.database import Connection, Store
from storage.model import Publication, StorageError, expectation

_MOST_WAITING = 2_000


@cache
def name_reader() -> str:
    """The name of the reader, which changes with any code or words by which sessions are found."""
    files = (text.__file__, dates.__file__, facts.__file__, __file__)
    rooms = [Path(file).parent for file in files]
    return digest_code([*rooms, Path(sessions.__file__), Path(expectation.__file__)])


def keep_readings(connection: Connection, numbers: Sequence[int]) -> None:
    """Keep what these articles say of sessions as they are now."""
    found = sessions.find_publications(connection, numbers, name_reader()) if numbers else []
    sessions.record_readings(connection, name_reader(), map(read_words, found))


class Readings:
    """What portals' articles say of sessions, for who asks for many; with a store, what is read is kept."""

    def __init__(self, store: Store | None = None) -> None:
        self._store = store
        self._waiting: list[Publication] = []

    def read(self, connection: Connection, portal: str) -> list[Publication]:
        """A portal's publications, oldest first."""
        found = sessions.list_publications(connection, portal, name_reader())
        read = [read_words(one) for one in found]
        if self._store is not None:
            fresh = [new for old, new in zip(found, read, strict=True) if old.reading is None]
            self._waiting += [replace(one, text="", files=()) for one in fresh]
            if len(self._waiting) >= _MOST_WAITING:
                self.keep()
        return read

    def keep(self) -> None:
        """Keep what was read since; where nothing can be written, it is read again next time."""
        waiting, self._waiting = self._waiting, []
        if self._store is None or not waiting:
            return
        try:
            with self._store.write_aside() as connection:
                sessions.record_readings(connection, name_reader(), waiting)
        except StorageError:
            self._store = None
