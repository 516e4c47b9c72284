"""Hosts between crawls: what is learned of them is kept, and who is due on one that waits is put off."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from crawler.politeness.hosts import name_host
from monitor.schedule import find_place, next_poll
from storage import hosts, portals
from storage.database import Connection, Store
from storage.model import Host, HostAsked, PollPostponed, Portal, StorageError

#: What is put off to one instant is spread over so long behind it.
_SPREAD = timedelta(minutes=5)


class ArchiveBook:
    """Keeps hosts in the archive."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def load(self, names: Collection[str]) -> Mapping[str, Host]:
        """What is known of those hosts that are known."""
        with self._store.read() as connection:
            return {host.name: host for host in hosts.list_hosts(connection, names)}

    def find_last_asked(self, address: str) -> datetime | None:
        """When any host at an address was asked last."""
        with self._store.read() as connection:
            return hosts.find_last_asked(connection, address)

    def record(self, asked: Sequence[HostAsked]) -> None:
        """Keep what was learned. Raises StorageError where it cannot be kept."""
        with self._store.write() as connection:
            hosts.record_hosts(connection, asked)


class LentBook(ArchiveBook):
    """The archive's book for who works without the archive: it does without it where it cannot be had."""

    def load(self, names: Collection[str]) -> Mapping[str, Host]:
        """What is known of those hosts that are known."""
        try:
            return super().load(names)
        except StorageError:
            return {}

    def find_last_asked(self, address: str) -> datetime | None:
        """When any host at an address was asked last."""
        try:
            return super().find_last_asked(address)
        except StorageError:
            return None

    def record(self, asked: Sequence[HostAsked]) -> None:
        """Keep what was learned, if that can be."""
        with suppress(StorageError):
            super().record(asked)


class Readiness:
    """Which portals may be polled now, by what is known of their hosts."""

    def __init__(self, connection: Connection, interval: timedelta, now: datetime) -> None:
        self.postponed: list[PollPostponed] = []  #: those whose host asked us to wait, to be recorded
        self._interval = interval
        self._now = now
        self._waiting = hosts.list_waiting(connection, now)
        self._failing = hosts.list_failing(connection)

    def choose(self, due: Iterable[Portal]) -> Iterator[Portal]:
        """Those that may be polled; the others are noted."""
        for portal in due:
            name = name_host(portal.definition.url)
            wait = self._waiting.get(name)
            if wait is not None:
                self.postponed.append(PollPostponed(portal.id, wait.until, f"{name}: {wait.why}", self._now))
            elif (rest := self._find_rest(portal, name)) > self._now:
                until = min(rest, self._now + self._interval)
                self.postponed.append(PollPostponed(portal.id, until, f"{name} does not answer", self._now))
            else:
                yield portal

    def _find_rest(self, portal: Portal, name: str) -> datetime:
        """Until when a portal waits as its host fails for others of its portals, as it would for it."""
        failures, failed_at = self._failing.get(name, (0, self._now))
        if portal.failures >= failures:
            return self._now  # it has a wait of its own
        return next_poll(failed_at, self._interval, failures, find_place(name))


def postpone(connection: Connection, poll: PollPostponed) -> None:
    """Poll a portal when its host may be asked again, and not before."""
    due = poll.until + _SPREAD * find_place(poll.portal)
    portals.postpone(connection, poll.portal, due, poll.why)
