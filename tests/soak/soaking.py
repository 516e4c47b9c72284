"""A soak: one fault after the other, sometimes two at once, and after each it has to work again by itself."""

from __future__ import annotations

import re
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from socket import create_server

import httpx
import pytest

from tests import postgresql
from tests.conftest import wait_until
from tests.soak.faults import FAULTS, Fault, Scene
from tests.soak.judging import judge, judge_growth
from tests.soak.processes import Kept, Soaked
from tests.soak.world import World, a_world
from tests.system.full_disk import SmallDisk, small_disk

DISK_MEGABYTES = 400
#: How long it may take until it works again: leases, locks and pauses after failures are seconds here.
BACK_SECONDS = 90.0
READ_PATHS = ("/", "/health", "/api/v1/events?limit=20", "/feeds/all.atom", "/readyz", "/metrics")


@dataclass
class Struck:
    """One round: what struck, and how it went on."""

    faults: tuple[str, ...]
    back: float  #: seconds from the end of the faults until all that was published was told
    missing: set[str]  #: what was not told by then
    unsaid: list[str]


@dataclass
class Outcome:
    """How it ended."""

    rounds: list[Struck]
    published: int
    wrong: list[str]  #: sentences; empty: all is well
    figures: dict[str, str]
    answers: Counter[int] = field(default_factory=Counter)


