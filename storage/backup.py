"""Copies of the archive, and the proof that it is whole."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from sqlalchemy import URL, select

from storage.database import Store, said_clearly
from storage.model import StorageError
from storage.tables import metadata


def write_backup(store: Store, path: Path) -> bool:
    """A consistent copy of the archive, while others read and write it. Raises StorageError.

    Of SQLite a database file; of PostgreSQL what `pg_restore` reads. Gives whether it takes the place of one
    that was broken off.
    """
    if path.exists():
        raise StorageError(f"{path} exists; choose another name, nothing was overwritten")
    if not path.absolute().parent.is_dir():
        raise StorageError(f"there is no folder {path.absolute().parent}; make it first")
    # Under its name only when it is whole: a copy that was cut short looks like one.
    part = path.with_name(f"{path.name}.part")
    was_broken_off = part.exists()
    part.unlink(missing_ok=True)
    try:
        if store.is_sqlite:
            with said_clearly(str(path)), store.engine.connect() as connection:
                connection.exec_driver_sql("VACUUM INTO ?", (str(part),))
        else:
            _dump(store, part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return was_broken_off


def _dump(store: Store, path: Path) -> None:
    url = store.engine.url
    # The password goes by the environment: what stands in a command line is seen by all, and goes before it.
    address = URL.create(
        "postgresql", url.username, None, url.host, url.port, url.database, url.query
    ).render_as_string()
    secret = {} if url.password is None else {"PGPASSWORD": str(url.password)}
    command = ["pg_dump", "--format=custom", "--file", str(path), address]
    try:
        done = subprocess.run(  # noqa: S603  # the operator's own database address
            command, env=os.environ | secret, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise StorageError(
            "PostgreSQL is copied by its own program pg_dump, which is not here; install postgresql-client"
        ) from error
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise StorageError(f"pg_dump made no copy of {store.place}: {said[-1] if said else done.returncode}")


def list_faults(store: Store) -> list[str]:
    """What is wrong with the database file; empty when it is whole."""
    if not store.is_sqlite:
        return _list_unread(store)
    with store.read() as connection:
        said = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check")]
        lost = [
            f"{row[0]} row {row[1]} points nowhere"
            for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
        ]
    return [line for line in said if line != "ok"] + lost


def _list_unread(store: Store) -> list[str]:
    """PostgreSQL keeps references itself; with checksums it says which rows cannot be read."""
    faults = []
    for table in metadata.sorted_tables:
        try:
            with store.read() as connection:
                for _ in connection.execute(select(table).execution_options(yield_per=1_000)):
                    pass
        except StorageError as error:
            faults.append(f"{table.name}: {error}")
    return faults
