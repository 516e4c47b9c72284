"""SQLite archives with their tables: copies of one that was migrated once for this process."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from storage import migrate
from storage.database import Store, open_store


def open_migrated(path: Path) -> Store:
    """The archive in that file; where there is none, an empty one with its tables."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_make_migrated())
    return open_store(f"sqlite:///{path}")


@cache
def _make_migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "balagh.db")
        store = open_store(f"sqlite:///{path}")
        migrate.upgrade(store)
        store.close()
        assert [one.name for one in path.parent.iterdir()] == [path.name], "all of it is in one file"
        return path.read_bytes()
