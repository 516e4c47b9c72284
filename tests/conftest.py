"""What the tests share: an archive, and the `balagh` command in an environment of its own."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from simulator import Simulator
from storage.database import Store, open_store
from tests import postgresql as postgresql_server
from tests import preloaded, scheduling
from tests.sqlite import open_migrated

# Speed is told by bench/, never asserted: a busy machine is no defect.
settings.register_profile("balagh", deadline=None)
settings.load_profile("balagh")

BALAGH = Path(sys.executable).with_name("balagh")


def pytest_xdist_auto_num_workers() -> int:
    """Three for each processor: most of the time of system tests is spent waiting."""
    return 3 * (os.cpu_count() or 1)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> scheduling.OneByOne | None:
    """Ours, where no other distribution is asked for."""
    if config.getvalue("dist") != "load":
        return None
    config.option.loadscopereorder = False
    return scheduling.OneByOne(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    scheduling.order(items)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Generator[None, object, object]:
    """Thousands of tests are collected, and none of them is rubbish: nobody need look for any meanwhile."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[postgresql_server.Server]:
    """A server of this process's own."""
    programs = postgresql_server.find_programs()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed here (Debian: apt-get install postgresql)")
    with postgresql_server.running(programs) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables, on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'archive' / 'balagh.db'}"
    server: postgresql_server.Server = request.getfixturevalue("postgresql")
    return server.make_empty()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty archive with its tables, on each engine."""
    if request.param == "sqlite":
        opened = open_migrated(tmp_path / "archive" / "balagh.db")
    else:
        server: postgresql_server.Server = request.getfixturevalue("postgresql")
        opened = open_store(server.make_migrated())
    yield opened
    opened.close()


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """Portals on this machine."""
    with Simulator() as started:
        yield started


def wait_until(true: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.1)
    return False


class Command:
    """`balagh` as a user runs it, in a home of its own, with private addresses permitted and no pauses."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environ = {
            name: value for name, value in os.environ.items() if not name.startswith("BALAGH_")
        } | {
            "BALAGH_HOME": str(home),
            "XDG_DATA_HOME": str(home / "usual"),  # not that of whoever runs the tests
            "BALAGH_ALLOW_PRIVATE": "1",
            "BALAGH_DELAY_SECONDS": "0",
            "BALAGH_CONFIRM_SECONDS": "1",
            "BALAGH_POLL_SECONDS": "1",
            "BALAGH_RECHECK_SECONDS": "1",
            "COLUMNS": "200",
        }

    def begin(self) -> None:
        """An empty archive in its home, where there is none."""
        open_migrated(self.home / "balagh.db").close()

    def start(self, *words: str, **more: Any) -> subprocess.Popen[str]:
        """Run without waiting for the end."""
        return subprocess.Popen(
            [BALAGH, *words],
            env=self.environ,
            cwd=self.home,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **more,
        )

    def run(self, *words: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """Run to the end, whatever the exit code."""
        return preloaded.run(words, self.environ, self.home, timeout)

    def ok(self, *words: str) -> str:
        """Run, and insist on exit 0; gives what was printed."""
        done = self.run(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def json(self, *words: str) -> Any:
        """One JSON document."""
        return json.loads(self.ok(*words, "--json"))

    def forget_robots(self) -> None:
        """Have each robots.txt read again: as it is a day after it was read last."""
        with contextlib.closing(sqlite3.connect(self.home / "balagh.db")) as database, database:
            database.execute("update hosts set robots_at = datetime(robots_at, '-25 hours')")

    def lines(self, *words: str) -> list[dict[str, Any]]:
        """JSON lines."""
        return [json.loads(line) for line in self.ok(*words, "--json").splitlines()]


@pytest.fixture
def balagh(tmp_path: Path) -> Command:
    """The command, in an empty home."""
    home = tmp_path / "home"
    home.mkdir()
    return Command(home)
