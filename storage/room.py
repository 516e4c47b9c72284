"""Whether there is room to write: how much is free on a disk, and what a disk says when it is tried."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from storage.database import Store
from storage.model import NoRoomError

#: What is written to see whether there is room, and taken away again: more than a poll keeps of most pages.
TRIED_BYTES = 1_000_000


def count_free(folder: Path) -> int | None:
    """The bytes that are free for us on a folder's disk; None where it cannot be told."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def try_folder(folder: Path) -> None:
    """Write something into a folder and take it away again. Raises NoRoomError where it has no place."""
    trial = folder / f".balagh-trial-{os.getpid()}"
    try:
        trial.write_bytes(bytes(TRIED_BYTES))
    except OSError as error:
        raise NoRoomError(f"nothing can be written to {folder}: {error.strerror}") from error
    finally:
        with suppress(OSError):
            trial.unlink(missing_ok=True)


def try_server(store: Store) -> None:
    """Let a PostgreSQL server write something that is gone at the end. Raises StorageError."""
    with store.write() as connection:
        connection.exec_driver_sql("CREATE TEMPORARY TABLE trial (filling text) ON COMMIT DROP")
        connection.exec_driver_sql("ALTER TABLE trial ALTER filling SET STORAGE EXTERNAL")  # as long as it is
        connection.exec_driver_sql(f"INSERT INTO trial SELECT repeat('x', {TRIED_BYTES})")
