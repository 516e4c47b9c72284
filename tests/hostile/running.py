"""Runs attacks in a child process of few means, and tells how each ended.

`python -m tests.hostile.running MODULE` runs the table `ATTACKS` of a module: functions by name that give
what came out. A line of JSON for each tells the outcome, its seconds and the megabytes used until then.
"""

from __future__ import annotations

import importlib
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from storage.model import BalaghError

#: Of the whole child: address space, and processor time.
MOST_SPACE, MOST_SECONDS = 3 * 1024**3, 120
Attack = Callable[[], object]


@dataclass(frozen=True)
class Ended:
    """How one attack ended: `error: …` in words for people, `crash: …` in any others, or what was read."""

    outcome: str
    seconds: float
    megabytes: float


def run_attacks(module: str, folder: Path) -> None:
    """Run the attacks of a module, and write into a folder how each ended."""
    words = [sys.executable, "-m", "tests.hostile.running", module]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, check=False)
    (folder / "ended").write_text(done.stdout, "utf-8")
    (folder / "said").write_text(done.stderr, "utf-8")


def read_ended(folder: Path) -> dict[str, Ended]:
    """How each attack ended; one that ended the child is missing, and those after it."""
    lines = map(json.loads, (folder / "ended").read_text("utf-8").splitlines())
    last = Ended((folder / "said").read_text("utf-8")[-2000:], 0, 0)
    return {name: Ended(*said) for name, *said in lines} | {"the child": last}


def read_peak() -> float:
    """The most memory that this program has had, in megabytes.

    Not `getrusage`, by which a program has had what the process that began it had.
    """
    status = Path("/proc/self/status").read_text("ascii", "replace")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _try(attack: Attack) -> str:
    try:
        return str(attack())
    except BalaghError as error:
        return f"error: {error}"
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        return f"crash: {type(error).__name__}: {error}"


def _main(module: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_SPACE, MOST_SPACE))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    attacks: dict[str, Attack] = importlib.import_module(module).ATTACKS
    for name, attack in attacks.items():
        began = time.process_time()
        outcome = _try(attack)
        children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        line = [name, outcome[:2000], time.process_time() - began, max(read_peak(), children)]
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _main(sys.argv[1])
