"""Articles and portals as who follows the log gets them: enough to keep a copy of the archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from storage.articles import find_article, find_articles
from storage.events import STATUS_AFTER, list_status_changes
from storage.export import article_row, seal
from storage.model import Article, ArticleStatus, Event, PortalDefinition, Tombstone
from storage.revisions import DETAILS, find_details, find_revision
from storage.tables import portals
from storage.tombstones import find_tombstone, find_tombstones


def list_snapshots(connection: Connection, told: Sequence[Event]) -> list[dict[str, Any] | None]:
    """For each event its article as it was known then; None where it is of no article.

    By the revision that the event is about; what is not kept by time is as it is now: the cluster, what came
    of its files, the days that bound an unknown date in its newest revision. Forgotten words are forgotten.
    """
    numbers = {event.article for event in told if event.article is not None}
    changes = list_status_changes(connection, numbers)
    known = {one.id: one for one in find_articles(connection, sorted(numbers))}
    erased = find_tombstones(connection, numbers)
    snapshots: list[dict[str, Any] | None] = []
    for event in told:
        article = known.get(event.article or 0)
        if article is None:
            snapshots.append(None)
            continue
        kinds = [kind for number, at, kind in changes if number == article.id and at <= event.id]
        status = STATUS_AFTER[kinds[-1]] if kinds else ArticleStatus.PRESENT
        then = replace(article, status=status, url=event.url)
        snapshots.append(_finish(_make_row(connection, then, event.revision), erased.get(article.id)))
    return snapshots


def find_snapshot(connection: Connection, number: int) -> dict[str, Any] | None:
    """An article as it is known now."""
    article = find_article(connection, number)
    return None if article is None else _finish(article_row(article), find_tombstone(connection, number))


def find_portal_snapshot(connection: Connection, portal: str) -> dict[str, Any] | None:
    """A portal as it is described now, watched or not; what each poll changes is not in it."""
    row = connection.execute(select(portals).where(portals.c.id == portal)).mappings().first()
    if row is None:
        return None
    definition = PortalDefinition.model_validate(row["definition"])
    return {
        "id": portal,
        "name": definition.display_name(),
        "names": definition.name.model_dump(mode="json"),
        "url": definition.url,
        "region": definition.region,
        "province": definition.province,
        "code": definition.code,
        "platform": row["platform"],
        "watched": row["removed_at"] is None,
    }


def _make_row(connection: Connection, article: Article, revision: int | None) -> dict[str, Any]:
    """An article at a revision, with the status and the address that it had then."""
    then = None
    if revision is not None and revision != article.revision:
        then = find_revision(connection, article.id, revision)
    if then is None:
        return article_row(article)
    own = ("title", "text", "published", "attachments", "language")
    said = {name: getattr(then, name) for name in own}
    row = article_row(replace(article, **said, kind=then.kind or "", revision=then.number))
    details = find_details(connection, article.id, then.number) or dict.fromkeys(DETAILS)
    return row | {"kind": then.kind} | details


def _finish(row: dict[str, Any], tombstone: Tombstone | None) -> dict[str, Any]:
    """Without what each visit changes, sealed by what is left; with the tombstone, if there is one."""
    row = seal({name: value for name, value in row.items() if name not in {"last_seen", "digest"}})
    if tombstone is None:
        return row
    return row | {"forgotten": {"at": tombstone.forgotten_at.isoformat(), "reason": tombstone.reason}}
