"""What the record of a council's sessions is made of: a portal's articles that may tell of one."""

from __future__ import annotations

from collections.abc import Sequence
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
    return list_all_publications(connection, [portal], since)[portal]


def list_all_publications(
    connection: Connection, portals: Sequence[str], since: date | None = None
) -> dict[str, list[Publication]]:
    """The same of several portals, in two queries."""
    wanted = _wanted(portals, since)
    query = (
        select(articles, func.substr(articles.c.text, 1, TEXT_REACH).label("beginning"))
        .where(*wanted)
        .order_by(articles.c.published, articles.c.id)
    )
    rows = connection.execute(query).mappings().all()
    files = _list_files(connection, wanted)
    found: dict[str, list[Publication]] = {portal: [] for portal in portals}
    for row in rows:
        found[row["portal"]].append(
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
        )
    return found


def _wanted(portals: Sequence[str], since: date | None) -> list[ColumnElement[bool]]:
    names = or_(*(articles.c.title.ilike(f"%{word}%") for word in _WORDS))
    wanted: list[ColumnElement[bool]] = [
        articles.c.portal.in_(portals),
        articles.c.id.not_in(forgotten_articles()),
        (articles.c.kind == "session") | (articles.c.kind.in_(_GENERAL_KINDS) & names),
    ]
    if since is not None:
        wanted.append((articles.c.published >= since.isoformat()) | articles.c.published.is_(None))
    return wanted


def _list_files(
    connection: Connection, wanted: Sequence[ColumnElement[bool]]
) -> dict[int, list[tuple[str, str]]]:
    """Title and address of the files that these articles link to now."""
    latest = (attachments.c.article == articles.c.id) & (attachments.c.revision == articles.c.revision)
    query = (
        select(attachments.c.article, attachments.c.title, attachments.c.url)
        .join(articles, latest)
        .where(*wanted)
        .order_by(attachments.c.article, attachments.c.position)
    )
    files: dict[int, list[tuple[str, str]]] = {}
    for article, title, url in connection.execute(query):
        files.setdefault(article, []).append((title, url))
    return files


def list_published_days(connection: Connection, portal: str) -> list[date]:
    """The days on which a portal published anything, newest first, as far as they are known."""
    return list_all_published_days(connection, [portal])[portal]


def list_all_published_days(connection: Connection, portals: Sequence[str]) -> dict[str, list[date]]:
    """The same of several portals."""
    day = func.substr(articles.c.published, 1, 10)
    query = select(articles.c.portal, day).distinct()
    query = query.where(articles.c.portal.in_(portals), func.length(day) == 10)
    found: dict[str, list[date]] = {portal: [] for portal in portals}
    for portal, one in connection.execute(query):
        found[portal].append(date.fromisoformat(one))
    return {portal: sorted(days, reverse=True) for portal, days in found.items()}


def count_kinds(connection: Connection, portal: str, year: int) -> dict[str, int]:
    """How many articles of each kind a portal published in a year."""
    query = (
        select(articles.c.kind, func.count())
        .where(articles.c.portal == portal, func.substr(articles.c.published, 1, 4) == str(year))
        .where(articles.c.id.not_in(forgotten_articles()))
        .group_by(articles.c.kind)
    )
    return {kind: count for kind, count in connection.execute(query)}
