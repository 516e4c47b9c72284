"""Imports a data set and is killed (SIGKILL) before its commit, then before a statement, then a later one.

    python -m tests.dataset.killed_import FILE STRIDE

Into the archive of the environment, the same each time. Prints a JSON line for each time: how the command
ended (-9: killed), and how many rows are in each table then. One thread, so it may fork.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

import alembic.command  # noqa: F401 - imported once for all forks, as below
from sqlalchemy import Engine, event, func, select

import cli.importing
import cli.main
from storage.database import Store, open_store
from storage.tables import metadata


def main(path: str, stride: int) -> None:
    """Kill it at the commit and at every so many statements, until one is not reached."""
    url, ended = os.environ["BALAGH_DATABASE_URL"], -signal.SIGKILL
    most: int | None = None
    while ended == -signal.SIGKILL:
        ended = bring(path, most)
        store = open_store(url)
        sys.stdout.write(json.dumps({"ended": ended, "rows": count_rows(store)}) + "\n")
        sys.stdout.flush()
        store.close()
        most = 1 if most is None else most + stride


def bring(path: str, most: int | None) -> int:
    """Run the command in a fork, killed before the statement of that number or at its commit."""
    child = os.fork()
    if child == 0:
        count = 0

        def step(*_: Any) -> None:
            nonlocal count
            count += 1
            if count == most:
                os.kill(os.getpid(), signal.SIGKILL)

        def end(_: object) -> None:
            if most is None and count > 10:  # the commit of what it brings, and not of looking at the version
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, "before_cursor_execute", step)
        event.listen(Engine, "commit", end)
        sys.argv = ["balagh", "import", path]
        try:
            cli.main.run()
        except SystemExit as ending:
            os._exit(int(ending.code or 0))
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def count_rows(store: Store) -> dict[str, int]:
    """How many rows are in each table."""
    with store.read() as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(table)) or 0
            for name, table in metadata.tables.items()
        }


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
