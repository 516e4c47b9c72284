"""Articles as they were known at an instant: by revisions and the event log, which are never written anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, case, func, null, select

from storage.events import STATUS_AFTER
from storage.filter import NOW, Judged
from storage.model import ArticleStatus
from storage.revisions import DETAILS
from storage.tables import articles, events, revisions


@dataclass(frozen=True, slots=True)
class Then:
    """The columns of articles as of an instant by the names of the data set, and whence they come."""

    source: FromClause
    columns: dict[str, ColumnElement[Any]]
    judged: Judged


def find_judged(at: datetime | None) -> tuple[FromClause, Judged]:
    """Whence articles come as of an instant, or as they are known now, and what of them is judged."""
    if at is None:
        return articles, NOW
    then = as_of(at)
    return then.source, then.judged


def as_of(at: datetime) -> Then:
    """Articles that were known at an instant, each by its newest revision then.

    Null is what was not kept by time: when it was last seen, its cluster, its key. `details` has what only an
    article's row says; null: the revision is the newest one, or was kept before they were.
    """
    newest = (
        select(func.max(revisions.c.number))
        .where(revisions.c.article == articles.c.id, revisions.c.seen_at <= at)
        .correlate(articles)
        .scalar_subquery()
    )
    source = articles.join(revisions, (revisions.c.article == articles.c.id) & (revisions.c.number == newest))
    is_newest = revisions.c.number == articles.c.revision
    kind = _kept(is_newest, articles.c.kind, revisions.c.kind)
    status = _status_then(at)
    own = {name: case((is_newest, articles.c[name]), else_=null()) for name in DETAILS}
    columns: dict[str, ColumnElement[Any]] = {
        **{name: articles.c[name] for name in ("id", "portal", "first_seen")},
        **{name: revisions.c[name] for name in _OF_A_REVISION},
        **own,
        "url": func.coalesce(_url_then(at), articles.c.url),
        "kind": kind,
        "language": _kept(is_newest, articles.c.language, revisions.c.language),
        "status": status,
        "revision": revisions.c.number,
        "last_seen": null(),
        "cluster": null(),
        "key": null(),
        "details": revisions.c.details,
    }
    return Then(source, columns, Judged(kind, status, revisions.c.published))


#: What is kept with each revision.
_OF_A_REVISION = (
    "title", "text", "published", "published_precision", "published_provenance", "published_after",
    "published_before",
)  # fmt: skip


def _kept(is_newest: ColumnElement[bool], now: ColumnElement[Any], then: ColumnElement[Any]) -> Any:
    """What a revision said: kept with it, or with its article where it is the newest one."""
    return func.coalesce(then, case((is_newest, now), else_=null()))


def _status_then(at: datetime) -> ColumnElement[str]:
    last = (
        select(case(STATUS_AFTER, value=events.c.type))
        .where(events.c.article == articles.c.id, events.c.at <= at, events.c.type.in_(list(STATUS_AFTER)))
        .order_by(events.c.id.desc())
        .limit(1)
        .correlate(articles)
        .scalar_subquery()
    )
    return func.coalesce(last, ArticleStatus.PRESENT.value)


def _url_then(at: datetime) -> ColumnElement[str]:
    return (
        select(events.c.url)
        .where(events.c.article == articles.c.id, events.c.at <= at)
        .order_by(events.c.id.desc())
        .limit(1)
        .correlate(articles)
        .scalar_subquery()
    )
