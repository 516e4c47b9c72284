"""Which articles have the same text, and the marks by which those that may have it are found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, bindparam, delete, func, select, update

from storage.amendments import amend_articles
from storage.tables import articles, marks


def _select_alike() -> Select[int, int, datetime, datetime]:
    own, other = marks.alias("own"), marks.alias("other")
    shared = func.count().label("shared")
    have = select(func.count()).where(marks.c.article == own.c.article).scalar_subquery()
    pairs = (
        select(own.c.article, other.c.article.label("other"), shared)
        .join(other, (other.c.mark == own.c.mark) & (other.c.article < own.c.article))
        .where(own.c.article.in_(bindparam("numbers", expanding=True)))
        .group_by(own.c.article, other.c.article)
        .having((shared >= bindparam("least")) | (shared >= have))
        .subquery()
    )
    mine, earlier = articles.alias("mine"), articles.alias("earlier")
    return (
        select(pairs.c.article, pairs.c.other, mine.c.first_seen, earlier.c.first_seen)
        .join(mine, mine.c.id == pairs.c.article)
        .join(earlier, earlier.c.id == pairs.c.other)
        .order_by(pairs.c.shared.desc(), pairs.c.other)
    )


#: Made once: to put it together takes longer than to ask it.
_ALIKE = _select_alike()


def record_marks(connection: Connection, article: int, numbers: Sequence[int]) -> None:
    """Keep the marks of an article's text, in the place of those of an earlier one."""
    connection.execute(delete(marks).where(marks.c.article == article))
    insert_marks(connection, {article: numbers})


def insert_marks(connection: Connection, found: Mapping[int, Sequence[int]]) -> None:
    """Keep the marks of articles of which none are kept."""
    rows = [(article, number) for article, numbers in found.items() for number in numbers]
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("insert into marks (article, mark) values (?, ?)", rows)
    else:  # one statement: it is told of each row of many by a message of its own
        both = "select * from unnest(%s::integer[], %s::bigint[])"
        columns = tuple(map(list, zip(*rows, strict=True)))
        connection.exec_driver_sql(f"insert into marks (article, mark) {both}", columns)


def list_alike(
    connection: Connection, numbers: Sequence[int], least: int, window: timedelta
) -> dict[int, list[int]]:
    """By article: earlier ones first seen in the time before it that share marks with it, the likest first.

    They share at least so many, or all where an article has fewer.
    """
    asked = {"numbers": numbers, "least": least}
    alike: dict[int, list[int]] = {}
    for number, before, seen, seen_before in connection.execute(_ALIKE, asked):
        if seen_before >= seen - window:
            alike.setdefault(number, []).append(before)
    return alike


def join(connection: Connection, one: int, other: int) -> int:
    """Put two articles and those they are with into one cluster; its number is that of its first article."""
    query = select(articles.c.id, articles.c.cluster).where(articles.c.id.in_((one, other)))
    numbers = {cluster or number for number, cluster in connection.execute(query)}
    first: int = min(numbers)
    here = articles.c.id.in_((one, other)) | articles.c.cluster.in_(numbers)
    others = select(articles.c.id).where(here, articles.c.cluster.is_distinct_from(first))
    amended = connection.scalars(others.order_by(articles.c.id)).all()
    connection.execute(update(articles).where(here).values(cluster=first))
    amend_articles(connection, amended)
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
