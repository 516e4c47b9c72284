"""Counts over the archive: how many articles of each group there are, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, select

from storage.definitions import list_definitions
from storage.filter import ArticleFilter, filter_articles
from storage.gaps import list_all_gaps
from storage.model import EventType, Origin, PortalDefinition, ReasonSort
from storage.model.reason import SMALL
from storage.tables import articles, attachments, events, portals
from storage.watched import Watched, find_watched

#: Letters of an ISO year, month and day.
_YEAR, _MONTH, _DAY = 4, 7, 10


class Grouping(StrEnum):
    """By what articles are counted."""

    PORTAL = "portal"
    REGION = "region"
    KIND = "kind"
    LANGUAGE = "language"
    YEAR = "year"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class GroupItems:
    """The articles of one group, as they are known now."""

    group: str | None  #: None: of these it is not known
    items: int
    dated: int  #: published on a known day
    roughly_dated: int  #: of whose publication the month or year alone is known
    withdrawn: int  #: withdrawn now
    first: str | None  #: ISO day of the oldest known day of publication
    last: str | None


@dataclass(frozen=True, slots=True)
class Stint:
    """A portal, and when it was watched."""

    portal: str
    definition: PortalDefinition
    watched: Watched

    @property
    def region(self) -> str | None:
        """The region of its definition."""
        return self.definition.region


def list_items(connection: Connection, wanted: ArticleFilter, by: Grouping) -> list[GroupItems]:
    """How many articles there are in each group."""
    published = articles.c.published
    length = func.coalesce(func.length(published), 0)
    day = case((length >= _DAY, func.substr(published, 1, _DAY)))
    query = _select(
        by,
        func.count(),
        func.coalesce(func.sum(case((length >= _DAY, 1), else_=0)), 0),
        func.coalesce(func.sum(case(((length > 0) & (length < _DAY), 1), else_=0)), 0),
        func.coalesce(func.sum(case((articles.c.status == "withdrawn", 1), else_=0)), 0),
        func.min(day),
        func.max(day),
    ).group_by("grouped")
    return [GroupItems(*row) for row in connection.execute(filter_articles(query, wanted))]


def count_languages(
    connection: Connection, wanted: ArticleFilter, by: Grouping
) -> dict[tuple[str | None, str | None], int]:
    """How many articles of each (group, language) there are."""
    query = _select(by, articles.c.language, func.count()).group_by("grouped", articles.c.language)
    rows = connection.execute(filter_articles(query, wanted))
    return {(group, language): count for group, language, count in rows}


def count_events(
    connection: Connection, wanted: ArticleFilter, by: Grouping
) -> dict[tuple[str | None, EventType, Origin], int]:
    """How many events of each (group, type, origin) were logged of these articles."""
    query = (
        _select(by, events.c.type, events.c.origin, func.count())
        .join(events, events.c.article == articles.c.id)
        .group_by("grouped", events.c.type, events.c.origin)
    )
    return {
        (group, EventType(kind), Origin(origin)): count
        for group, kind, origin, count in connection.execute(filter_articles(query, wanted))
    }


def count_meaningful_edits(
    connection: Connection, wanted: ArticleFilter, by: Grouping
) -> dict[str | None, int]:
    """How many edits of the portals' own, of each group, changed what an article says."""
    query = _select(by, events.c.reasons).join(events, events.c.article == articles.c.id)
    query = query.where(events.c.type == EventType.EDITED, events.c.origin == Origin.WATCH)
    counts: dict[str | None, int] = {}
    for group, reasons in connection.execute(filter_articles(query, wanted).execution_options(yield_per=500)):
        if any(ReasonSort(one["sort"]) not in SMALL for one in reasons or ()):
            counts[group] = counts.get(group, 0) + 1
    return counts


def count_files(connection: Connection, wanted: ArticleFilter, by: Grouping) -> dict[str | None, int]:
    """How many files the articles of each group link to now."""
    latest = (attachments.c.article == articles.c.id) & (attachments.c.revision == articles.c.revision)
    query = _select(by, func.count()).join(attachments, latest).group_by("grouped")
    return {group: count for group, count in connection.execute(filter_articles(query, wanted))}


def list_groups(connection: Connection, wanted: ArticleFilter, by: Grouping) -> Iterator[tuple[int, Any]]:
    """The number of each article that is wanted, with its group."""
    query = filter_articles(_select(by, articles.c.id), wanted).execution_options(yield_per=1_000)
    for group, number in connection.execute(query):
        yield number, group


def list_stints(connection: Connection, portal: str | None) -> list[Stint]:
    """When each portal was watched, also those that are not any more; of one portal, or of all."""
    query = select(portals.c.id, portals.c.added_at, portals.c.last_read_at).order_by(portals.c.id)
    if portal is not None:
        query = query.where(portals.c.id == portal)
    rows = connection.execute(query).all()
    definitions = list_definitions(connection)
    gaps = list_all_gaps(connection, [row.id for row in rows])
    return [
        Stint(
            row.id,
            definitions[row.id],
            find_watched(connection, row.id, row.added_at, row.last_read_at, gaps[row.id]),
        )
        for row in rows
    ]


def _select(by: Grouping, *columns: Any) -> Select[Any]:
    """A query for columns of articles beside their group, which is called `grouped`."""
    query = select(_group(by).label("grouped"), *columns).select_from(articles)
    return query.join(portals, portals.c.id == articles.c.portal) if by is Grouping.REGION else query


def _group(by: Grouping) -> ColumnElement[Any]:
    published = articles.c.published
    match by:
        case Grouping.MONTH:
            return case((func.length(published) >= _MONTH, func.substr(published, 1, _MONTH)))
        case Grouping.YEAR:
            return func.substr(published, 1, _YEAR)
        case Grouping.REGION:
            region: ColumnElement[Any] = portals.c.definition["region"].as_string()
            return region
    columns: dict[Grouping, ColumnElement[Any]] = {
        Grouping.PORTAL: articles.c.portal,
        Grouping.KIND: articles.c.kind,
        Grouping.LANGUAGE: articles.c.language,
    }
    return columns[by]
