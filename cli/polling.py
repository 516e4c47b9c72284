"""Who may poll now: on SQLite one process at a time, on PostgreSQL any number, each what it has leased."""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

from cli.assembly import House
from monitor.leases import RENEWALS, Leases
from storage import portals, shards
from storage.evidence.keeping import OwnFile
from storage.model import BalaghError, StorageError
from storage.shards import DUTIES

#: How long a command waits for shards that others are polling, in times of a lease.
PATIENCE = 2
_LOOK_SECONDS = 0.2


@contextmanager
def only_poller(house: House, command: str) -> Iterator[None]:
    """Be the only one that polls this archive; the lock goes with the process, however it ends.

    Raises StorageError where there is another one, or (but for `watch` and `up`, which wait) no room.
    """
    house.require_room(command)
    path = _find_lock(house)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            holder = lock.read() or "balagh watch"
            raise StorageError(
                f"`{holder}` is polling the portals of {house.store.place}; wait for its end, or stop it"
            ) from error
        lock.truncate(0)
        lock.write(f"balagh {command}")
        lock.flush()
        yield


def find_poller(house: House) -> str | None:
    """The command that is the only one which polls this archive now; None: there is none."""
    try:
        with _find_lock(house).open(encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return lock.read() or "balagh watch"
    except FileNotFoundError:
        pass
    return None


def _find_lock(house: House) -> Path:
    return house.store.lock_file or house.settings.home / "balagh.lock"


@contextmanager
def watching(house: House, command: str) -> Iterator[None]:
    """Watch: as the only one, or as one of many that find their portals by themselves.

    Raises StorageError where there may be only one and is one.
    """
    if house.store.is_sqlite:
        with only_poller(house, command):
            yield
        return
    house.leases = _new_leases(house)
    house.own_file = OwnFile(house.leases.holder)
    yield


@contextmanager
def polling(house: House, command: str, ids: Sequence[str]) -> Iterator[None]:
    """Poll these portals, by default all, while no other process asks their hosts.

    Raises StorageError where another one does, and goes on for long, and NoRoomError.
    """
    if house.store.is_sqlite:
        with only_poller(house, command):
            yield
        return
    house.require_room(command)
    house.leases = leases = _new_leases(house)
    stopped = Event()
    renewing = Thread(target=_renew, args=(leases, stopped), daemon=True)
    renewing.start()
    try:
        house.grant = leases.grant(_take_all(house, leases, ids))
        yield
    finally:
        stopped.set()
        renewing.join()
        with suppress(BalaghError):  # they run out by themselves
            leases.release()


def take_duties(house: House) -> bool:
    """Whether what is done once for the whole archive is for this command to do."""
    return house.leases is None or house.leases.take(DUTIES)


def _new_leases(house: House) -> Leases:
    # Processes of two containers may have one number, and two machines one name.
    name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(2)}"
    return Leases(house.store, name, house.settings.lease_seconds)


def _take_all(house: House, leases: Leases, ids: Sequence[str]) -> dict[str, int]:
    """Take the shards of these portals; gives the shard of each."""
    until = time.monotonic() + PATIENCE * leases.seconds
    while True:
        with house.store.read() as connection:
            wanted = portals.list_portals(connection, ids or None)
        by_portal = {one.id: one.shard for one in wanted}
        # Who had one before may have found out that a portal belongs to another one.
        missing = sorted(set(by_portal.values()) - set(leases.list_held()))
        if not missing:
            return by_portal
        for shard in missing:
            _take(house, leases, shard, until)


def _take(house: House, leases: Leases, shard: int, until: float) -> None:
    while not leases.take(shard):
        if time.monotonic() >= until:
            with house.store.read() as connection:
                holder = shards.find_holder(connection, shard)
            raise StorageError(
                f"the worker {holder or 'before'} is polling portals of {house.store.place} that are meant; "
                "wait for its end, or let it do it"
            )
        time.sleep(_LOOK_SECONDS)


def _renew(leases: Leases, stopped: Event) -> None:
    while not stopped.wait(leases.seconds / RENEWALS):
        with suppress(BalaghError):  # what cannot be renewed is not asked, and not written of
            leases.renew()
