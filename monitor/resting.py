"""Hosts of which nothing could be kept: left alone for a while, and until the archive takes it again."""

from __future__ import annotations

from collections.abc import Collection
from time import monotonic

from storage.database import Store

#: How long the hosts of a crawl are left alone when its readings could not be kept; each time in a row that
#: this happens to a host, twice as long. Its delay between two requests is kept besides, by the crawls.
FIRST_REST_SECONDS = 5.0
LONGEST_REST_SECONDS = 900.0


class RestingHosts:
    """Hosts of one archive that are not asked for now."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._until: dict[str, float] = {}  # by the clock that only goes on
        self._rests: dict[str, float] = {}  # seconds, of those of which nothing was kept since

    def begin(self, hosts: Collection[str]) -> None:
        """Leave these hosts alone from now on: nothing could be kept."""
        for host in hosts:
            rest = min(2 * self._rests.get(host, FIRST_REST_SECONDS / 2), LONGEST_REST_SECONDS)
            self._rests[host] = rest
            self._until[host] = monotonic() + rest

    def note_kept(self, hosts: Collection[str]) -> None:
        """What these hosts answered was kept."""
        for host in hosts:
            self._rests.pop(host, None)

    def end(self) -> None:
        """Let go those that have rested. Raises StorageError where nothing could be kept of them even now."""
        now = monotonic()
        rested = [host for host, until in list(self._until.items()) if until <= now]
        if rested:
            with self._store.write():  # or they would be asked in vain, again and again
                pass
        for host in rested:
            del self._until[host]

    def list_hosts(self) -> set[str]:
        """Those that are resting."""
        return set(self._until)
