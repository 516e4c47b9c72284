"""A hostile internet on this machine: `NAME.test` answers as its name says; another server is private.

`python -m tests.hostile.outside WORD…` is `balagh WORD…` for which 127.0.0.1 is the internet: names of
`.test` lead there, those that begin with `inside` to 127.0.0.2, and with `rebind` first there, then inside.
"""

from __future__ import annotations

import atexit
import os
import resource
import socket
import sys
from pathlib import Path
from typing import Any

from tests.hostile.running import read_peak

MOST_MEMORY = 3 * 1024**3  # bytes of address space; what is used is measured by the test
INSIDE, OUTSIDE = "127.0.0.2", "127.0.0.1"


def play_internet() -> None:
    """Let names of `.test` be found, and take 127.0.0.1 for public; all other checks stay as they are."""
    from crawler import network
    from monitor.channels import connection, guard

    seen: set[str] = set()
    usual, is_public = socket.getaddrinfo, network.is_public

    def look_up(host: Any, port: Any, *words: Any, **named: Any) -> Any:
        name = (host.decode() if isinstance(host, bytes) else host).lower().rstrip(".")
        if not name.endswith(".test"):
            named["flags"] = socket.AI_NUMERICHOST  # nobody is asked: numbers only
            return usual(host, port, *words, **named)
        changed = name.startswith("rebind") and name in seen
        seen.add(name)
        return usual(INSIDE if changed or name.startswith("inside") else OUTSIDE, port, *words, **named)

    def is_outside(address: str) -> bool:
        return address == OUTSIDE or is_public(address)

    socket.getaddrinfo = guard._usual = look_up
    network.is_public = connection.is_public = guard.is_public = is_outside


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    play_internet()
    from cli.main import run

    sys.argv[0] = "balagh"
    atexit.register(lambda: Path(os.environ["BALAGH_HOME"], "peak").write_text(str(read_peak())))
    run()
