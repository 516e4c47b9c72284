"""An answer of long ago, read back from the evidence."""

from __future__ import annotations

from sqlalchemy import Connection

from storage.evidence import rows
from storage.evidence.keeping import EvidenceFolder
from storage.evidence.manifest import read_bytes
from storage.evidence.warc import BrokenRecordError, Record, parse_records
from storage.model import Evidence, Exchange, StorageError


def find_answer(connection: Connection, folder: EvidenceFolder, article: int) -> Exchange | None:
    """The answer of which an article's latest text was read; None where it was not kept, or is gone."""
    record = rows.find_made_from(connection, article)
    if record is None or record.status is None:
        return None
    holder = record if record.original is None else rows.find_record(connection, record.original)
    if record.erased is not None or holder.erased is not None:
        return None
    try:
        answer, body = _read(folder, record), _read(folder, holder).body
    except (StorageError, BrokenRecordError, StopIteration):
        return None  # `balagh evidence --verify` says why
    return Exchange(
        url=record.url,
        method="GET",
        request_headers=(),
        request_body=b"",
        status=record.status,
        headers=answer.headers,
        body=body,
        ip=None,
        fetched_at=record.fetched_at,
    )


def _read(folder: EvidenceFolder, record: Evidence) -> Record:
    (data,) = read_bytes(folder, [record])
    return next(one for one in parse_records(data) if one.kind in ("response", "revisit"))
