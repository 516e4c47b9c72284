"""Which articles have the same text, and the marks by which those that may have it are found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from storage.tables import articles, marks


def record_marks(connection: Connection, article: int, numbers: Iterable[int]) -> None:
    """Keep the marks of an article's text, in the place of those of an earlier one."""
    connection.execute(delete(marks).where(marks.c.article == article))
    rows = [{"article": article, "mark": number} for number in numbers]
    if rows:
        connection.execute(insert(marks), rows)


def list_alike(
    connection: Connection, article: int, numbers: Sequence[int], since: datetime, least: int, limit: int
) -> list[int]:
    """Articles first seen since then that share at least so many marks, the most alike first."""
    shared = func.count(marks.c.mark)
    query = (
        select(marks.c.article)
        .join(articles, marks.c.article == articles.c.id)
        .where(marks.c.mark.in_(numbers), marks.c.article != article, articles.c.first_seen >= since)
        .group_by(marks.c.article)
        .having(shared >= least)
        .order_by(shared.desc(), marks.c.article)
        .limit(limit)
    )
    return list(connection.scalars(query))


def join(connection: Connection, one: int, other: int) -> int:
    """Put two articles and those they are with into one cluster; its number is that of its first article."""
    query = select(articles.c.id, articles.c.cluster).where(articles.c.id.in_((one, other)))
    numbers = {cluster or number for number, cluster in connection.execute(query)}
    first: int = min(numbers)
    here = articles.c.id.in_((one, other)) | articles.c.cluster.in_(numbers)
    connection.execute(update(articles).where(here).values(cluster=first))
    return first


def list_others(connection: Connection, article: int) -> list[tuple[int, str, str]]:
    """(number, portal, address) of the other articles of an article's cluster."""
    mine = select(articles.c.cluster).where(articles.c.id == article).scalar_subquery()
    query = (
        select(articles.c.id, articles.c.portal, articles.c.url)
        .where(articles.c.cluster == mine, articles.c.id != article)
        .order_by(articles.c.id)
    )
    return [(number, portal, url) for number, portal, url in connection.execute(query)]
