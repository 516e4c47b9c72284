"""The processes of one archive: started again when they fall, listened to, and measured."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.soak.hurried import NO_NAMES
from tests.system.crashing import ROOT, Hurried

#: What moves the clock of a process. (libfaketime 0.9.10 breaks Python's `sleep` where it is to leave the
#: monotonic clock alone, as whoever sets a clock does.)
CLOCK = Path(__file__).with_name("clock.c")
MEASURE_SECONDS = 1.0
CONFIRM_SECONDS = 2
#: What a process takes to have loaded all that it loads is no growth.
WARM_SECONDS = 20.0


class Soaked(Hurried):
    """`balagh` whose clock can be moved and whose names can be taken away while it runs."""

    def __init__(self, home: Path, database: str, outside: Path) -> None:
        super().__init__(home, database)
        self.no_names = outside / "no-names"
        self.clock = outside / "clock"
        self._preload = _compile(outside / "clock.so")
        self.environ |= {
            NO_NAMES: str(self.no_names),
            "BALAGH_POLL_SECONDS": "2",
            "BALAGH_RECHECK_SECONDS": "10",
            "BALAGH_CONFIRM_SECONDS": str(CONFIRM_SECONDS),
            "BALAGH_RESERVE_MEGABYTES": "0",  # so that the disk itself says no
            "BALAGH_CONFIG": str(home / "balagh.toml"),
        }
        (home / "balagh.toml").write_text("timeout_seconds = 5\n")
        self.move_clock(0)

    @property
    def has_clock(self) -> bool:
        """Whether the clock can be moved."""
        return self._preload is not None

    def move_clock(self, seconds: int) -> None:
        """What the processes' clocks are ahead of ours from now on."""
        with self.clock.open("r+b" if self.clock.exists() else "wb") as out:  # in place: they have it mapped
            out.write(seconds.to_bytes(8, sys.byteorder, signed=True))

    def ask(self, *words: str) -> None:
        """Run a command that reads portals, whose names it knows, to its end."""
        with self.start(*words) as asked:
            out, err = asked.communicate(timeout=300)
        assert asked.returncode == 0, f"{words}: {out}{err}"

    def start(self, *words: str, **more: Any) -> subprocess.Popen[str]:
        moved = {"LD_PRELOAD": str(self._preload), "SOAK_CLOCK": str(self.clock)}
        return subprocess.Popen(
            [sys.executable, "-m", "tests.soak.hurried", *words],
            env=self.environ | {"PYTHONPATH": str(ROOT)} | (moved if self.has_clock else {}),
            cwd=ROOT,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **more,
        )


def _compile(library: Path) -> Path | None:
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, CLOCK], check=True)
    return library


@dataclass(frozen=True)
class Measure:
    """What one process held at one time."""

    process: int
    at: float
    kilobytes: int
    files: int


class Kept:
    """One command that is kept running, as `balagh up` or systemd keeps it."""

    def __init__(self, balagh: Soaked, words: Sequence[str]) -> None:
        self.name = words[0]
        self.said: list[str] = []
        self.measures: list[Measure] = []
        self.falls: list[str] = []  #: ends that nobody asked for
        self._balagh = balagh
        self._words = words
        self._killed: set[int] = set()
        self._stopped = threading.Event()
        self._process = self._start()
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()

    @property
    def number(self) -> int:
        return self._process.pid

    def kill(self) -> None:
        self._killed.add(self.number)
        self._process.kill()

    def freeze(self) -> int:
        """Stop it in its tracks; gives its number, for whoever wakes it."""
        self._process.send_signal(signal.SIGSTOP)
        return self.number

    def end(self) -> int:
        """End it in order; gives its exit code."""
        self._stopped.set()
        self._keeper.join()
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def _start(self) -> subprocess.Popen[str]:
        process = self._balagh.start(*self._words)
        self._born = time.monotonic()
        for stream in (process.stderr, process.stdout):
            threading.Thread(target=self._listen, args=[stream], daemon=True).start()
        return process

    def _listen(self, stream: Any) -> None:
        with stream:
            for line in stream:
                self.said.append(line.rstrip("\n"))

    def _keep(self) -> None:
        while not self._stopped.wait(MEASURE_SECONDS):
            code = self._process.poll()
            if code is None:
                self._measure()
                continue
            if self.number not in self._killed:
                self.falls.append(f"{self.name} ended with {code}: {' / '.join(self.said[-3:])}")
            self._process = self._start()

    def _measure(self) -> None:
        now = time.monotonic()
        if now - self._born < WARM_SECONDS:
            return
        try:
            status = Path(f"/proc/{self.number}/status").read_text()
            files = sum(1 for _ in Path(f"/proc/{self.number}/fd").iterdir())
        except (FileNotFoundError, ProcessLookupError):
            return
        resident = next((line for line in status.splitlines() if line.startswith("VmRSS:")), None)
        if resident is not None:
            self.measures.append(Measure(self.number, now, int(resident.split()[1]), files))
