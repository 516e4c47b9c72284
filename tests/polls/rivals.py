"""Programs of others that watch pages, each in an environment of its own, and how each is run.

They are started for each round and end with it: what is measured is the whole process.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.polls.measuring import Round, ask_server, make_round, publish, read_peak
from tests.polls.server import list_url

_LOOK_SECONDS = 0.02  # between two looks at the memory of a process


@dataclass(frozen=True)
class Rival:
    """A program that reads its jobs from a file."""

    name: str
    package: str
    job: str  #: the lines of one job in its file, with the {url} of a list
    words: Sequence[str]  #: of its command, with the {folder} of its files
    found: str  #: what its output holds for each changed page, as a regular expression


RIVALS = [
    Rival(
        "urlwatch",
        "urlwatch",
        "url: {url}\nfilter:\n  - css: ul.news\n",
        ("--urls", "{folder}/jobs.yaml", "--config", "{folder}/config.yaml", "--cache", "{folder}/cache.db"),
        r"(?m)^\d+\. CHANGED",
    ),
    *(
        Rival(
            name,
            "webchanges",
            "url: {url}\n" + client + "filters:\n  - css: ul.news\n",
            ("--jobs", "{folder}/jobs.yaml", "--config", "{folder}/c.yaml", "--database", "{folder}/d.db"),
            r"(?m)^\d+\. CHANGED",
        )
        for name, client in (("webchanges", ""), ("webchanges, requests", "http_client: requests\n"))
    ),
]
#: What a rival's client takes besides its own package.
_MORE = {"webchanges": ["requests"]}


def install(package: str, folder: Path) -> tuple[Path, str]:
    """The program of a package in an environment in that folder, with its version.

    What is there is used. Raises subprocess.CalledProcessError where it cannot be installed.
    """
    home = folder / package
    program = home / "bin" / package
    pip = [str(home / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    if not program.exists():
        _run([sys.executable, "-m", "venv", str(home)])
        _run([*pip, "install", "--quiet", "--upgrade", "pip"])
        _run([*pip, "install", "--quiet", package, *_MORE.get(package, [])])
    shown = _run([*pip, "show", package])
    version = re.search(r"(?m)^Version: (\S+)", shown)
    return program, version[1] if version else "of unknown version"


def _run(words: Sequence[str]) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True, timeout=600).stdout


@dataclass(frozen=True)
class Server:
    """Which portals are polled, where, and how often."""

    port: int
    portals: int
    rounds: int
    changed: int


def play(rival: Rival, program: Path, server: Server, folder: Path) -> Iterator[Round]:
    """Its first round, unchanged ones, and one after an item more on a few portals."""
    folder.mkdir(parents=True)
    urls = [list_url(number, server.port) for number in range(server.portals)]
    (folder / "jobs.yaml").write_text("---\n".join(rival.job.format(url=url) for url in urls), "utf-8")
    words = [str(program), *(word.format(folder=folder) for word in rival.words)]
    for what in ["first", *["unchanged"] * server.rounds, "changed"]:
        if what == "changed":
            publish(server.port, server.changed)
        made, output = run_round(words, what, server, folder)
        found = len(re.findall(rival.found, output)) if what != "first" else None
        yield make_round(**{**made, "found": found})


def run_round(words: Sequence[str], what: str, server: Server, folder: Path) -> tuple[dict[str, object], str]:
    """The figures of a process from its start to its end, and its output. Raises CalledProcessError."""
    ask_server(server.port)
    output = folder / "output"
    environ = os.environ | {"HOME": str(folder), "PYTHONWARNINGS": "ignore"}
    begun, peak = time.perf_counter(), 0
    with output.open("wb") as file:
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=file, stderr=file, env=environ)
        while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
            peak = max(peak, read_peak(process.pid))
            time.sleep(_LOOK_SECONDS)
    wall, usage = time.perf_counter() - begun, ended[2]
    process.returncode = os.waitstatus_to_exitcode(ended[1])
    said = output.read_text(encoding="utf-8", errors="replace")
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, words, said)
    figures: dict[str, object] = {
        "name": what,
        "portals": server.portals,
        "cpu": usage.ru_utime + usage.ru_stime,
        "wall": wall,
        "counts": ask_server(server.port)["counts"],
        "memory": peak,
    }
    return figures, said
