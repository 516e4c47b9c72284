"""An article's evidence written out: a WARC file for any reader, and a manifest that shows later changes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from storage.evidence import rows
from storage.evidence.keeping import EvidenceFolder, digest_content
from storage.evidence.verifying import Findings, find_fault
from storage.evidence.warc import make_warcinfo
from storage.model import Article, Evidence, EvidenceRole, StorageError
from storage.revisions import list_revisions

FORMAT = "balagh-evidence/1"


def read_bytes(folder: EvidenceFolder, records: Sequence[Evidence]) -> list[bytes]:
    """The bytes of records. Raises StorageError where they are not those that were kept."""
    found = []
    for record in records:
        try:
            with (folder.path / record.file).open("rb") as file:
                file.seek(record.offset)
                data = file.read(record.length)
        except OSError as error:
            raise StorageError(f"{record.file} in {folder.path} cannot be read: {error.strerror}") from error
        fault = find_fault(record, data)
        if fault:
            raise StorageError(
                f"evidence {record.id} in {record.file}: {fault}; see `balagh evidence --verify`"
            )
        found.append(data)
    return found


def make_warc(
    connection: Connection, folder: EvidenceFolder, article: Article, name: str, now: datetime
) -> tuple[bytes, dict[str, Any]]:
    """A WARC file of an article's records, as they were kept, and its manifest. Raises StorageError.

    Both are the same bytes for the same `now`, while nothing more is kept.
    """
    every = list(rows.list_records(connection, article.id))
    there = [one for one in every if one.erased is None]
    parts = read_bytes(folder, there)
    about = f"evidence of article {article.id}, {article.url}; see its manifest"
    opening = make_warcinfo(name, about, now)
    places: dict[int, int] = {}
    position = len(opening)
    for record, data in zip(there, parts, strict=True):
        places[record.id] = position
        position += len(data)
    warc = b"".join([opening, *parts])
    manifest = {
        "format": FORMAT,
        "written_at": now.isoformat(),
        "article": _describe(article),
        "warc": {"file": name, "bytes": len(warc), "sha256": sha256(warc).hexdigest()},
        "records": [_row(connection, record, places.get(record.id)) for record in every],
        "revisions": list(_list_revisions(connection, article.id)),
        "head": _head(rows.find_last(connection)),
    }
    return warc, manifest


def _describe(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "portal": article.portal,
        "url": article.url,
        "published": article.published.value,
        "first_seen": article.first_seen.isoformat(),
        "last_seen": article.last_seen.isoformat(),
        "status": article.status.value,
    }


def _row(connection: Connection, record: Evidence, offset: int | None) -> dict[str, Any]:
    """A record: its link, what it is tied to, and where its bytes lie in the file, if they are there."""
    return {
        **rows.make_link(record),
        "previous": rows.find_chain(connection, record.id - 1),
        "chain": record.chain,
        "offset": offset,
        "length": record.length,
        "erased": record.erased and str(record.erased),
    }


def _list_revisions(connection: Connection, article: int) -> Iterator[dict[str, Any]]:
    for one in list_revisions(connection, article):
        yield {
            "number": one.number,
            "seen_at": one.seen_at.isoformat(),
            "changed": list(one.changed),
            "content_sha256": digest_content(one.title, one.text),
        }


def _head(last: Evidence | None) -> dict[str, Any] | None:
    if last is None:
        return None
    return {"number": last.id, "chain": last.chain, "fetched_at": last.fetched_at.isoformat()}


def find_manifest(warc: Path) -> Path:
    """Where the manifest of a written WARC file lies: beside it."""
    return warc.with_name(f"{warc.name.removesuffix('.gz').removesuffix('.warc')}.manifest.json")


def dump_manifest(manifest: dict[str, Any]) -> bytes:
    """A manifest as it is written, with the digest of all that it says at its end."""
    said = {name: value for name, value in manifest.items() if name != "manifest_sha256"}
    digest = sha256(_dump(said)).hexdigest()
    return _dump(said | {"manifest_sha256": digest})


def _dump(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def verify_written(path: Path) -> Findings:
    """Check a WARC file that was written out against the manifest beside it. Raises StorageError."""
    manifest_path = find_manifest(path)
    for one in (path, manifest_path):
        if not one.is_file():
            raise StorageError(f"there is no {one}; the WARC file and its manifest belong together")
    warc, written = path.read_bytes(), manifest_path.read_bytes()
    findings = Findings()
    try:
        manifest = json.loads(written)
        if dump_manifest(manifest) != written:
            findings.faults.append(f"{manifest_path.name} is not as it was written")
        _check_written(manifest, warc, path.name, findings)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        findings.faults.append(f"{manifest_path.name} is no manifest of evidence; its contents were altered")
    return findings


def _check_written(manifest: dict[str, Any], warc: bytes, name: str, findings: Findings) -> None:
    if sha256(warc).hexdigest() != manifest["warc"]["sha256"]:
        findings.faults.append(f"{name}: its bytes are not those that were written")
    for row in manifest["records"]:
        findings.records += 1
        record = _read_row(row)
        if rows.chain(row["previous"], rows.make_link(record)) != row["chain"]:
            findings.faults.append(f"evidence {record.id}: what is said of it does not fit its chain")
        if row["erased"]:
            findings.declared.append(f"evidence {record.id} of {record.fetched_at} is {row['erased']}")
            continue
        fault = find_fault(record, warc[record.offset : record.offset + record.length])
        if fault:
            findings.faults.append(f"evidence {record.id} (byte {record.offset}): {fault}")
    contents = {one["number"]: one["content_sha256"] for one in manifest["revisions"]}
    findings.faults += [
        f"revision {row['revision']}: its words are not those of evidence {row['number']}"
        for row in manifest["records"]
        if row["content_sha256"] and contents.get(row["revision"]) != row["content_sha256"]
    ]


def _read_row(row: dict[str, Any]) -> Evidence:
    return Evidence(
        id=int(row["number"]),
        article=row["article"],
        revision=row["revision"],
        role=EvidenceRole(row["role"]),
        url=row["url"],
        status=row["status"],
        fetched_at=datetime.fromisoformat(row["fetched_at"]),
        payload=row["payload_sha256"],
        content=row["content_sha256"],
        original=row["original"],
        file="",
        offset=row["offset"] or 0,
        length=int(row["length"]),
        record=row["record_sha256"],
        chain=row["chain"],
    )
