"""Articles as they are known now, their revisions and their attachments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, Boolean, Connection, RowMapping, and_, bindparam, func, select, update

from storage import revisions as kept
from storage.additions import content_columns, seen_columns
from storage.amendments import amend_articles
from storage.attachments import list_attachments, list_newest_attachments, record_attachments
from storage.filter import ArticleFilter, filter_articles
from storage.model import (
    Article,
    ArticleRead,
    ArticleStatus,
    Attachment,
    EventDate,
    Fact,
    Revision,
    Validators,
)
from storage.tables import articles, entries
from storage.wordindex import index_article

#: Articles whose rows and files are read together.
_BATCH = 200
#: What a row says whose page is to be read whether or not it has changed; no body has this digest.
NOT_ASKED: dict[str, str | None] = {"etag": None, "last_modified": None, "body_sha256": ""}
#: The same, where what then differs is no edit.
UNREAD = {**NOT_ASKED, "body_sha256": None}


@dataclass(frozen=True, slots=True)
class UndatedArticle:
    """An article whose date is unknown, with the days that bound it."""

    id: int
    key: str
    after: str | None
    before: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Articles of one portal that were visited as often without a change, and wait for another visit."""

    portal: str
    checks: int
    is_doubted: bool  #: one answer said that they are gone
    latest: datetime  #: when the last of them is due


_BRING_FORWARD = (
    update(articles)
    .where(
        articles.c.portal == bindparam("one"),
        articles.c.checks == bindparam("visits"),
        articles.c.gone_since.is_not(None) == bindparam("doubted", type_=Boolean),
        articles.c.next_check_at > bindparam("due"),
    )
    .values(next_check_at=bindparam("due"))
)
# Asked at each visit: to put them together would take longer than to ask them.
_PORTAL: BindParameter[str] = bindparam("portal")
_KEY: BindParameter[str] = bindparam("key")
_AT_KEY = and_(articles.c.portal == _PORTAL, articles.c.key == _KEY)
_BEHIND = select(entries.c.article).where(entries.c.portal == _PORTAL, entries.c.key == _KEY)
_AT_KEY_OR_MOVED = (
    select(articles)
    .where(_AT_KEY | (articles.c.id == _BEHIND.scalar_subquery()))
    .order_by(_AT_KEY.desc())
    .limit(1)
)


def find_article(connection: Connection, article_id: int) -> Article | None:
    """The article of that number."""
    row = connection.execute(select(articles).where(articles.c.id == article_id)).mappings().first()
    return None if row is None else _article(connection, row)


def find_articles(connection: Connection, numbers: Sequence[int]) -> list[Article]:
    """The articles of these numbers, in this order; a number of which there is none is left out."""
    found: dict[int, Article] = {}
    for start in range(0, len(numbers), _BATCH):
        some = articles.c.id.in_(numbers[start : start + _BATCH])
        rows = connection.execute(select(articles).where(some)).mappings().all()
        found |= {one.id: one for one in _make_all(connection, rows)}
    return [found[number] for number in numbers if number in found]


def find_article_by_key(connection: Connection, portal: str, key: str) -> Article | None:
    """The article at that canonical address, or the one that was there before it moved."""
    here = {"portal": portal, "key": key}
    row = connection.execute(_AT_KEY_OR_MOVED, here).mappings().first()
    return None if row is None else _article(connection, row)


def list_articles(connection: Connection, wanted: ArticleFilter) -> Iterator[Article]:
    """The articles that are wanted, newest first, undated ones by their bounds; none that was forgotten."""
    query = filter_articles(select(articles), wanted).order_by(articles.c.sort.desc())
    for rows in connection.execute(query.execution_options(yield_per=_BATCH)).mappings().partitions():
        yield from _make_all(connection, rows)


def insert_revision(
    connection: Connection, before: Article, read: ArticleRead, changed: tuple[str, ...]
) -> int:
    """Keep another version of a known article; gives the revision's number."""
    number = kept.close_revision(connection, before)
    connection.execute(
        update(articles).where(articles.c.id == before.id).values(revision=number, **content_columns(read))
    )
    kept.insert_revision_row(connection, _revision(read, before.id, number, changed), kept.Making.of(read))
    index_article(connection, before.id)
    return number


def insert_files_revision(
    connection: Connection, before: Article, found: Sequence[Attachment], at: datetime
) -> int:
    """Keep another version of an article of which only the files have changed; gives its number."""
    number = kept.close_revision(connection, before)
    connection.execute(update(articles).where(articles.c.id == before.id).values(revision=number))
    kept.insert_revision_row(
        connection,
        Revision(
            article=before.id,
            number=number,
            title=before.title,
            text=before.text,
            published=before.published,
            attachments=tuple(found),
            changed=("attachments",),
            seen_at=at,
            kind=before.kind,
            language=before.language,
        ),
        kept.find_making(connection, before.id, before.revision),
    )
    index_article(connection, before.id)
    return number


def set_attachments(connection: Connection, before: Article, found: Sequence[Attachment]) -> None:
    """Keep what is known of the same files by now; no version of the article."""
    if tuple(found) == before.attachments:
        return  # most visits bring nothing new, and are not to write the article's words anew
    record_attachments(connection, before.id, before.revision, found)
    amend_articles(connection, [before.id])
    index_article(connection, before.id)


