"""`balagh` with its waits cut to seconds, and with names of our own that resolve while a file permits it."""

from __future__ import annotations

import os
import socket
from datetime import timedelta
from pathlib import Path
from typing import Any

#: Names look like `meknes.127-0-0-1.soak.example`: each says where it leads.
DOMAIN = ".soak.example"
#: The variable that names a file: while it is there, no such name resolves.
NO_NAMES = "SOAK_NO_NAMES"
#: So often an alert is tried again, each time after two seconds at most: longer than any fault lasts, as the
#: three days are in earnest.
TRIES = 1_000

_resolve_by_system = socket.getaddrinfo


def name(portal: str, address: str) -> str:
    """A name that leads to an address of this machine."""
    return f"{portal}.{address.replace('.', '-')}{DOMAIN}"


def _resolve(host: Any, *rest: Any, **more: Any) -> Any:
    asked = host.decode() if isinstance(host, bytes) else host
    if not isinstance(asked, str) or not asked.endswith(DOMAIN):
        return _resolve_by_system(host, *rest, **more)
    if Path(os.environ[NO_NAMES]).exists():
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    address = asked.removesuffix(DOMAIN).rpartition(".")[2].replace("-", ".")
    return _resolve_by_system(address, *rest, **more)


def main() -> None:
    """Run the command of this process's arguments."""
    socket.getaddrinfo = _resolve  # before Twisted takes its own reference
    from cli.main import run
    from crawler.politeness import round as politeness
    from monitor import hosts, retrying
    from tests.system.hurried import hurry

    hurry()
    retrying.DELAYS = (*retrying.DELAYS, *[timedelta(seconds=2)] * TRIES)
    # A server that is busy is left alone for minutes, longer than a round of faults.
    politeness.FIRST_REST = timedelta(seconds=2)
    politeness.LONGEST_REST = timedelta(seconds=8)
    hosts._SPREAD = timedelta(seconds=2)
    run()


if __name__ == "__main__":
    main()
