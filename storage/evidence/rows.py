"""The table of the evidence: one row for each record, chained in the order in which they were kept."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from sqlalchemy import Connection, RowMapping, case, func, insert, select, update

from storage.model import Erasure, Evidence, EvidenceRole, StorageError
from storage.tables import evidence

#: What the first record is chained to.
BEGINNING = "0" * 64
_COLUMNS = [field.name for field in fields(Evidence)]


@dataclass(frozen=True, slots=True)
class Kept:
    """How much evidence there is."""

    records: int  #: whose bytes are there, those that describe a file included
    forgotten: int
    expired: int
    oldest: datetime | None
    newest: datetime | None


def chain(previous: str, link: dict[str, Any]) -> str:
    """The digest that ties a record to the one before: SHA-256 of that one's, and of what is said of this."""
    said = json.dumps(link, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256((previous + said).encode()).hexdigest()


def make_link(record: Evidence) -> dict[str, Any]:
    """What the chain says of a record: all but where it lies, and what became of it later."""
    return {
        "number": record.id,
        "article": record.article,
        "revision": record.revision,
        "role": str(record.role),
        "url": record.url,
        "status": record.status,
        "fetched_at": record.fetched_at.isoformat(),
        "payload_sha256": record.payload,
        "content_sha256": record.content,
        "original": record.original,
        "record_sha256": record.record,
    }


def insert_record(connection: Connection, record: Evidence) -> None:
    """Keep what is known of a record whose bytes are in its file."""
    connection.execute(insert(evidence).values({name: getattr(record, name) for name in _COLUMNS}))


def find_last(connection: Connection) -> Evidence | None:
    """The record that was kept last."""
    row = connection.execute(select(evidence).order_by(evidence.c.id.desc()).limit(1)).mappings().first()
    return None if row is None else _record(row)


def find_last_in(connection: Connection, file: str) -> Evidence | None:
    """The record that was kept last in a file."""
    here = select(evidence).where(evidence.c.file == file).order_by(evidence.c.id.desc()).limit(1)
    row = connection.execute(here).mappings().first()
    return None if row is None else _record(row)


def find_original(connection: Connection, article: int, url: str, payload: str | None) -> Evidence | None:
    """The record whose bytes hold that body of an article's address; with no digest, its last page."""
    same = (evidence.c.article == article) & (evidence.c.url == url) & evidence.c.erased.is_(None)
    query = select(evidence).where(same, evidence.c.original.is_(None)).order_by(evidence.c.id.desc())
    wanted = evidence.c.status == HTTPStatus.OK if payload is None else evidence.c.payload == payload
    query = query.where(wanted)
    row = connection.execute(query.limit(1)).mappings().first()
    return None if row is None else _record(row)


def find_made_from(connection: Connection, article: int) -> Evidence | None:
    """The answer of which the article's latest text was read, whether or not its bytes are there."""
    made = (evidence.c.article == article) & evidence.c.content.is_not(None)
    query = select(evidence).where(made).order_by(evidence.c.id.desc())
    row = connection.execute(query.limit(1)).mappings().first()
    return None if row is None else _record(row)


def find_record(connection: Connection, number: int) -> Evidence:
    """The record of that number, which there is."""
    return _record(connection.execute(select(evidence).where(evidence.c.id == number)).mappings().one())


def list_records(connection: Connection, article: int | None = None) -> Iterator[Evidence]:
    """The records of an article, or all, in the order in which they were kept."""
    query = select(evidence).order_by(evidence.c.id)
    if article is not None:
        query = query.where(evidence.c.article == article)
    for row in connection.execute(query.execution_options(yield_per=500)).mappings():
        yield _record(row)


def find_chain(connection: Connection, number: int) -> str:
    """The digest of the chain at a record's number; the beginning where there is no such record."""
    return connection.scalar(select(evidence.c.chain).where(evidence.c.id == number)) or BEGINNING


def list_stale_files(connection: Connection, before: datetime) -> list[str]:
    """Files whose records are all older than that, and hold no body that a younger one repeats."""
    expired = func.count(case((evidence.c.erased == Erasure.EXPIRED, 1)))
    is_old = (func.max(evidence.c.fetched_at) < before) & (expired == 0)
    old = select(evidence.c.file).group_by(evidence.c.file).having(is_old)
    repeats = evidence.alias()
    needed = (
        select(evidence.c.file)
        .join(repeats, repeats.c.original == evidence.c.id)
        .where(repeats.c.fetched_at >= before)
    )
    return sorted(set(connection.scalars(old)) - set(connection.scalars(needed)))


def count_records_in(connection: Connection, files: Collection[str]) -> int:
    """How many records lie in these files."""
    query = select(func.count()).select_from(evidence).where(evidence.c.file.in_(files))
    return connection.scalar(query) or 0


def set_forgotten(connection: Connection, article: int, at: datetime) -> None:
    """The bytes of an article's records are gone because somebody asked for it."""
    these = (evidence.c.article == article) & evidence.c.erased.is_(None)
    connection.execute(update(evidence).where(these).values(erased=Erasure.FORGOTTEN, erased_at=at))


def set_expired(connection: Connection, files: Collection[str], at: datetime) -> None:
    """The files are gone because of their age, with what was left of forgotten records in them."""
    values = {"erased": Erasure.EXPIRED, "erased_at": at, "remains": None}
    connection.execute(update(evidence).where(evidence.c.file.in_(files)).values(values))


def set_remains(connection: Connection, number: int, digest: str) -> None:
    """What lies in the place of an erased record."""
    connection.execute(update(evidence).where(evidence.c.id == number).values(remains=digest))


def list_expired_files(connection: Connection) -> list[str]:
    """Files all of whose bytes are to be gone because of their age."""
    return list(
        connection.scalars(select(evidence.c.file).where(evidence.c.erased == Erasure.EXPIRED).distinct())
    )


def count_records(connection: Connection) -> Kept:
    """How much evidence there is."""

    def count(why: Erasure | None) -> Any:
        same = evidence.c.erased.is_(None) if why is None else evidence.c.erased == why
        return func.count(case((same, 1)))

    there = case((evidence.c.erased.is_(None), evidence.c.fetched_at))
    row = connection.execute(
        select(
            count(None),
            count(Erasure.FORGOTTEN),
            count(Erasure.EXPIRED),
            func.min(there, type_=evidence.c.fetched_at.type),
            func.max(there, type_=evidence.c.fetched_at.type),
        )
    ).one()
    return Kept(*row)


def _record(row: RowMapping) -> Evidence:
    values = {name: row[name] for name in _COLUMNS}
    try:
        values |= {"role": EvidenceRole(row["role"]), "erased": row["erased"] and Erasure(row["erased"])}
    except ValueError as error:
        raise StorageError(
            f"evidence {row['id']}: its row cannot be read, it was altered ({error})"
        ) from error
    return Evidence(**values)
