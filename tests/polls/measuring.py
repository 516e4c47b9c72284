"""What a round of polls costs: time and memory of a process, and what the server was asked meanwhile."""

from __future__ import annotations

import json
import re
import resource
import sys
import time
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.polls.server import CONTROL


@dataclass(frozen=True)
class Round:
    """One round over the portals by one program."""

    name: str  #: what the round is: first, unchanged, changed, …
    portals: int
    cpu: float  #: seconds of the process and its children, user and system
    wall: float  #: seconds
    requests: int  #: counted by the server, as all that follows
    robots: int
    not_modified: int
    bytes: int
    overlaps: int  #: requests to an address while it had not answered another one
    connections: int
    memory: int = 0  #: bytes, the peak of the process until the end of the round
    found: int | None = None  #: new items that were told of


def ask_server(port: int, path: str = "/counts") -> dict[str, Any]:
    """What the server says: its counts since it was last asked, and the state of its pages."""
    with urllib.request.urlopen(f"http://{CONTROL}:{port}{path}", timeout=60) as answer:
        told: dict[str, Any] = json.load(answer)
    return told


def publish(port: int, portals: int) -> None:
    """Give so many portals a new item."""
    ask_server(port, f"/publish/{portals}")


def make_round(
    name: str, portals: int, cpu: float, wall: float, counts: dict[str, int], memory: int, found: int | None
) -> Round:
    """A round from its figures."""
    names = ("requests", "robots", "not_modified", "bytes", "overlaps", "connections")
    asked = {one: counts.get(one, 0) for one in names}
    return Round(name, portals, cpu, wall, **asked, memory=memory, found=found)


class Meter:
    """Measures rounds from within the process that polls, and prints them, a line of JSON each."""

    def __init__(self, port: int) -> None:
        self._port = port

    def start(self) -> None:
        """A round begins."""
        ask_server(self._port)
        self._begun = time.perf_counter(), used_seconds()

    def stop(self, name: str, portals: int, found: int | None = None) -> None:
        """It has ended."""
        wall, cpu = time.perf_counter() - self._begun[0], used_seconds() - self._begun[1]
        counts = ask_server(self._port)["counts"]
        made = make_round(name, portals, cpu, wall, counts, read_peak(), found)
        sys.stdout.write(json.dumps(asdict(made)) + "\n")
        sys.stdout.flush()


def used_seconds() -> float:
    """Seconds of CPU that this process and its children that have ended took."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def read_peak(process: int | str = "self") -> int:
    """Bytes that a process held at most; 0 where it is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    peak = re.search(r"VmHWM:\s*(\d+)", status)
    return int(peak[1]) * 1024 if peak else 0
