"""Revisions: the versions that an article has had."""

from __future__ import annotations

from sqlalchemy import Connection, RowMapping, insert, select

from storage.attachments import list_attachments, record_attachments
from storage.model import PublishedDate, Revision
from storage.tables import revisions


def list_revisions(connection: Connection, article_id: int) -> list[Revision]:
    """All versions of an article, the first one first."""
    query = select(revisions).where(revisions.c.article == article_id).order_by(revisions.c.number)
    return [_revision(connection, row) for row in connection.execute(query).mappings().all()]


def find_revision(connection: Connection, article_id: int, number: int) -> Revision | None:
    """One version of an article."""
    here = (revisions.c.article == article_id) & (revisions.c.number == number)
    row = connection.execute(select(revisions).where(here)).mappings().first()
    return None if row is None else _revision(connection, row)


def insert_revision_row(connection: Connection, one: Revision) -> None:
    """Keep a version of an article, with what it links to."""
    connection.execute(
        insert(revisions).values(
            article=one.article,
            number=one.number,
            title=one.title,
            text=one.text,
            changed=list(one.changed),
            seen_at=one.seen_at,
            kind=one.kind,
            language=one.language,
            **published_columns(one.published),
        )
    )
    record_attachments(connection, one.article, one.number, one.attachments)


def published_columns(published: PublishedDate) -> dict[str, str | None]:
    """A published date as the columns that keep it."""
    return {
        "published": published.value,
        "published_precision": published.precision,
        "published_provenance": published.provenance,
        "published_after": published.after,
        "published_before": published.before,
    }


def read_published(row: RowMapping) -> PublishedDate:
    """The published date in a row."""
    return PublishedDate(
        value=row["published"],
        precision=row["published_precision"],
        provenance=row["published_provenance"],
        after=row["published_after"],
        before=row["published_before"],
    )


def _revision(connection: Connection, row: RowMapping) -> Revision:
    return Revision(
        article=row["article"],
        number=row["number"],
        title=row["title"],
        text=row["text"],
        published=read_published(row),
        attachments=list_attachments(connection, row["article"], row["number"]),
        changed=tuple(row["changed"]),
        seen_at=row["seen_at"],
        kind=row["kind"],
        language=row["language"],
    )
