"""The shards that this process has for a while, so that no other one asks their hosts.

A lease is kept by renewing it. A process that could not (it was stopped, or the database away) asks nothing
until it has; what another one took over meanwhile, it may neither ask nor write of.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from storage import shards
from storage.database import Connection, Store
from storage.model import LeaseLostError
from storage.shards import DUTIES

#: Leases are renewed so often in their time.
RENEWALS = 5
#: Of a lease's time, in which nothing is asked any more when it was not renewed: an answer takes a while.
RESERVE = 0.2
_LOOK_SECONDS = 0.1


@dataclass(slots=True)
class Lease:
    """One shard that we have, or had."""

    shard: int
    token: int
    renewed_at: float  #: by our clock, before the database was asked
    is_lost: bool = False


class Leases:
    """What this process holds. Its calls wait for the database; several threads may make them."""

    def __init__(self, store: Store, holder: str, seconds: float) -> None:
        self.store = store
        self.holder = holder
        self.seconds = seconds
        self._held: dict[int, Lease] = {}

    def list_held(self) -> list[int]:
        """The shards that are ours, as far as we know; what stands for no shard is not among them."""
        return [shard for shard in list(self._held) if shard != DUTIES]

    def holds(self, shard: int) -> bool:
        """Whether we have it and nobody can have taken it over since."""
        lease = self._held.get(shard)
        return lease is not None and self.is_fresh(lease)

    def is_fresh(self, lease: Lease) -> bool:
        """Whether it was renewed lately enough to ask its hosts."""
        return not lease.is_lost and read_clock() - lease.renewed_at < self.seconds * (1 - RESERVE)

    def take(self, shard: int) -> bool:
        """Lease a shard, if no other process has it. Raises StorageError."""
        if shard in self._held:
            return True  # whether it still is ours, the next renewal tells
        now = read_clock()
        with self.store.write_aside() as connection:
            token = shards.take(connection, shard, self.holder, self.seconds)
        if token is not None:
            self._held[shard] = Lease(shard, token, now)
        return token is not None

    def renew(self) -> list[int]:
        """Hold all of them longer; gives the shards that others have taken over. Raises StorageError."""
        now, held = read_clock(), dict(self._held)
        if not held:
            return []
        with self.store.write_aside() as connection:
            ours = shards.renew(connection, {one.shard: one.token for one in held.values()}, self.seconds)
        for shard, lease in held.items():
            if shard in ours:
                lease.renewed_at = now
            else:
                lease.is_lost = True
                self._forget(lease)
        return sorted(set(held) - ours)

    def release(self, ended: Collection[int] | None = None) -> None:
        """Let others have these shards, or all. Raises StorageError."""
        given = [lease for shard, lease in list(self._held.items()) if ended is None or shard in ended]
        for lease in given:
            lease.is_lost = True  # whatever of it were still under way asks and writes no more
            self._forget(lease)
        if given:
            with self.store.write_aside() as connection:
                shards.release(connection, {one.shard: one.token for one in given})

    def grant(self, portals: Mapping[str, int]) -> Grant:
        """The right to ask these portals and to write of them, by their shards as they are held now."""
        return Grant(self, {portal: self._held.get(shard) for portal, shard in portals.items()})

    def is_on_duty(self, connection: Connection) -> bool:
        """Whether nobody else has the duties; until this transaction ends, nobody takes them."""
        lease = self._held.get(DUTIES)
        return lease is not None and bool(shards.list_ours(connection, {DUTIES: lease.token}))

    def is_alone(self) -> bool:
        """Whether no other process polls now. Raises StorageError."""
        with self.store.read() as connection:
            return not shards.is_anybody_there(connection, self.holder)

    def _forget(self, lease: Lease) -> None:
        if self._held.get(lease.shard) is lease:
            del self._held[lease.shard]


class Grant:
    """What one crawl may ask and write of, as long as its leases last."""

    def __init__(self, leases: Leases, by_portal: Mapping[str, Lease | None]) -> None:
        self._leases = leases
        self._by_portal = by_portal
        self.lost: set[str] = set()  #: portals of which something was to be written too late

    def check(self, connection: Connection, portal: str) -> None:
        """See in a transaction that a portal is still ours to write of. Raises LeaseLostError."""
        if not self.list_ours(connection, [portal]):
            raise LeaseLostError(
                f"{portal} was taken over by another worker while this one was away; what was read here is "
                "dropped, the other one reads it"
            )

    def list_ours(self, connection: Connection, portals: Collection[str]) -> set[str]:
        """Those of these portals that are still ours to write of; until the transaction ends, they are."""
        leases = {one: lease for one in portals if (lease := self._by_portal.get(one)) and not lease.is_lost}
        kept = shards.list_ours(connection, {one.shard: one.token for one in leases.values()})
        ours = {one for one, lease in leases.items() if lease.shard in kept}
        self.lost |= set(portals) - ours
        return ours

    async def may_ask(self, portal: str) -> bool:
        """Whether its host may be asked now; waits while that is not known. False: it is another's by now."""
        lease = self._by_portal.get(portal)
        while lease is not None and not lease.is_lost and not self._leases.is_fresh(lease):
            await asyncio.sleep(_LOOK_SECONDS)
        return lease is not None and not lease.is_lost


def read_clock() -> float:
    """Seconds on a clock that goes on while a process, or the whole machine, is stopped."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
