"""Migrates an archive and is killed (SIGKILL) before its first statement, then before a later one, and so on.

    python -m tests.storage.killed DATABASE_URL [STRIDE]

The same archive each time: what a killed migration left is what the next one begins with. Prints a JSON line
for each time: the statement, whether it came to its end, and what the archive holds by then. One thread, so
it may fork.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

import alembic.command  # noqa: F401 - imported once for all forks
from sqlalchemy import event, text

from storage import migrate
from storage.database import open_store


def main(url: str, stride: int = 1) -> None:
    """Kill at every so many statements, until one is not reached."""
    number, is_done = 1 - stride, False
    while not is_done:
        number += stride
        child = os.fork()
        if child == 0:
            migrate_until(url, number)
            os._exit(0)
        is_done = os.waitpid(child, 0)[1] == 0
        sys.stdout.write(json.dumps({"statement": number, "done": is_done, **look(url)}) + "\n")
        sys.stdout.flush()


def migrate_until(url: str, most: int) -> None:
    """Be killed before the statement of that number; commits count, too."""
    store, count = open_store(url), 0

    def step(*_: Any) -> None:
        nonlocal count
        count += 1
        if count == most:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(store.engine, "before_cursor_execute", step)
    event.listen(store.engine, "commit", step)
    migrate.upgrade(store)


def look(url: str) -> dict[str, Any]:
    """The version, and how many rows are left of what was there before."""
    store = open_store(url)
    version = migrate.find_version(store)
    with store.read() as connection:
        counts = [text(f"select count(*) from {name}") for name in ("articles", "deliveries")]
        rows = [connection.scalar(one) for one in counts]
    store.close()
    return {"version": version, "rows": rows}


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
