"""Hold the evidence against what is known of it: each byte in the files, each row, and the chain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from storage.evidence import rows
from storage.evidence.keeping import EvidenceFolder, digest_content
from storage.evidence.warc import BrokenRecordError, parse_records
from storage.model import Erasure, Evidence, EvidenceRole
from storage.revisions import list_revisions, list_unlike_revisions
from storage.tombstones import find_tombstone, list_tombstones


@dataclass(slots=True)
class Findings:
    """What a check found."""

    records: int = 0  #: that were checked
    faults: list[str] = field(default_factory=list)  #: a sentence for each thing that is not as it was kept
    declared: list[str] = field(default_factory=list)  #: what is missing on purpose, and why
    notes: list[str] = field(default_factory=list)  #: what is odd and proves nothing
    head: Evidence | None = None  #: the record that was kept last


def verify(connection: Connection, folder: EvidenceFolder, article: int | None = None) -> Findings:
    """Check all evidence, or that of one article; the chain and the rows are checked as a whole."""
    findings = Findings()
    by_file: dict[str, list[Evidence]] = {}
    for record in _follow_chain(connection, findings):
        findings.head = record
        if article is None or record.article == article:
            findings.records += 1
            by_file.setdefault(record.file, []).append(record)
    for file, records in by_file.items():
        findings.faults += _check_file(folder.path / file, records)
    if article is None:
        findings.notes += _list_unreferenced(folder.path, by_file)
    every = [record for records in by_file.values() for record in records]
    findings.faults += _check_contents(connection, every)
    altered = list_unlike_revisions(connection, article)
    findings.faults += [
        f"article {one}: what is shown is not its newest revision, it was altered" for one in altered
    ]
    findings.declared += _list_declared(connection, every, article)
    return findings


def _follow_chain(connection: Connection, findings: Findings) -> Iterator[Evidence]:
    previous, number = rows.BEGINNING, 0
    for record in rows.list_records(connection):
        number += 1
        if record.id != number:
            findings.faults.append(f"evidence {number} to {record.id - 1}: rows are missing in the database")
            number = record.id
        elif rows.chain(previous, rows.make_link(record)) != record.chain:
            findings.faults.append(f"evidence {record.id}: its row does not fit the chain, it was altered")
        previous = record.chain
        yield record


def _check_file(path: Path, records: list[Evidence]) -> Iterator[str]:
    there = [one for one in records if one.erased is not Erasure.EXPIRED]
    try:
        with path.open("rb") as file:
            for record in there:
                file.seek(record.offset)
                fault = find_fault(record, file.read(record.length))
                if fault:
                    yield f"{_name(record)} in {path.name} (byte {record.offset}): {fault}"
    except FileNotFoundError:
        if there:
            yield f"{path.name} is missing, with {len(there)} records"
    except OSError as error:
        yield f"{path.name} cannot be read: {error.strerror}"


def _name(record: Evidence) -> str:
    whose = "the file's description" if record.article is None else f"article {record.article}"
    return f"evidence {record.id} ({whose})"


def find_fault(record: Evidence, data: bytes) -> str | None:
    """What is wrong with the bytes of a record; None where they are what they were."""
    if len(data) < record.length:
        return "its bytes are cut off"
    digest = sha256(data).hexdigest()
    if record.erased is not None:
        if digest == record.remains:
            return None
        if digest == record.record:
            again = f"run `balagh forget {record.article} --reason …` again"
            return f"it is declared as {record.erased}, but its bytes are still there; {again}"
        return "what was put in its place was altered"
    if digest != record.record:
        return "its bytes were altered"
    return _find_wrong_payload(record, data)


def _find_wrong_payload(record: Evidence, data: bytes) -> str | None:
    """The bytes are those of the row; do they say the same?"""
    try:
        read = list(parse_records(data))
    except BrokenRecordError as error:
        return f"it cannot be read: {error}"
    if record.role is EvidenceRole.FILE:
        return None
    said = [(one.url, one.status, one.payload) for one in read if one.kind in ("response", "revisit")]
    return None if said == [(record.url, record.status, record.payload)] else "it is of something else"


def _check_contents(connection: Connection, records: Iterable[Evidence]) -> Iterator[str]:
    """Whether titles and texts are still what was read in the answers."""
    made = [one for one in records if one.content is not None and one.article is not None]
    for article in sorted({one.article for one in made if one.article is not None}):
        if find_tombstone(connection, article) is not None:
            continue
        try:
            kept = list_revisions(connection, article)
        except ValueError:
            yield f"article {article}: the row of a revision cannot be read, it was altered"
            continue
        digests = {one.number: digest_content(one.title, one.text) for one in kept}
        for one in made:
            if one.article == article and digests.get(one.revision or 0) != one.content:
                yield f"article {article}: the words of revision {one.revision} were altered in the database"


def _list_declared(connection: Connection, records: Iterable[Evidence], article: int | None) -> Iterator[str]:
    for stone in list_tombstones(connection):
        if article in (None, stone.article):
            at = f"{stone.forgotten_at:%Y-%m-%d %H:%M} UTC"
            yield f"article {stone.article} was forgotten on {at}: {stone.reason}"
    expired = [one for one in records if one.erased is Erasure.EXPIRED]
    if expired:
        count = f"{len(expired)} record{'s' * (len(expired) > 1)}"
        last = max(one.fetched_at for one in expired)
        yield f"{count} up to {last:%Y-%m-%d %H:%M} UTC went because of their age (evidence_days)"


def _list_unreferenced(path: Path, by_file: dict[str, list[Evidence]]) -> Iterator[str]:
    for file, start, end in list_gaps(path, by_file):
        yield f"{file}: bytes {start} to {end} belong to no record; were they added, or a write broken off?"
    for file, records in by_file.items():
        if (path / file).exists() and all(one.erased is Erasure.EXPIRED for one in records):
            yield f"{file} is declared as expired and still there; `balagh evidence --expire` takes it away"


def list_gaps(path: Path, by_file: dict[str, list[Evidence]]) -> list[tuple[str, int, int]]:
    """The bytes in the files of evidence that no row speaks of: file, from, to (exclusive)."""
    gaps = []
    for file in sorted(path.glob("*.warc.gz")) if path.is_dir() else []:
        position = 0
        for record in sorted(by_file.get(file.name, []), key=lambda one: one.offset):
            if record.offset > position:
                gaps.append((file.name, position, record.offset))
            position = max(position, record.offset + record.length)
        if file.stat().st_size > position:
            gaps.append((file.name, position, file.stat().st_size))
    return gaps
