"""The faults: how each begins and ends, how long it lasts, and what has to be said of it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from threading import Thread
from typing import Any

import psycopg

from storage.database import WRITERS
from tests.postgresql import Server
from tests.soak.processes import Kept
from tests.soak.world import World
from tests.system.full_disk import SmallDisk

HOUR = 3600
PORTAL_FAULTS = ("error500", "error500-as-200", "busy", "drop-connection", "forbidden", "block-page", "down")
AGAIN = "it works again"
LOCKED = "stayed locked by another program"


@dataclass
class Scene:
    """All that a fault may strike at."""

    world: World
    watch: Kept
    serve: Kept
    disk: SmallDisk | None  #: None: none could be mounted
    server: Server | None  #: None: the archive is a file


@dataclass(frozen=True)
class Fault:
    """One kind of fault."""

    name: str
    strike: Callable[[Scene], AbstractContextManager[None]]
    seconds: tuple[float, float]  #: how long it lasts, at least and at most
    says: tuple[str, ...] = ()  #: what the watcher has to say, in this order
    kills: bool = False  #: a process ends by it
    is_possible: Callable[[Scene], bool] = lambda _scene: True


@contextmanager
def kill_watch(scene: Scene) -> Iterator[None]:
    scene.watch.kill()
    yield


@contextmanager
def kill_serve(scene: Scene) -> Iterator[None]:
    scene.serve.kill()
    yield


@contextmanager
def freeze_watch(scene: Scene) -> Iterator[None]:
    number = scene.watch.freeze()
    try:
        yield
    finally:
        with suppress(ProcessLookupError):  # another fault may have killed it meanwhile
            os.kill(number, signal.SIGCONT)


def move_clock(hours: tuple[int, int]) -> Callable[[Scene], AbstractContextManager[None]]:
    """Let the clock be wrong by so many hours, and then be put right."""

    @contextmanager
    def strike(scene: Scene) -> Iterator[None]:
        balagh = scene.world.balagh
        balagh.move_clock(scene.world.chance.randint(hours[0] * HOUR, hours[1] * HOUR))
        try:
            yield
        finally:
            balagh.move_clock(0)

    return strike


@contextmanager
def fill_disk(scene: Scene) -> Iterator[None]:
    assert scene.disk is not None
    scene.disk.fill()
    try:
        yield
    finally:
        scene.disk.make_room()


@contextmanager
def lock_database(scene: Scene) -> Iterator[None]:
    """Another program has begun to write, and does not end."""
    path = scene.world.balagh.home / "balagh.db"
    with closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as other:
        other.execute("begin immediate")
        yield


@contextmanager
def lock_server(scene: Scene) -> Iterator[None]:
    """As `lock_database`; who says nothing for long would lose its turn, this one works all the while."""
    address = scene.world.balagh.database.replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        work = Thread(target=_work, args=[connection])
        work.start()
        yield
        connection.cancel_safe()
        work.join()


def _work(connection: psycopg.Connection[Any]) -> None:
    with suppress(psycopg.errors.QueryCanceled):
        connection.execute(f"begin; select pg_advisory_xact_lock({WRITERS}); select pg_sleep(3600)")


@contextmanager
def stop_server(scene: Scene) -> Iterator[None]:
    assert scene.server is not None
    scene.server.stop()
    try:
        yield
    finally:
        scene.server.start()


@contextmanager
def lose_names(scene: Scene) -> Iterator[None]:
    scene.world.balagh.no_names.touch()
    try:
        yield
    finally:
        scene.world.balagh.no_names.unlink()


def break_portal(*names: str) -> Callable[[Scene], AbstractContextManager[None]]:
    """Let one portal fail in one of these ways."""

    @contextmanager
    def strike(scene: Scene) -> Iterator[None]:
        portal = scene.world.chance.choice(scene.world.portals)
        kind = scene.world.chance.choice(names)
        portal.set_fault(kind, seconds=60 if kind == "slow" else 5)
        try:
            yield
        finally:
            portal.set_fault(None)

    return strike


@contextmanager
def start_second(scene: Scene) -> Iterator[None]:
    """A second watch: refused where the archive is a file, one of many on a server."""
    second = scene.world.balagh.start("watch")
    try:
        yield
        if scene.server is None:
            _, err = second.communicate(timeout=60)
            assert second.returncode == 1, err
            assert "is polling the portals" in err and "wait for its end, or stop it" in err, err
    finally:
        second.send_signal(signal.SIGTERM)
        try:
            second.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            second.kill()
            second.communicate()


@contextmanager
def deliver_beside(scene: Scene) -> Iterator[None]:
    """A deliverer beside the watcher, killed in the midst of it."""
    beside = scene.world.balagh.start("deliveries", "--retry")
    yield
    beside.kill()
    beside.communicate()


def _on_file(scene: Scene) -> bool:
    return scene.server is None


def _on_server(scene: Scene) -> bool:
    return scene.server is not None


def _has_disk(scene: Scene) -> bool:
    return scene.disk is not None


def _has_clock(scene: Scene) -> bool:
    return scene.world.balagh.has_clock


#: A lease lasts four seconds here; a lock is waited for ten, on a server four times ten.
FAULTS = (
    Fault("watch killed", kill_watch, (0, 3), kills=True),
    Fault("serve killed", kill_serve, (0, 3), kills=True),
    Fault("watch frozen", freeze_watch, (2, 12)),
    Fault("clock ahead", move_clock((1, 26)), (4, 15), ("clock",), is_possible=_has_clock),
    Fault("clock behind", move_clock((-26, -1)), (4, 15), ("clock",), is_possible=_has_clock),
    Fault(
        "disk full",
        fill_disk,
        (8, 15),
        ("nothing is polled or sent: ", "there is room again: polling and sending go on"),
        is_possible=_has_disk,
    ),
    Fault("database locked", lock_database, (13, 20), (LOCKED,), is_possible=_on_file),
    Fault("database locked", lock_server, (50, 60), (LOCKED,), is_possible=_on_server),
    Fault("database gone", stop_server, (8, 25), ("does not answer", AGAIN), is_possible=_on_server),
    Fault("no names", lose_names, (12, 20), ("unreachable", "read again")),
    # Where the list was read just before and only articles hang, nothing is to be said of the portal.
    Fault("half-open portal", break_portal("slow", "endless"), (10, 16)),
    Fault("broken portal", break_portal(*PORTAL_FAULTS), (6, 10), ("", "read again")),
    Fault("second watch", start_second, (4, 8)),
    Fault("deliverer killed", deliver_beside, (0, 3)),
)
