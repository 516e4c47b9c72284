"""The rows of the data set's tables, one at a time, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    and_,
    case,
    null,
    select,
    union_all,
)

from storage import articles as kept
from storage.dataset.coverage import is_known_by, list_stretches
from storage.dataset.past import describe_past
from storage.dataset.selection import Selection, choose_articles, list_articles, list_files
from storage.export import COLUMNS, article_row, attachment_row, seal
from storage.model import PortalDefinition
from storage.tables import attachments, events, files, portals, revisions

_FETCHED = 500  # rows at a time
Row = dict[str, Any]
_Query: TypeAlias = Select[Any] | CompoundSelect[Any]


def list_whole_articles(connection: Connection, selection: Selection) -> Iterator[Row]:
    """The articles that are wanted under the stable names of `articles --json`, each with its files."""
    if selection.as_of is None:
        yield from map(article_row, kept.list_articles(connection, selection.wanted))
        return
    for row in list_articles(connection, selection):
        found = list_files(connection, row, selection.as_of)
        row["attachments"] = [attachment_row(one) for one in found]
        row["first_seen"] = row["first_seen"].isoformat()
        yield seal({name: row[name] for name in COLUMNS if name != "digest"})


def list_rows(connection: Connection, selection: Selection, table: str) -> Iterator[Row]:
    """The rows of one of the tables of a data package, in their order."""
    match table:
        case "portals":
            return _list_portals(connection, selection)
        case "coverage":
            return _list_coverage(connection, selection)
        case "articles":
            return map(add_day, list_articles(connection, selection))
        case "revisions":
            return map(add_day, _stream(connection, _revisions(selection)))
        case _:
            queries: dict[str, Callable[[Selection], _Query]]
            queries = {"attachments": _attachments, "files": _files, "events": _events}
            return _stream(connection, queries[table](selection))


def add_day(row: Row) -> Row:
    """A row with the day of its published date, where there is one."""
    published = row["published"] or ""
    day = published[: len("2024-02-12")]
    row["published_day"] = date.fromisoformat(day) if len(day) == len("2024-02-12") else None
    return row


def _stream(connection: Connection, query: _Query) -> Iterator[Row]:
    for row in connection.execute(query.execution_options(yield_per=_FETCHED)).mappings():
        yield dict(row)


def _list_watched(connection: Connection, selection: Selection) -> list[Row]:
    """The portals of the data set, by id: all that were watched by then, or the one that is wanted."""
    query = select(portals).order_by(portals.c.id)
    if selection.wanted.portal:
        query = query.where(portals.c.id == selection.wanted.portal)
    rows = [dict(row) for row in connection.execute(query).mappings().all()]
    if selection.as_of is None:
        return rows
    return [row for row in rows if is_known_by(connection, row, selection.as_of)]


def _list_coverage(connection: Connection, selection: Selection) -> Iterator[Row]:
    for row in _list_watched(connection, selection):
        yield from list_stretches(connection, row, selection.as_of)


def _list_portals(connection: Connection, selection: Selection) -> Iterator[Row]:
    for row in _list_watched(connection, selection):
        definition = PortalDefinition.model_validate(row["definition"])
        yield {
            "id": row["id"],
            "url": definition.url,
            "name_ar": definition.name.ar,
            "name_fr": definition.name.fr,
            "region": definition.region,
            "province": definition.province,
            "code": definition.code,
            "platform": row["platform"],
            "definition": row["definition"],
            **describe_past(connection, row["id"], selection.as_of),
        }


def _revisions(selection: Selection) -> Select[Any]:
    query = select(revisions).where(revisions.c.article.in_(choose_articles(selection)))
    return _known(query, revisions.c.seen_at, selection).order_by(revisions.c.article, revisions.c.number)


def _attachments(selection: Selection) -> Select[Any]:
    own = (attachments.c.article, attachments.c.revision, attachments.c.position)
    there = and_(attachments.c.sha256 == files.c.sha256, *_by(files.c.read_at, selection.as_of))
    # A file that was read later may have failed then: what came of it is not known for then.
    is_then = files.c.sha256.is_not(None) | attachments.c.sha256.is_(None)
    query = (
        select(
            *own,
            attachments.c.title,
            attachments.c.url,
            files.c.sha256,
            case((is_then, attachments.c.text_status), else_=null()).label("text_status"),
            case((is_then, attachments.c.reason), else_=null()).label("reason"),
        )
        .select_from(attachments.outerjoin(files, there))
        .where(attachments.c.article.in_(choose_articles(selection)))
    )
    if selection.as_of is not None:
        of_revision = and_(
            revisions.c.article == attachments.c.article, revisions.c.number == attachments.c.revision
        )
        query = query.where(
            select(revisions.c.number).where(of_revision, revisions.c.seen_at <= selection.as_of).exists()
        )
    return query.order_by(*own)


def _files(selection: Selection) -> Select[Any]:
    linked = _attachments(selection).order_by(None).subquery()
    columns = [one for one in files.c if one.name != "size_bytes"]
    query = select(*columns, files.c.size_bytes.label("size"))
    return query.where(files.c.sha256.in_(select(linked.c.sha256))).order_by(files.c.sha256)


def _events(selection: Selection) -> CompoundSelect[Any]:
    portal = selection.wanted.portal
    of_articles = select(events).where(events.c.article.in_(choose_articles(selection)))
    of_portals = select(events).where(
        events.c.article.is_(None), *([events.c.portal == portal] if portal else [])
    )
    # Not one query with "or": PostgreSQL would go through the chosen articles for each event.
    both = union_all(*(_known(one, events.c.at, selection) for one in (of_articles, of_portals)))
    return both.order_by("id")


def _known(query: Select[Any], at: ColumnElement[datetime], selection: Selection) -> Select[Any]:
    return query.where(*_by(at, selection.as_of))


def _by(column: ColumnElement[datetime], at: datetime | None) -> list[ColumnElement[bool]]:
    return [] if at is None else [column <= at]
