"""Revisions: the versions that an article has had."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import Connection, RowMapping, and_, exists, insert, null, or_, select, update

from storage.attachments import list_attachments, record_attachments
from storage.model import Article, ArticleRead, Entry, PublishedDate, Revision
from storage.tables import articles, revisions, tombstones

#: What an article's row says of its newest revision alone.
DETAILS = ("event_dates", "subkind", "kind_words", "facts")
#: What it repeats of it.
_SHARED = ("title", "text", "published", "published_precision", "published_provenance")


def list_revisions(connection: Connection, article_id: int) -> list[Revision]:
    """All versions of an article, the first one first."""
    query = select(revisions).where(revisions.c.article == article_id).order_by(revisions.c.number)
    return [_revision(connection, row) for row in connection.execute(query).mappings().all()]


def find_revision(connection: Connection, article_id: int, number: int) -> Revision | None:
    """One version of an article."""
    here = (revisions.c.article == article_id) & (revisions.c.number == number)
    row = connection.execute(select(revisions).where(here)).mappings().first()
    return None if row is None else _revision(connection, row)


def find_details(connection: Connection, article_id: int, number: int) -> dict[str, Any] | None:
    """What an article's row said of an older version alone; None: it was kept before that was kept."""
    here = (revisions.c.article == article_id) & (revisions.c.number == number)
    details: dict[str, Any] | None = connection.scalar(select(revisions.c.details).where(here))
    return details


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an article without its words."""

    number: int
    seen_at: datetime
    changed: tuple[str, ...]


def list_versions(connection: Connection, article_id: int) -> list[Version]:
    """When each version of an article was first seen, the first one first."""
    columns = (revisions.c.number, revisions.c.seen_at, revisions.c.changed)
    query = select(*columns).where(revisions.c.article == article_id).order_by(revisions.c.number)
    return [
        Version(number, seen_at, tuple(changed)) for number, seen_at, changed in connection.execute(query)
    ]


def list_unlike_revisions(connection: Connection, article_id: int | None = None) -> list[int]:
    """The articles whose own row says other words, or another published date, than their newest revision."""
    same = and_(*(articles.c[name].is_not_distinct_from(revisions.c[name]) for name in _SHARED))
    newest = and_(revisions.c.article == articles.c.id, revisions.c.number == articles.c.revision)
    forgotten = exists().where(tombstones.c.article == articles.c.id)
    query = (
        select(articles.c.id)
        .select_from(articles.outerjoin(revisions, newest))
        .where(~forgotten, or_(revisions.c.article.is_(None), ~same))
        .order_by(articles.c.id)
    )
    if article_id is not None:
        query = query.where(articles.c.id == article_id)
    return list(connection.execute(query).scalars())


@dataclass(frozen=True, slots=True)
class Making:
    """How a version came to be read so: by which reader, and by which entry beside its page."""

    reader: str | None  #: None: that is not known
    entry: Entry | None

    @classmethod
    def of(cls, read: ArticleRead) -> Self:
        """Of the version that this reading makes."""
        return cls(read.reader or None, read.entry)


def find_making(connection: Connection, article: int, number: int) -> Making:
    """How that version of an article was read."""
    here = (revisions.c.article == article) & (revisions.c.number == number)
    row = connection.execute(select(revisions.c.reader, revisions.c.listed).where(here)).first()
    reader, listed = (None, None) if row is None else row
    return Making(reader, None if listed is None else Entry(**listed))


def set_reader(connection: Connection, article: int, number: int, reader: str | None) -> None:
    """Keep that this reader, too, reads what that version says."""
    here = (revisions.c.article == article) & (revisions.c.number == number)
    connection.execute(update(revisions).where(here).values(reader=reader))


def close_revision(connection: Connection, before: Article) -> int:
    """Keep with an article's newest version what its row says of it; gives the number of the next one."""
    said = {name: value for name, value in asdict(before).items() if name in DETAILS}
    here = (revisions.c.article == before.id) & (revisions.c.number == before.revision)
    connection.execute(update(revisions).where(here).values(details=said))
    return before.revision + 1


def insert_revision_row(connection: Connection, one: Revision, making: Making) -> None:
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
            reader=making.reader,
            listed=null() if making.entry is None else asdict(making.entry),
            **published_columns(one.published),
        )
    )
    record_attachments(connection, one.article, one.number, one.attachments)


def published_columns(published: PublishedDate) -> dict[str, str | None]:
    """A published date under the names that stand for it everywhere: in tables and in the data set."""
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