def record_visit(connection: Connection, before: Article, read: ArticleRead) -> None:
    """The page was there and said nothing new."""
    connection.execute(update(articles).where(articles.c.id == before.id).values(**seen_columns(read)))


def record_unchanged(connection: Connection, article_id: int, seen_at: datetime) -> None:
    """The server said that the page is what it was."""
    values = {"last_seen": seen_at, "gone_since": None}
    connection.execute(update(articles).where(articles.c.id == article_id).values(values))


def set_checks(connection: Connection, article_id: int, checks: int, next_check_at: datetime) -> None:
    """When an article is visited again, after how many visits without a change."""
    values = {"checks": checks, "next_check_at": next_check_at}
    connection.execute(update(articles).where(articles.c.id == article_id).values(values))


def list_waiting(connection: Connection) -> list[Waiting]:
    """All articles, grouped by what their wait depends on."""
    doubted = articles.c.gone_since.is_not(None)
    groups = (articles.c.portal, articles.c.checks, doubted)
    query = select(*groups, func.max(articles.c.next_check_at)).group_by(*groups)
    return [
        Waiting(portal, checks, bool(doubt), latest)
        for portal, checks, doubt, latest in connection.execute(query)
    ]


def bring_forward(connection: Connection, waits: Sequence[tuple[Waiting, datetime]]) -> None:
    """Let none of these articles wait longer than until the time that stands with them."""
    rows = [
        {"one": wait.portal, "visits": wait.checks, "doubted": wait.is_doubted, "due": due}
        for wait, due in waits
    ]
    if rows:
        connection.execute(_BRING_FORWARD, rows)


def has_other_due(connection: Connection, article: Article, now: datetime) -> bool:
    """Whether another article of its portal is due for a visit."""
    here = (articles.c.portal == article.portal) & (articles.c.id != article.id)
    query = select(articles.c.id).where(here, articles.c.next_check_at <= now).limit(1)
    return connection.scalar(query) is not None


def set_status(connection: Connection, article_id: int, status: ArticleStatus) -> None:
    """Present or withdrawn; the doubt, if there was one, is over."""
    values = {"status": status, "gone_since": None}
    connection.execute(update(articles).where(articles.c.id == article_id).values(values))
    index_article(connection, article_id)


def set_gone_since(connection: Connection, article_id: int, since: datetime) -> None:
    """The first direct answer that an article is gone; another one has to confirm it."""
    connection.execute(update(articles).where(articles.c.id == article_id).values(gone_since=since))


def forget_doubts(connection: Connection, portal: str) -> None:
    """What answers said of articles that they are gone counts no more; the proof begins again."""
    doubted = (articles.c.portal == portal) & articles.c.gone_since.is_not(None)
    connection.execute(update(articles).where(doubted).values(gone_since=None))


def increment_change(connection: Connection, article_id: int) -> int:
    """The number of the article's next event."""
    query = (
        update(articles)
        .where(articles.c.id == article_id)
        .values(change=articles.c.change + 1)
        .returning(articles.c.change)
    )
    number: int = connection.execute(query).scalar_one()
    return number


def set_bounds(connection: Connection, article_id: int, after: str | None, before: str | None) -> None:
    """What is known of an unknown date, from neighbours that became known."""
    values = {"published_after": after, "published_before": before}
    connection.execute(update(articles).where(articles.c.id == article_id).values(values))
    amend_articles(connection, [article_id])
    index_article(connection, article_id)


def list_undated(connection: Connection, portal: str) -> list[UndatedArticle]:
    """The articles of a portal whose date is unknown."""
    columns = (articles.c.id, articles.c.key, articles.c.published_after, articles.c.published_before)
    query = select(*columns).where(articles.c.portal == portal, articles.c.published.is_(None))
    return [UndatedArticle(*row) for row in connection.execute(query)]


def _revision(read: ArticleRead, article: int, number: int, changed: tuple[str, ...]) -> Revision:
    return Revision(
        article=article,
        number=number,
        title=read.title,
        text=read.text,
        published=read.published,
        attachments=read.attachments,
        changed=changed,
        seen_at=read.fetched_at,
        kind=read.kind,
        language=read.language,
    )


def _article(connection: Connection, row: RowMapping) -> Article:
    return _make(row, list_attachments(connection, row["id"], row["revision"]))


def _make_all(connection: Connection, rows: Sequence[RowMapping]) -> list[Article]:
    """Articles of their rows, with their files in one query."""
    files = list_newest_attachments(connection, [row["id"] for row in rows])
    return [_make(row, files.get(row["id"], ())) for row in rows]


def _make(row: RowMapping, files: tuple[Attachment, ...]) -> Article:
    return Article(
        id=row["id"],
        portal=row["portal"],
        key=row["key"],
        url=row["url"],
        title=row["title"],
        text=row["text"],
        published=kept.read_published(row),
        event_dates=tuple(EventDate(**one) for one in row["event_dates"]),
        kind=row["kind"],
        subkind=row["subkind"],
        language=row["language"],
        attachments=files,
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        status=ArticleStatus(row["status"]),
        revision=row["revision"],
        change=row["change"],
        gone_since=row["gone_since"],
        checks=row["checks"],
        validators=Validators(row["etag"], row["last_modified"]),
        body_sha256=row["body_sha256"],
        kind_words=tuple(row["kind_words"] or ()),
        facts=tuple(Fact(**one) for one in row["facts"] or ()),
        cluster=row["cluster"],
    )
