"""Erase evidence on purpose: what is to be forgotten, and what is older than it is to be kept."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from zlib import MAX_WBITS, decompressobj
from zlib import error as ZlibError  # noqa: N812

from sqlalchemy import Connection

from storage.database import Store, said_clearly
from storage.evidence import rows
from storage.evidence.keeping import EvidenceFolder
from storage.evidence.verifying import list_gaps
from storage.evidence.warc import make_remains
from storage.model import Erasure, Evidence, StorageError, Tombstone
from storage.tombstones import insert_tombstone


def forget(store: Store, folder: EvidenceFolder, article: int, reason: str, now: datetime) -> Tombstone:
    """Erase an article's words and bytes, and keep their digests; the same again ends what was broken off.

    Raises StorageError where something could not be erased: the same command again goes on from there.
    """
    with store.write() as connection:
        tombstone = insert_tombstone(connection, article, reason, now)
        rows.set_forgotten(connection, article, now)
        # Declared before it is done: whatever breaks off the rest, `--verify` says what is left to do.
        records = [one for one in rows.list_records(connection, article) if one.erased is Erasure.FORGOTTEN]
        for record in records:
            rows.set_remains(connection, record.id, sha256(_make_remains(record)).hexdigest())
    try:
        with store.write() as connection:
            _overwrite(folder.path, records)
            _clear_gaps(folder.path, connection, {one.url for one in records})
    except OSError as error:
        raise StorageError(f"evidence in {folder.path} cannot be erased: {error.strerror}") from error
    _compact(store)
    return tombstone


def expire(store: Store, folder: EvidenceFolder, days: float | None, now: datetime) -> list[str]:
    """Take away the files whose records are all older than that; gives their names. None keeps all."""
    if days is None:
        return []
    with store.write() as connection:
        stale = rows.list_stale_files(connection, now - timedelta(days=days))
        rows.set_expired(connection, stale, now)
        expired = rows.list_expired_files(connection)
    try:
        for file in expired:
            (folder.path / file).unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"{file} in {folder.path} cannot be taken away: {error.strerror}") from error
    return stale


def _make_remains(record: Evidence) -> bytes:
    assert record.erased is not None
    assert record.erased_at is not None
    return make_remains(record, record.erased, record.erased_at)


def _overwrite(folder: Path, records: Iterable[Evidence]) -> None:
    """Put what remains in the place of records; one that is not there any more needs nothing."""
    for record in records:
        path = folder / record.file
        with suppress(FileNotFoundError), path.open("r+b") as file:
            file.seek(record.offset)
            file.write(_make_remains(record))
            file.flush()
            os.fsync(file.fileno())


def _clear_gaps(folder: Path, connection: Connection, urls: Collection[str]) -> None:
    """What a broken-off write left behind of these addresses goes, too."""
    by_file: dict[str, list[Evidence]] = {}
    for record in rows.list_records(connection):
        by_file.setdefault(record.file, []).append(record)
    for file, start, end in list_gaps(folder, by_file):
        with (folder / file).open("r+b") as out:
            out.seek(start)
            if _speaks_of(out.read(end - start), urls):
                out.seek(start)
                out.write(bytes(end - start))
                out.flush()
                os.fsync(out.fileno())


def _speaks_of(data: bytes, urls: Collection[str]) -> bool:
    unpacked = b"".join(_unpack(data))
    return any(url.encode() in unpacked for url in urls)


def _unpack(data: bytes) -> Iterable[bytes]:
    """What can be unpacked of gzip members, the last of which may be cut off."""
    while data:
        member = decompressobj(16 + MAX_WBITS)
        try:
            yield member.decompress(data)
        except ZlibError:
            return
        data = member.unused_data


def _compact(store: Store) -> None:
    """Write the database anew: SQLite only marks as free what was deleted, and the words stay in the file."""
    if not store.is_sqlite:
        return
    with said_clearly(store.place), store.engine.connect() as connection:
        connection.exec_driver_sql("VACUUM")
        busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
    if busy:
        raise StorageError(
            f"the archive {store.place} is being read by another program, and its file still holds the words;"
            " stop that program and run the same command again"
        )
