"""Balagh's side: the watch of `balagh watch` in a process of its own, over an archive that is begun anew.

    python -m tests.polls.resident PORT PORTALS ROUNDS CHANGED [--profile FILE]

Rounds are printed as they end, a line of JSON each. All portals are made due, and the watch polls them in
its own batches and crawls until none is; then a few of them one at a time, as they come due where polls are
spread over their interval; then all with an item more on a few.
"""

from __future__ import annotations

import argparse
import logging
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from cli.assembly import House
from monitor.watch import Watch
from storage import portals
from storage.events import list_events
from storage.model import EventType, Origin
from tests.polls.archive import fill, name, open_archive
from tests.polls.measuring import Meter, publish
from tests.polls.profiling import Profile

#: Portals that are polled one at a time.
ALONE = 50


class Rounds:
    """The rounds of one watch."""

    def __init__(self, house: House, port: int, count: int, profile: Profile | None) -> None:
        self._house, self._port, self._profile = house, port, profile
        self._names = [name(number) for number in range(count)]
        self._meter = Meter(port)

    async def play(self, rounds: int, changed: int) -> None:
        """All of them, one after the other."""
        house = self._house
        watch = Watch(
            house.store, house.new_decider, house.crawl, house.new_deliverer(), house.tidy, house.new_room()
        )
        await self._poll(watch, "first")
        with ExitStack() as profiled:
            if self._profile is not None:
                profiled.enter_context(self._profile.running(house.store.engine, rounds * len(self._names)))
            for _ in range(rounds):
                await self._poll(watch, "unchanged")
        await self._poll_singly(watch)
        publish(self._port, changed)
        await self._poll(watch, "changed")

    async def _poll(self, watch: Watch, what: str) -> None:
        before = self._last_event()
        self._make_due(self._names)
        self._meter.start()
        await watch.run_due()
        self._meter.stop(what, len(self._names), self._count_new(before))
        self._require_polled()

    async def _poll_singly(self, watch: Watch) -> None:
        chosen = self._names[:ALONE]
        self._meter.start()
        for one in chosen:
            self._make_due([one])
            await watch.run_due()
        self._meter.stop("one at a time", len(chosen), 0)
        self._require_polled()

    def _make_due(self, names: list[str]) -> None:
        self._asked_at = datetime.now(UTC)
        with self._house.store.write() as connection:
            portals.bring_forward(connection, names, self._asked_at)
        self._due = names

    def _require_polled(self) -> None:
        """Every portal was polled and is as it should be, or the figures would be of something else."""
        with self._house.store.read() as connection:
            watched = portals.list_portals(connection, self._due)
        for one in watched:
            is_polled = one.last_poll_at is not None and one.last_poll_at >= self._asked_at
            if one.failures or not is_polled:
                raise SystemExit(f"{one.id} was not polled, or in vain: {one.state_evidence}")

    def _last_event(self) -> int:
        with self._house.store.read() as connection:
            return max((one.id for one in list_events(connection)), default=0)

    def _count_new(self, after: int) -> int:
        with self._house.store.read() as connection:
            told = list(list_events(connection, after))
        new = [one for one in told if one.type is EventType.NEW and one.origin is Origin.WATCH]
        if len(new) != len(told):
            raise SystemExit(f"events that should not be: {[one for one in told if one not in new][:3]}")
        return len(new)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for word in ("port", "portals", "rounds", "changed"):
        parser.add_argument(word, type=int)
    parser.add_argument("--profile", type=Path)
    asked = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    profile = None if asked.profile is None else Profile(asked.profile)
    with TemporaryDirectory(prefix="balagh-") as folder:
        house = open_archive(Path(folder))
        fill(house, asked.portals, asked.port)
        house.run(Rounds(house, asked.port, asked.portals, profile).play(asked.rounds, asked.changed))
        house.store.close()


if __name__ == "__main__":
    main()
