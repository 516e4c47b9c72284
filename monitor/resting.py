"""Hosts of which nothing could be kept: they are left alone until the archive takes it again."""

from __future__ import annotations

from collections.abc import Collection
from time import monotonic

from storage.database import Store

#: How long the hosts of a crawl are left alone when its readings could not be kept: when they were asked last
#: is not known then, and no host waits longer than this between two requests.
REST_SECONDS = 60.0


class RestingHosts:
    """Hosts of one archive that are not asked for now."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._until: dict[str, float] = {}  # by the clock that only goes on

    def begin(self, hosts: Collection[str]) -> None:
        """Leave these hosts alone from now on."""
        self._until |= dict.fromkeys(hosts, monotonic() + REST_SECONDS)

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
