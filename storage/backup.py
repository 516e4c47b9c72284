"""Copies of the archive, and the proof that it is whole."""

from __future__ import annotations

from pathlib import Path

from storage.database import Store, said_clearly
from storage.model import StorageError


def write_backup(store: Store, path: Path) -> None:
    """A consistent copy of a SQLite archive, while others read and write it. Raises StorageError."""
    if store.engine.dialect.name != "sqlite":
        raise StorageError("this copies SQLite archives only; use pg_dump for PostgreSQL")
    if path.exists():
        raise StorageError(f"{path} exists; choose another name, nothing was overwritten")
    if not path.absolute().parent.is_dir():
        raise StorageError(f"there is no folder {path.absolute().parent}; make it first")
    with said_clearly(str(path)), store.engine.connect() as connection:
        connection.exec_driver_sql("VACUUM INTO ?", (str(path),))


def list_faults(store: Store) -> list[str]:
    """What is wrong with the database file; empty when it is whole."""
    if store.engine.dialect.name != "sqlite":
        return []
    with store.read() as connection:
        said = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check")]
        lost = [
            f"{row[0]} row {row[1]} points nowhere"
            for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
        ]
    return [line for line in said if line != "ok"] + lost
