"""What becomes known of articles and portals without an event, so that who follows the log learns of it.

A day that bounds an unknown date, the text of a file that was read later, a repost that puts an article into
a cluster, an article that is forgotten; a portal that is added, described otherwise or removed. Each such row
takes the next number, in the order of the commits. It has its latest number alone: who asks for what comes
after a number is given each row once, as it is now, however often it was amended.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select, union_all, update

from storage.tables import articles, attachments, portals


@dataclass(frozen=True, slots=True)
class Amendment:
    """That something became known of an article or a portal; one of the two is named."""

    number: int
    article: int | None
    portal: str | None


def amend_articles(connection: Connection, numbers: Iterable[int]) -> None:
    """More is known of these articles than their events tell."""
    for number in numbers:
        _amend(connection, articles, articles.c.id == number)


def amend_linking(connection: Connection, sha256: str) -> None:
    """More is known of a file: of the articles, too, whose newest revision links to it."""
    newest = (attachments.c.article == articles.c.id) & (attachments.c.revision == articles.c.revision)
    query = select(articles.c.id).join(attachments, newest).where(attachments.c.sha256 == sha256)
    amend_articles(connection, connection.scalars(query.distinct().order_by(articles.c.id)).all())


def amend_portal(connection: Connection, portal: str) -> None:
    """A portal was added, described otherwise, or removed."""
    _amend(connection, portals, portals.c.id == portal)


def list_amendments(connection: Connection, after: int, limit: int) -> list[Amendment]:
    """Those after a number (exclusive), in their order."""
    found = [
        Amendment(number, article, None) for number, article in _list(connection, articles, after, limit)
    ]
    found += [Amendment(number, None, portal) for number, portal in _list(connection, portals, after, limit)]
    return sorted(found, key=lambda one: one.number)[:limit]


def find_last(connection: Connection) -> int:
    """The number that was given last; 0: none was."""
    return connection.scalar(select(_LAST)) or 0


def _find_last() -> ColumnElement[int]:
    tops = [
        select(func.max(table.c.amended).label("top")).where(table.c.amended.is_not(None))
        for table in (articles, portals)
    ]
    return func.coalesce(select(func.max(union_all(*tops).subquery().c.top)).scalar_subquery(), 0)


_LAST = _find_last()


def _amend(connection: Connection, table: Table, which: ColumnElement[bool]) -> None:
    connection.execute(update(table).where(which).values(amended=_LAST + 1))


def _list(connection: Connection, table: Table, after: int, limit: int) -> list[tuple[int, Any]]:
    query = select(table.c.amended, table.c.id).where(table.c.amended > after)
    rows = connection.execute(query.order_by(table.c.amended).limit(limit))
    return [(number, name) for number, name in rows]
