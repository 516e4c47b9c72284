"""What the record of a council's sessions is made of: a portal's articles that may tell of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, case, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.days import DAY, IS_DATED
from storage.model import GENERAL_KINDS, ArticleStatus, Mention, Publication, SessionPart, SessionReading
from storage.revisions import read_published
from storage.tables import articles, attachments, session_readings
from storage.tombstones import forgotten_articles

#: Characters of a text in which a session is named.
TEXT_REACH = 700
#: Beginnings of words without which no title of a general kind names a session.
_WORDS = ("دور", "جلس", "session", "séance", "seance")
#: Kinds of articles that may be of a session.
KINDS = ("session", *GENERAL_KINDS)


def list_publications(
    connection: Connection, portal: str, reader: str, since: date | None = None
) -> list[Publication]:
    """The articles that may be of a session, oldest first; with a day, those from it on and undated ones.

    Each with what is kept of its words, if this reader read them.
    """
    return list_all_publications(connection, [portal], reader, since)[portal]


def list_all_publications(
    connection: Connection, portals: Sequence[str], reader: str, since: date | None = None
) -> dict[str, list[Publication]]:
    """The same of several portals, in two queries."""
    here: list[ColumnElement[bool]] = [articles.c.portal.in_(portals)]
    if since is not None:
        here.append((articles.c.published >= since.isoformat()) | articles.c.published.is_(None))
    found: dict[str, list[Publication]] = {portal: [] for portal in portals}
    for portal, one in _list_where(connection, here, reader):
        found[portal].append(one)
    return found


def find_publications(connection: Connection, numbers: Sequence[int], reader: str) -> list[Publication]:
    """Those of these articles that may be of a session."""
    return [one for _, one in _list_where(connection, [articles.c.id.in_(numbers)], reader)]


_COLUMNS = (
    "id", "portal", "url", "title", "published", "published_precision", "published_provenance",
    "published_after", "published_before", "kind", "subkind", "status", "revision",
)  # fmt: skip


def _list_where(
    connection: Connection, here: Sequence[ColumnElement[bool]], reader: str
) -> list[tuple[str, Publication]]:
    wanted = [*here, *_wanted()]
    kept = and_(
        session_readings.c.article == articles.c.id,
        session_readings.c.revision == articles.c.revision,
        session_readings.c.reader == reader,
    )
    unread = session_readings.c.article.is_(None)
    beginning = case((unread, func.substr(articles.c.text, 1, TEXT_REACH)), else_="")
    query = (
        select(*(articles.c[name] for name in _COLUMNS), beginning.label("beginning"))
        .add_columns(session_readings.c.reading)
        .select_from(articles.outerjoin(session_readings, kept))
        .where(*wanted)
        .order_by(articles.c.published, articles.c.id)
    )
    rows = connection.execute(query).mappings().all()
    files = _list_files(connection, wanted)
    return [(row["portal"], _publication(row, files.get(row["id"], ()))) for row in rows]


def _publication(row: RowMapping, files: Iterable[tuple[str, str]]) -> Publication:
    return Publication(
        article=row["id"],
        url=row["url"],
        title=row["title"],
        text=row["beginning"],
        published=read_published(row),
        kind=row["kind"],
        subkind=row["subkind"],
        status=ArticleStatus(row["status"]),
        files=tuple(files),
        revision=row["revision"],
        reading=None if row["reading"] is None else _read(row["reading"]),
    )


def record_readings(connection: Connection, reader: str, read: Iterable[Publication]) -> None:
    """Keep what the words of these publications say, as this reader read them."""
    rows = [
        {"article": one.article, "revision": one.revision, "reader": reader, "reading": _row(one.reading)}
        for one in read
        if one.reading is not None
    ]
    if not rows:
        return
    engine = sqlite if connection.dialect.name == "sqlite" else postgresql
    added = engine.insert(session_readings)
    changed = {name: added.excluded[name] for name in rows[0] if name != "article"}
    connection.execute(added.on_conflict_do_update(index_elements=["article"], set_=changed), rows)


def _row(reading: SessionReading) -> dict[str, Any]:
    said = None
    if (mention := reading.mention) is not None:
        said = asdict(mention) | {"day": mention.day.isoformat() if mention.day else None}
    return {"mention": said, "is_of_other_council": reading.is_of_other_council}


def _read(row: dict[str, Any]) -> SessionReading:
    mention = None
    if (said := row["mention"]) is not None:
        day = date.fromisoformat(said["day"]) if said["day"] else None
        mention = Mention(**said | {"part": SessionPart(said["part"]), "day": day})
    return SessionReading(mention, row["is_of_other_council"])


def _wanted() -> list[ColumnElement[bool]]:
    names = or_(*(articles.c.title.ilike(f"%{word}%") for word in _WORDS))
    return [
        articles.c.id.not_in(forgotten_articles()),
        (articles.c.kind == "session") | (articles.c.kind.in_(GENERAL_KINDS) & names),
    ]


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
    query = select(articles.c.portal, DAY).distinct().where(articles.c.portal.in_(portals), IS_DATED)
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
