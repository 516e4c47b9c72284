"""Exports each format and is killed (SIGKILL) between two articles, with nothing there and over a whole one.

    python -m tests.dataset.killed FOLDER NAME…

Prints a JSON line for each time: the name, how the command ended (-9: killed), what the folder shows,
how much in it is hidden, and whether the last whole one is as it was. One thread, so it may fork.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import alembic.command  # noqa: F401 - imported once for all forks, as below
import sqlalchemy.dialects.sqlite.pysqlite  # noqa: F401

import cli.export
import cli.main

#: The article before which it is killed; it stands behind others in each table of articles.
NUMBER = 3


def main(folder: Path, names: list[str]) -> None:
    """Killed, whole, killed, whole: for each name."""
    for name in names:
        path = folder / name
        form = {".zip": "datapackage", "": "datapackage"}.get(path.suffix, path.suffix[1:])
        whole: dict[str, bytes] = {}
        for number in (NUMBER, None, NUMBER, None):
            ended = export(["export", "--format", form, "-o", str(path)], number)
            found = {one.name: read(one) for one in folder.iterdir()}
            shown = {one for one in found if not one.startswith(".")}
            row = {"name": name, "ended": ended, "shown": sorted(shown), "hidden": len(found) - len(shown)}
            row["same"] = not whole or found.get(name) == whole
            whole = found.get(name, {})
            sys.stdout.write(json.dumps(row) + "\n")
            sys.stdout.flush()
        clear(path)


def export(words: list[str], number: int | None) -> int:
    """Run the command in a fork, killed before the article of that number; gives how it ended."""
    child = os.fork()
    if child == 0:
        if number is not None:
            for name in ("list_rows", "list_whole_articles"):
                setattr(cli.export, name, stop(getattr(cli.export, name), number))
        sys.argv = ["balagh", *words]
        try:
            cli.main.run()
        except SystemExit as end:
            os._exit(int(end.code or 0))
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def stop(real: Callable[..., Iterator[Any]], most: int) -> Callable[..., Iterator[Any]]:
    """The same rows, but for those after the last one that is written."""

    def rows(*arguments: Any) -> Iterator[Any]:
        for number, row in enumerate(real(*arguments), start=1):
            if number == most and arguments[-1] not in ("portals", "coverage"):
                os.kill(os.getpid(), signal.SIGKILL)
            yield row

    return rows


def read(path: Path) -> dict[str, bytes]:
    """A file's bytes, or those of a folder's files."""
    paths = sorted(path.iterdir()) if path.is_dir() else [path]
    return {one.name if path.is_dir() else "": one.read_bytes() for one in paths}


def clear(path: Path) -> None:
    """Make room for the next one."""
    for one in path.iterdir() if path.is_dir() else ():
        one.unlink()
    path.rmdir() if path.is_dir() else path.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
