"""Keep answers as evidence: bytes into the folder's newest file, then the row that says what they are.

Whoever writes has the database's turn (`Store.write`), so there is one writer. The bytes are on the disk
before the row is committed: a crash may leave bytes without a row, never a row without bytes. Bytes without a
row stay where they are, and what comes next goes into a new file.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection

from storage.evidence import rows
from storage.evidence.warc import NOT_MODIFIED, make_records, make_warcinfo
from storage.model import Evidence, EvidenceRole, Exchange, NoRoomError, StorageError

_ABOUT = "what portals answered, as it was sent; balagh evidence --verify checks it"


@dataclass(slots=True)
class OwnFile:
    """The file of one process among several.

    Nobody else writes to it: a process may be stopped while it has the database's turn, lose it meanwhile,
    and write on when it wakes up.
    """

    writer: str  #: a word for the process, which no other one has
    name: str | None = None  #: of the file; None: it is not begun yet


#: What stands before the word for a process in the names of its files.
_OWN = "-by-"


@dataclass(frozen=True, slots=True)
class EvidenceFolder:
    """Where evidence is kept: WARC files, begun anew each month and where one has grown large."""

    path: Path
    most_bytes: int = 100_000_000  #: of a file, before the next one is begun
    own: OwnFile | None = None  #: one of several who keep at the same time; None: there are no others

    @contextmanager
    def turn(self, connection: Connection) -> Iterator[EvidenceTurn]:
        """Keep evidence in a transaction: at the end all of it is on the disk, or none where that fails."""
        turn = EvidenceTurn(self, connection)
        try:
            yield turn
            turn.finish()
        except OSError as error:
            turn.undo()
            raise _explain(self.path, error) from error
        except BaseException:
            turn.undo()
            raise


class EvidenceTurn:
    """Evidence that is kept in one transaction."""

    def __init__(self, folder: EvidenceFolder, connection: Connection) -> None:
        self._folder = folder
        self._connection = connection
        self._out: BinaryIO | None = None
        self._begun: list[tuple[Path, int]] = []  # files that were written to, and how long they were before

    def keep(
        self,
        article: int,
        revision: int,
        role: EvidenceRole,
        exchange: Exchange,
        content: str | None = None,
    ) -> None:
        """Keep one answer; a body that was kept before from this address is referred to.

        `content` is `digest_content` of the revision that was made from this answer.
        """
        payload, original = self._find_payload(article, exchange)
        written = make_records(exchange, (payload, original.fetched_at) if original else None)
        last = self._find_place(exchange.fetched_at)
        said = replace(last, article=article, revision=revision, role=role, content=content)
        said = replace(said, url=exchange.url, status=exchange.status, fetched_at=exchange.fetched_at)
        said = replace(said, payload=payload, original=original.id if original else None)
        self._append(written, said)

    def _find_payload(self, article: int, exchange: Exchange) -> tuple[str, Evidence | None]:
        """The digest of the body that an answer shows, and the record that has it already."""
        payload = sha256(exchange.body).hexdigest()
        if exchange.status != NOT_MODIFIED and not exchange.body:
            return payload, None  # nothing that could be spared
        if exchange.status != NOT_MODIFIED:
            return payload, rows.find_original(self._connection, article, exchange.url, payload)
        original = rows.find_original(self._connection, article, exchange.url, None)
        return (original.payload if original else payload), original

    def finish(self) -> None:
        """See that all is on the disk."""
        if self._out is not None:
            os.fsync(self._out.fileno())
            self._out.close()
            folder = os.open(self._folder.path, os.O_RDONLY)
            try:
                os.fsync(folder)  # the name of a new file, too
            finally:
                os.close(folder)

    def undo(self) -> None:
        """Take back what was written."""
        if self._out is not None:
            self._out.close()
        # Forgotten here: a second undo would cut off what another one has written behind it since.
        begun, self._begun, self._out = self._begun, [], None
        for path, size in begun:
            with suppress(OSError):
                os.truncate(path, size) if size else path.unlink()

    def _find_place(self, at: datetime) -> Evidence:
        """The record behind which the next one goes: the last, or the first of a new file."""
        last = rows.find_last(self._connection)
        end = self._find_end(last)
        if last is not None and end is not None and self._has_room(end, at):
            self._open(self._folder.path / end.file)
            return replace(last, file=end.file, offset=end.offset, length=end.length)
        return self._begin_file(last, at)

    def _find_end(self, last: Evidence | None) -> Evidence | None:
        """The record that was written last into the file that we may go on with."""
        own = self._folder.own
        if own is not None:
            return rows.find_last_in(self._connection, own.name) if own.name else None
        return last if last is not None and _OWN not in last.file else None

    def _has_room(self, last: Evidence, at: datetime) -> bool:
        end = last.offset + last.length
        path = self._folder.path / last.file
        is_whole = path.is_file() and path.stat().st_size == end
        is_same_month = f"{last.fetched_at:%Y%m}" == f"{at:%Y%m}"
        return is_whole and is_same_month and end < self._folder.most_bytes

    def _begin_file(self, last: Evidence | None, at: datetime) -> Evidence:
        number = last.id + 1 if last else 1
        self._folder.path.mkdir(parents=True, exist_ok=True)
        own = self._folder.own
        by = "" if own is None else f"{_OWN}{own.writer}"
        while (path := self._folder.path / f"balagh-{at:%Y%m%d%H%M%S}-{number:06d}{by}.warc.gz").exists():
            number += 1  # left behind by a crash
        self._open(path)
        if own is not None:
            own.name = path.name
        opening = replace(last or _NOTHING, article=None, revision=None, role=EvidenceRole.FILE, status=None)
        opening = replace(opening, url=path.name, fetched_at=at, payload="", content=None, original=None)
        opening = replace(opening, file=path.name, offset=0, length=0)
        return self._append(make_warcinfo(path.name, _ABOUT), opening)

    def _open(self, path: Path) -> None:
        if self._out is None or Path(self._out.name) != path:
            if self._out is not None:
                os.fsync(self._out.fileno())
                self._out.close()
            self._begun.append((path, path.stat().st_size if path.exists() else 0))
            self._out = path.open("ab", buffering=0)

    def _append(self, written: bytes, record: Evidence) -> Evidence:
        """Write, and chain to the record before, whose number, place and chain `record` still has."""
        assert self._out is not None
        self._write_all(written)
        digest = sha256(written).hexdigest()
        record = replace(
            record,
            id=record.id + 1,
            payload=record.payload or digest,
            offset=record.offset + record.length,
            length=len(written),
            record=digest,
            erased=None,
            erased_at=None,
            remains=None,
        )
        record = replace(record, chain=rows.chain(record.chain, rows.make_link(record)))
        rows.insert_record(self._connection, record)
        return record

    def _write_all(self, written: bytes) -> None:
        assert self._out is not None
        view = memoryview(written)
        while view:
            view = view[self._out.write(view) :]


def _explain(path: Path, error: OSError) -> StorageError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return NoRoomError(
            f"evidence cannot be written to {path}, the disk is full; nothing was lost: make room and go on"
        )
    return StorageError(f"evidence cannot be written to {path}: {error.strerror}")


#: What stands before the first record.
_NOTHING = Evidence(
    id=0,
    article=None,
    revision=None,
    role=EvidenceRole.FILE,
    url="",
    status=None,
    fetched_at=datetime.min.replace(tzinfo=UTC),
    payload="",
    content=None,
    original=None,
    file="",
    offset=0,
    length=0,
    record="",
    chain=rows.BEGINNING,
)


def digest_content(title: str, text: str) -> str:
    """SHA-256 of a revision's title and text, with a line break between."""
    return sha256(f"{title}\n{text}".encode()).hexdigest()