class Reader(threading.Thread):
    """Reads pages, feeds and interface all the while."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.answers: Counter[int] = Counter()
        self.unclear: list[str] = []
        self._port = port
        self._stopped = threading.Event()

    def run(self) -> None:
        number = 0
        with httpx.Client(trust_env=False, timeout=30) as client:
            while not self._stopped.wait(0.5):
                path = READ_PATHS[number % len(READ_PATHS)]
                number += 1
                try:
                    answer = client.get(f"http://127.0.0.1:{self._port}{path}")
                except httpx.TransportError:
                    self.answers[0] += 1
                    continue
                self.answers[answer.status_code] += 1
                if answer.status_code not in (200, 304, 503):
                    self.unclear.append(f"{path} answered {answer.status_code}: {answer.text[:200]}")

    def end(self) -> None:
        self._stopped.set()
        self.join()


def soak(
    seconds: float, seed: int, engine: str, portals: int = 4, only: Sequence[Sequence[str]] = ()
) -> Outcome:
    """Run for so long; or, where `only` names faults, one short round for each of its rows."""
    with ExitStack() as stack:
        outside = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="balagh-soak-")))
        home = outside / "home"
        home.mkdir()
        disk = _mount(stack, home)
        server = _start_server(stack) if engine == "postgresql" else None
        balagh = Soaked(home, server.make_empty() if server else "", outside)
        world = stack.enter_context(a_world(balagh, seed, portals))
        with _running(world, disk, server) as (scene, reader):
            rounds = list(_strike(scene, seconds, only))
            wrong = _end(scene, rounds, reader)
        wrong += judge(world)
        growth, figures = judge_growth([scene.watch, scene.serve])
        published = len(world.published)
    return Outcome(rounds, published, wrong + growth, figures, reader.answers)


def _mount(stack: ExitStack, home: Path) -> SmallDisk | None:
    try:
        return stack.enter_context(small_disk(home, DISK_MEGABYTES))
    except pytest.skip.Exception as error:
        print(f"no full disk: {error}", flush=True)
        return None


def _start_server(stack: ExitStack) -> postgresql.Server:
    programs = postgresql.find_programs()
    assert programs is not None, "no PostgreSQL server is installed here"
    return stack.enter_context(postgresql.running(programs))


@contextmanager
def _running(
    world: World, disk: SmallDisk | None, server: postgresql.Server | None
) -> Iterator[tuple[Scene, Reader]]:
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    watch = Kept(world.balagh, ["watch"])
    serve = Kept(world.balagh, ["serve", "--port", str(port)])
    assert wait_until(lambda: any("watching" in line for line in watch.said), 60), watch.said
    reader = Reader(port)
    reader.start()
    try:
        yield Scene(world, watch, serve, disk, server), reader
    finally:
        for kept in (serve, watch):
            if kept.end() not in (0, -9):
                kept.falls.append(f"{kept.name} did not end in order: {kept.said[-3:]}")


def _strike(scene: Scene, seconds: float, only: Sequence[Sequence[str]]) -> Iterator[Struck]:
    """One round after the other. Kills come in the first third: what lives then is measured to the end."""
    chance = scene.world.chance
    began = time.monotonic()
    possible = [one for one in FAULTS if one.is_possible(scene)]
    for row in only:
        yield _strike_once(
            scene, [replace(one, seconds=one.seconds[:1] * 2) for one in possible if one.name in row]
        )
    while (passed := time.monotonic() - began) < seconds and not only:
        now = [one for one in possible if passed < seconds / 3 or not one.kills]
        yield _strike_once(scene, _choose(chance, now))


def _choose(chance: Random, faults: Sequence[Fault]) -> list[Fault]:
    """One, or two that may come together."""
    first = chance.choice(faults)
    second = chance.choice(faults) if chance.random() < 0.25 else first
    names = {first.name, second.name}
    # Where the watch is away, a second one is the first; and a server that is away cannot be locked.
    is_alone = first is second or "second watch" in names or names == {"database gone", "database locked"}
    return [first] if is_alone else [first, second]


def _strike_once(scene: Scene, faults: Sequence[Fault]) -> Struck:
    world, chance = scene.world, scene.world.chance
    heard = len(scene.watch.said)
    kills = sum(one.kills for one in faults)
    due = {world.publish(chance.choice(world.portals))} if chance.random() < 0.5 else set()
    with ExitStack() as stack:
        for one in faults:
            stack.enter_context(one.strike(scene))
        lasts = max(chance.uniform(*one.seconds) for one in faults)
        time.sleep(lasts / 2)
        due.add(world.publish(chance.choice(world.portals)))
        world.disturb()
        time.sleep(lasts / 2)
    ended = time.monotonic()
    due |= {world.publish(portal) for portal in world.portals}
    missing = world.wait_for(due, BACK_SECONDS)
    back = time.monotonic() - ended
    unsaid = [] if kills or len(faults) > 1 else _list_unsaid(scene, faults, heard)
    struck = Struck(tuple(one.name for one in faults), back, missing, unsaid)
    _tell(struck, scene.watch.said[heard:])
    return struck


def _list_unsaid(scene: Scene, faults: Sequence[Fault], heard: int) -> list[str]:
    """What the watcher should have said of the faults by now, and did not; given a moment more."""

    def missing() -> list[str]:
        text = "\n".join(scene.watch.said[heard:])
        return [sign for one in faults for sign in one.says if not re.search(re.escape(sign), text)]

    for _ in range(30):
        if not missing():
            break
        time.sleep(0.5)
    return missing()


def _tell(struck: Struck, said: Sequence[str]) -> None:
    wrong = "".join(f"; NOT SAID: {one}" for one in struck.unsaid)
    wrong += f"; NOT TOLD: {sorted(struck.missing)}" if struck.missing else ""
    print(f"{' + '.join(struck.faults)}: back after {struck.back:.1f} s{wrong}", flush=True)
    if wrong:
        print("\n".join(f"    {line}" for line in said[-12:]), flush=True)


def _end(scene: Scene, rounds: list[Struck], reader: Reader) -> list[str]:
    """Wait until everybody was told of everything; gives what is wrong by then."""
    world = scene.world
    wanted = set(world.published)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and not all(wanted <= one.addresses for one in world.receivers):
        time.sleep(0.5)
    reader.end()
    wrong = [
        f"{one.name}: not told of {len(wanted - one.addresses)} of {len(wanted)}"
        for one in world.receivers
        if wanted - one.addresses
    ]
    for struck in rounds:
        who = " + ".join(struck.faults)
        wrong += [f"{who}: not back after {BACK_SECONDS:g} s"] if struck.missing else []
        wrong += [f"{who}: not said: {sign}" for sign in struck.unsaid]
    wrong += [f"serve: {one}" for one in sorted(set(reader.unclear))[:10]]
    return wrong + scene.watch.falls + scene.serve.falls + _list_tracebacks(scene)


def _list_tracebacks(scene: Scene) -> list[str]:
    lines = [line for kept in (scene.watch, scene.serve) for line in kept.said]
    count = sum(line.startswith("Traceback") for line in lines)
    return [f"{count} tracebacks were shown"] if count else []


def count_rounds(rounds: Sequence[Struck], of: Callable[[Struck], float]) -> dict[str, list[float]]:
    """A figure of each round, by what struck."""
    figures: defaultdict[str, list[float]] = defaultdict(list)
    for one in rounds:
        figures[" + ".join(one.faults) if len(one.faults) == 1 else "two at once"].append(of(one))
    return dict(figures)
