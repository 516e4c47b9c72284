"""Which articles are wanted: the conditions of `articles`, `search` and the export."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func

from storage.model import ArticleStatus, UsageError
from storage.tables import articles
from storage.tombstones import forgotten_articles


class FilterError(UsageError):
    """A condition that nothing could fulfil; `field` is its name, such as `until`."""

    def __init__(self, field: str, why: str, cure: str) -> None:
        super().__init__(f"{why}; {cure}")
        self.field, self.why, self.cure = field, why, cure


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Which articles are wanted; an empty condition wants all. Days are inclusive.

    Raises FilterError where the last day is before the first: nothing found would look like nothing there.
    """

    portal: str | None = None
    kind: str | None = None
    since: date | None = None  #: undated articles are left out where a day is given
    until: date | None = None
    status: ArticleStatus | None = None
    portals: tuple[str, ...] = ()  #: of one of these
    below: int | None = None  #: older than this place in the order of all by newness (`articles.sort`)

    def __post_init__(self) -> None:
        if self.since and self.until and self.until < self.since:
            why = f"the last day, {self.until}, is before the first, {self.since}"
            raise FilterError("until", why, "exchange since and until")
        if self.until == date.max:
            # The calendar's last day has none after it, which is what an end is told by. Nothing is of it.
            object.__setattr__(self, "until", date.max - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Judged:
    """What of an article the conditions are held against."""

    kind: ColumnElement[Any]
    status: ColumnElement[Any]
    published: ColumnElement[Any]


#: As articles are known now.
NOW = Judged(articles.c.kind, articles.c.status, articles.c.published)


def filter_articles(query: Select[Any], wanted: ArticleFilter, judged: Judged = NOW) -> Select[Any]:
    """A query for the articles that are wanted; none that was forgotten."""
    query = query.where(articles.c.id.not_in(forgotten_articles()))
    published = judged.published
    if wanted.portal:
        query = query.where(articles.c.portal == wanted.portal)
    if wanted.portals:
        # Not by the index of portals: all articles of a region would be read, to be sorted.
        query = query.where(articles.c.portal.concat("").in_(wanted.portals))
    if wanted.below is not None:
        query = query.where(articles.c.sort < wanted.below)
    if wanted.kind:
        query = query.where(judged.kind == wanted.kind)
    if wanted.status:
        query = query.where(judged.status == wanted.status)
    if wanted.since:
        # A month alone (`2024-02`), or a year, is in when any of its days may be.
        day = wanted.since.isoformat()
        query = query.where(published >= day[:4]).where(
            (published >= day) | published.in_([day[:7], day[:4]])
        )
    if wanted.until:
        query = query.where(func.substr(published, 1, 10) <= wanted.until.isoformat())
    return query
