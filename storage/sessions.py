"""What the record of a council's sessions is made of: a portal's articles that may tell of one."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Connection, func, or_, select

from storage.model import ArticleStatus, Publication
from storage.revisions import read_published
from storage.tables import articles, attachments
from storage.tombstones import forgotten_articles

#: Characters of a text in which a session is named.
TEXT_REACH = 700
#: Beginnings of words without which no title of a general kind names a session.
_WORDS = ("دور", "جلس", "session", "séance", "seance")
_GENERAL_KINDS = ("communique", "notice", "statement")


def list_publications(connection: Connection, portal: str, since: date | None = None) -> list[Publication]:
    """The articles that may be of a session, oldest first; with a day, those from it on and undated ones."""
    query = (
        select(articles, func.substr(articles.c.text, 1, TEXT_REACH).label("beginning"))
        .where(articles.c.portal == portal, articles.c.id.not_in(forgotten_articles()))
        .where(_may_be_of_a_session())
        .order_by(articles.c.published, articles.c.id)
    )
    if since is not None:
        recent = articles.c.published >= since.isoformat()
        query = query.where(recent | articles.c.published.is_(None))
    rows = connection.execute(query).mappings().all()
    files = _list_files(connection, portal)
    return [
        Publication(
            article=row["id"],
            url=row["url"],
            title=row["title"],
            text=row["beginning"],
            published=read_published(row),
            kind=row["kind"],
            subkind=row["subkind"],
            status=ArticleStatus(row["status"]),
            files=tuple(files.get(row["id"], ())),
        )
        for row in rows
    ]


def _may_be_of_a_session() -> ColumnElement[bool]:
    names = or_(*(articles.c.title.ilike(f"%{word}%") for word in _WORDS))
    return (articles.c.kind == "session") | (articles.c.kind.in_(_GENERAL_KINDS) & names)


def _list_files(connection: Connection, portal: str) -> dict[int, list[tuple[str, str]]]:
    """Title and address of the files that these articles of a portal link to now."""
    latest = (attachments.c.article == articles.c.id) & (attachments.c.revision == articles.c.revision)
    query = (
        select(attachments.c.article, attachments.c.title, attachments.c.url)
        .join(articles, latest)
        .where(articles.c.portal == portal, _may_be_of_a_session())
        .order_by(attachments.c.article, attachments.c.position)
    )
    files: dict[int, list[tuple[str, str]]] = {}
    for article, title, url in connection.execute(query):
        files.setdefault(article, []).append((title, url))
    return files


def list_published_days(connection: Connection, portal: str) -> list[date]:
    """The days on which a portal published anything, newest first, as far as they are known."""
    day = func.substr(articles.c.published, 1, 10)
    query = select(day).distinct().where(articles.c.portal == portal, func.length(day) == 10)
    return sorted((date.fromisoformat(one) for one in connection.scalars(query)), reverse=True)


def count_kinds(connection: Connection, portal: str, year: int) -> dict[str, int]:
    """How many articles of each kind a portal published in a year."""
    query = (
        select(articles.c.kind, func.count())
        .where(articles.c.portal == portal, func.substr(articles.c.published, 1, 4) == str(year))
        .where(articles.c.id.not_in(forgotten_articles()))
        .group_by(articles.c.kind)
    )
    return {kind: count for kind, count in connection.execute(query)}
