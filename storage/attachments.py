"""The attachments of each revision, and the files that they lead to: the same bytes are kept once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, delete, func, insert, select, update

from storage.amendments import amend_linking
from storage.model import Attachment, File, TextStatus, Validators
from storage.tables import articles, attachments, files

_NEWEST = (attachments.c.article == articles.c.id) & (attachments.c.revision == articles.c.revision)


def list_attachments(
    connection: Connection, article: int, revision: int, most_characters: int | None = None
) -> tuple[Attachment, ...]:
    """What a revision links to, in order; with `most_characters`, no more of each text than so many."""
    text = files.c.text if most_characters is None else func.substr(files.c.text, 1, most_characters)
    here = (attachments.c.article == article) & (attachments.c.revision == revision)
    query = _select(text).where(here).order_by(attachments.c.position)
    return tuple(_attachment(row) for row in connection.execute(query).mappings())


def list_newest_attachments(
    connection: Connection, numbers: Sequence[int]
) -> dict[int, tuple[Attachment, ...]]:
    """By article: what its newest revision links to, in order; articles that link to nothing are left out."""
    query = _select(files.c.text).add_columns(articles.c.id).join(articles, _NEWEST)
    query = query.where(articles.c.id.in_(numbers)).order_by(attachments.c.article, attachments.c.position)
    found: dict[int, list[Attachment]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault(row["id"], []).append(_attachment(row))
    return {number: tuple(some) for number, some in found.items()}


def record_attachments(
    connection: Connection, article: int, revision: int, found: Iterable[Attachment]
) -> None:
    """Keep what a revision links to, in place of what was known of it, with the files that were read."""
    here = (attachments.c.article == article) & (attachments.c.revision == revision)
    connection.execute(delete(attachments).where(here))
    linked = list(found)
    record_files(connection, linked)
    insert_attachments(connection, [(article, revision, linked)])


def insert_attachments(
    connection: Connection, linked: Sequence[tuple[int, int, Iterable[Attachment]]]
) -> None:
    """Keep links of revisions of which none is kept, but not the files: (article, revision, attachments)."""
    rows = [
        {"article": article, "revision": revision, "position": position, **_row(one)}
        for article, revision, found in linked
        for position, one in enumerate(found)
    ]
    if rows:
        connection.execute(insert(attachments), rows)


def list_file_texts(connection: Connection, numbers: Sequence[int]) -> dict[int, list[str]]:
    """By article: what the files of its newest revision are called and say, in order."""
    query = (
        select(articles.c.id, attachments.c.title, func.coalesce(files.c.text, ""))
        .join(attachments, _NEWEST)
        .outerjoin(files, attachments.c.sha256 == files.c.sha256)
        .where(articles.c.id.in_(numbers))
        .order_by(articles.c.id, attachments.c.position)
    )
    texts: dict[int, list[str]] = {}
    for article, title, text in connection.execute(query):
        texts.setdefault(article, []).extend((title, text))
    return texts


def _row(one: Attachment) -> dict[str, Any]:
    return {
        "url": one.url,
        "title": one.title,
        "sha256": one.sha256,
        "text_status": None if one.file else one.text_status,
        "reason": None if one.file else one.reason,
        "etag": one.validators.etag,
        "last_modified": one.validators.last_modified,
    }


def record_files(connection: Connection, found: Iterable[Attachment]) -> dict[str, str]:
    """Keep the files that were read of these attachments; gives the text of each by its digest."""
    files_read = [one.file for one in found if one.file is not None]
    return {one.sha256: _record_file(connection, one) for one in files_read}


def _record_file(connection: Connection, file: File) -> str:
    """Keep a file; one that is known is kept anew where it was read later: OCR may have come meanwhile."""
    values = {
        "media_type": file.media_type,
        "size_bytes": file.size_bytes,
        "text": file.text,
        "text_status": file.text_status,
        "reason": file.reason,
        "confidence": file.confidence,
        "read_at": file.read_at,
    }
    here = files.c.sha256 == file.sha256
    known = connection.execute(select(files.c.read_at, files.c.text).where(here)).first()
    if known is None:
        connection.execute(insert(files).values(sha256=file.sha256, **values))
    elif known.read_at < file.read_at:
        connection.execute(update(files).where(here).values(values))
        amend_linking(connection, file.sha256)
    else:
        return str(known.text)
    return file.text


def _select(text: ColumnElement[str]) -> Select[Any]:
    own = (attachments.c.url, attachments.c.title, attachments.c.etag, attachments.c.last_modified)
    told = (attachments.c.text_status.label("own_status"), attachments.c.reason.label("own_reason"))
    return select(*own, *told, files, text.label("some_text")).outerjoin(
        files, attachments.c.sha256 == files.c.sha256
    )


def _attachment(row: RowMapping) -> Attachment:
    file = _file(row) if row["sha256"] else None
    own = TextStatus(row["own_status"]) if row["own_status"] else None
    return Attachment(
        url=row["url"],
        title=row["title"],
        file=file,
        text_status=file.text_status if file else own,
        reason=file.reason if file else row["own_reason"],
        validators=Validators(row["etag"], row["last_modified"]),
    )


def _file(row: RowMapping) -> File:
    return File(
        sha256=row["sha256"],
        media_type=row["media_type"],
        size_bytes=row["size_bytes"],
        text=row["some_text"],
        text_status=TextStatus(row["text_status"]),
        reason=row["reason"],
        confidence=row["confidence"],
        read_at=row["read_at"],
    )
