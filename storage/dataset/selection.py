"""Which articles are in a data set, as they are known now or as they were known at an instant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, select

from storage.attachments import list_attachments
from storage.dataset.then import as_of, find_judged
from storage.filter import ArticleFilter, filter_articles
from storage.model import Attachment
from storage.tables import articles, backfills, events, portals

_BATCH = 200  # articles whose words are held at a time
_NOW = {
    name: articles.c[name]
    for name in (
        "id", "portal", "url", "title", "published", "published_precision", "published_provenance",
        "published_after", "published_before", "event_dates", "kind", "subkind", "language", "text",
        "first_seen", "last_seen", "status", "revision", "cluster", "kind_words", "facts", "key",
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles are wanted, and as of when; None: as they are known now."""

    wanted: ArticleFilter
    as_of: datetime | None = None


def read_instant(text: str) -> datetime:
    """The instant that somebody names; of a day, its end in UTC. Raises ValueError, which says the cure."""
    try:
        if len(text) == len("2024-02-12"):
            day = date.fromisoformat(text)
            return datetime.combine(day, time(), UTC) + timedelta(days=1, microseconds=-1)
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is not None:
            return instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError("write a day as 2024-02-12, or an instant as 2024-02-12T10:30Z") from error
    raise ValueError(f"an instant needs its zone, such as {text}Z for UTC")


def choose_articles(selection: Selection) -> Select[Any]:
    """The numbers of the articles that are wanted, as a query or a part of one."""
    source, judged = find_judged(selection.as_of)
    return filter_articles(select(articles.c.id).select_from(source), selection.wanted, judged)


def count_articles(connection: Connection, selection: Selection) -> int:
    """How many they are."""
    return connection.scalar(select(func.count()).select_from(choose_articles(selection).subquery())) or 0


def count_undated(connection: Connection, selection: Selection) -> int | None:
    """How many articles are left out because they have no date; None: no day is asked for."""
    wanted = selection.wanted
    if wanted.since is None and wanted.until is None:
        return None
    source, judged = find_judged(selection.as_of)
    query = select(func.count()).select_from(source)
    query = filter_articles(query, replace(wanted, since=None, until=None), judged)
    return connection.scalar(query.where(judged.published.is_(None))) or 0


def list_articles(connection: Connection, selection: Selection) -> Iterator[dict[str, Any]]:
    """The articles by the names of the data set, newest first; without files."""
    numbers = connection.execute(_newest_first(connection, selection).execution_options(yield_per=_BATCH))
    for batch in numbers.scalars().partitions(_BATCH):
        found = {row["id"]: row for row in _read(connection, selection, batch)}
        yield from (found[number] for number in batch)


def list_files(connection: Connection, row: dict[str, Any], at: datetime | None) -> tuple[Attachment, ...]:
    """What an article linked to; of files that were read after the instant, no more than their names."""
    found = list_attachments(connection, row["id"], row["revision"])
    if at is None:
        return found
    return tuple(
        one if one.file is None or one.file.read_at <= at else Attachment(one.url, one.title) for one in found
    )


def find_last_instant(connection: Connection) -> datetime | None:
    """When the archive last learned something: its last poll, event or walk back; None: it is empty."""
    times = (portals.c.last_poll_at, events.c.at, backfills.c.updated_at)
    found = [connection.scalar(select(func.max(one))) for one in times]
    return max((one for one in found if one), default=None)


def _newest_first(connection: Connection, selection: Selection) -> Select[Any]:
    query = choose_articles(selection)
    if selection.as_of is None:
        return query.order_by(articles.c.sort.desc())
    columns = as_of(selection.as_of).columns
    days = [columns[name] for name in ("published", "published_before", "published_after")]
    # By the letters, whatever language a server sorts in.
    by_letter = "C" if connection.dialect.name == "postgresql" else "BINARY"
    return query.order_by(func.coalesce(*days, "").collate(by_letter).desc(), articles.c.id.desc())


def _read(connection: Connection, selection: Selection, batch: Sequence[int]) -> list[dict[str, Any]]:
    then = None if selection.as_of is None else as_of(selection.as_of)
    columns = _NOW if then is None else then.columns
    query = select(*(column.label(name) for name, column in columns.items()))
    query = query.select_from(articles if then is None else then.source).where(articles.c.id.in_(batch))
    rows = [dict(row) for row in connection.execute(query).mappings()]
    for row in rows:
        if then is not None:
            row.update(row.pop("details") or {})
        else:  # none: kept by an older Balagh, which `balagh articles` shows so, too
            row.update(kind_words=row["kind_words"] or [], facts=row["facts"] or [])
    return rows
