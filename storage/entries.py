"""What the sources list: every row that was ever seen, and whether its article was harvested."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    bindparam,
    case,
    func,
    insert,
    null,
    or_,
    select,
    union_all,
    update,
)

from storage.attachments import list_attachments
from storage.model import BEGINNING, Entry, Origin, Recheck, Validators
from storage.tables import articles, entries, portals
from storage.tombstones import forgotten_articles

_MOST_ASKED = 5_000


# Asked for each article that is kept: to put it together would take longer than to ask it.
_AT: BindParameter[str] = bindparam("portal")
_KEYS: BindParameter[list[str]] = bindparam("keys", expanding=True)
_KNOWN = union_all(
    select(entries.c.key, entries.c.article, entries.c.origin).where(
        entries.c.portal == _AT, entries.c.key.in_(_KEYS)
    ),
    select(articles.c.key, articles.c.id, null()).where(articles.c.portal == _AT, articles.c.key.in_(_KEYS)),
)
_SET_HARVESTED = (
    update(entries)
    .where(entries.c.portal == bindparam("at"), entries.c.key == bindparam("which"))
    .values(article=bindparam("number"), error=None)
)
_SET_ALL_HARVESTED = (
    "update entries set article = new.number, error = null "
    "from unnest(%s::text[], %s::integer[]) as new (key, number) "
    "where entries.portal = %s and entries.key = new.key"
)


# Asked at nearly every poll: to put it together would take longer than to ask it.
_PENDING_DUE = select(func.count(), func.count(entries.c.due_at), func.min(entries.c.due_at)).where(
    entries.c.portal == bindparam("portal"), entries.c.article.is_(None)
)


def insert_entry(
    connection: Connection, portal: str, entry: Entry, origin: Origin, listed_at: datetime
) -> None:
    """Keep a row that was not listed before; its article is pending until it is harvested."""
    insert_entries(connection, portal, [(entry, origin)], listed_at)


def insert_entries(
    connection: Connection, portal: str, listed: Sequence[tuple[Entry, Origin]], listed_at: datetime
) -> None:
    """The same for many rows, in this order."""
    if not listed:
        return
    before = connection.scalar(select(portals.c.last_read_at).where(portals.c.id == portal))
    seen = {"portal": portal, "first_listed_at": listed_at, "last_listed_at": listed_at}
    seen |= {"listed_after": before, "attempts": 0}
    rows = [{**seen, "origin": origin, **entry_columns(entry)} for entry, origin in listed]
    connection.execute(insert(entries), rows)


def update_entry(connection: Connection, portal: str, entry: Entry, listed_at: datetime) -> None:
    """Keep how a known row is listed now."""
    here = (entries.c.portal == portal) & (entries.c.key == entry.key)
    values = entry_columns(entry) | _forget_words(entry)
    connection.execute(update(entries).where(here).values(last_listed_at=listed_at, **values))


def list_known_keys(
    connection: Connection, portal: str, listed_until: datetime | None = None
) -> frozenset[str]:
    """The keys of all entries that a portal ever listed, or those first listed until an instant."""
    query = select(entries.c.key).where(entries.c.portal == portal)
    if listed_until is not None:
        query = query.where(entries.c.first_listed_at <= listed_until)
    return frozenset(connection.scalars(query))


def list_remembered(connection: Connection, portal: str, limit: int) -> tuple[Entry, ...]:
    """Known entries, the latest listed first, with the titles and days of their articles.

    Of an article that has moved, only its present address.
    """
    query = (
        select(entries, articles.c.title, articles.c.published)
        .outerjoin(articles, entries.c.article == articles.c.id)
        .where(entries.c.portal == portal, ~_is_forgotten())
        .where(articles.c.key.is_(None) | (articles.c.key == entries.c.key))
        .order_by(entries.c.last_listed_at.desc(), entries.c.id)
        .limit(limit)
    )
    return tuple(
        replace(_entry(row), title=row[articles.c.title] or row[entries.c.title], published=day)
        for row in connection.execute(query).mappings()
        for day in [row[articles.c.published] or row[entries.c.published]]
    )


def list_entries(connection: Connection, portal: str, keys: Iterable[str]) -> dict[str, Entry]:
    """Those of the entries that are known, by key."""
    every, found = list(keys), dict[str, Entry]()
    for start in range(0, len(every), _MOST_ASKED):  # a sitemap has more than a statement may have values
        some = every[start : start + _MOST_ASKED]
        query = select(entries).where(entries.c.portal == portal, entries.c.key.in_(some))
        found |= {row["key"]: _entry(row) for row in connection.execute(query).mappings()}
    return found


def list_pending(connection: Connection, portal: str, now: datetime | None, limit: int) -> tuple[Entry, ...]:
    """Entries not harvested yet that are due, the least tried first, then the oldest; all with no `now`."""
    query = (
        select(entries)
        .where(entries.c.portal == portal, entries.c.article.is_(None))
        .order_by(entries.c.attempts, entries.c.id.desc())
        .limit(limit)
    )
    if now is not None:
        query = query.where(entries.c.due_at.is_(None) | (entries.c.due_at <= now))
    return tuple(_entry(row) for row in connection.execute(query).mappings())


def find_pending_due(connection: Connection, portal: str) -> datetime | None:
    """When the first of the entries not harvested yet is due; long ago for one that is due at once."""
    count, put_off, first = connection.execute(_PENDING_DUE, {"portal": portal}).one()
    if not count:
        return None
    due: datetime = first if count == put_off else datetime.min.replace(tzinfo=UTC)
    return due


def list_rechecks(
    connection: Connection, portal: str, now: datetime | None, limit: int
) -> tuple[Recheck, ...]:
    """Known articles that are due for another visit.

    All of them where `now` is None, to be read again even where their pages are what they were.
    First those of which one answer said that they are gone, then the least often visited: what is young, or
    changed lately, is not to wait behind a long past.
    """
    query = (
        _checks(portal)
        .order_by(articles.c.gone_since.is_(None), articles.c.checks, articles.c.next_check_at, articles.c.id)
        .limit(limit)
    )
    if now is not None:
        return _read_checks(connection, query.where(articles.c.next_check_at <= now))
    return tuple(one.anew() for one in _read_checks(connection, query))


def list_proofs(connection: Connection, portal: str) -> tuple[Recheck, ...]:
    """The known article that was read last, if there is one, to be read again, due or not."""
    latest = _checks(portal).order_by(articles.c.last_seen.desc(), articles.c.id).limit(1)
    return tuple(one.anew() for one in _read_checks(connection, latest))


def list_checks(connection: Connection, portal: str, numbers: Iterable[int]) -> tuple[Recheck, ...]:
    """Known articles by their numbers, due or not."""
    these = _checks(portal).where(articles.c.id.in_(list(numbers)))
    return _read_checks(connection, these.order_by(articles.c.last_seen.desc(), articles.c.id))


def _checks(portal: str) -> Select[Any]:
    text = func.substr(articles.c.text, 1, BEGINNING).label("beginning")
    known = (articles.c.etag, articles.c.last_modified, articles.c.revision, articles.c.body_sha256, text)
    where = articles.c.url.label("read_at")
    return (
        select(entries, *known, where, articles.c.id.label("number"))
        # An article that has moved is visited where it is now, and not where it was.
        .join(articles, (entries.c.article == articles.c.id) & (entries.c.key == articles.c.key))
        .where(entries.c.portal == portal, ~_is_forgotten())
    )


def _read_checks(connection: Connection, query: Select[Any]) -> tuple[Recheck, ...]:
    return tuple(
        Recheck(
            _entry(row),
            Validators(row["etag"], row["last_modified"]),
            row["beginning"],
            row["body_sha256"],
            list_attachments(connection, row["number"], row["revision"], BEGINNING),
            row["read_at"],
        )
        for row in connection.execute(query).mappings().all()
    )


def list_listed_at(connection: Connection, portal: str, at: datetime) -> tuple[Entry, ...]:
    """The entries of which a reading at that instant was the last to list them, in the order of the list."""
    query = (
        select(entries)
        .where(entries.c.portal == portal, entries.c.last_listed_at == at)
        .where(entries.c.origin != Origin.BACKFILL)
        .order_by(entries.c.first_listed_at.desc(), entries.c.id)
    )
    return tuple(_entry(row) for row in connection.execute(query).mappings())


def list_unharvested(connection: Connection, portal: str, keys: Collection[str]) -> dict[str, Origin]:
    """Those of the keys at which no article is known, nor was one before it moved, and how they became known.

    Those that were never listed are of origin *watch*.
    """
    known = connection.execute(_KNOWN, {"portal": portal, "keys": keys}).all()
    harvested = {key for key, article, _ in known if article is not None}
    origins = {key: Origin(origin) for key, _, origin in known if origin is not None}
    return {key: origins.get(key, Origin.WATCH) for key in keys if key not in harvested}


def set_harvested(connection: Connection, portal: str, harvested: Mapping[str, int]) -> None:
    """The articles of entries are kept, by key: they are pending no more."""
    if connection.dialect.name == "postgresql":  # it is told of each row of many by a message of its own
        connection.exec_driver_sql(_SET_ALL_HARVESTED, (list(harvested), list(harvested.values()), portal))
        return
    rows = [{"at": portal, "which": key, "number": number} for key, number in harvested.items()]
    connection.execute(_SET_HARVESTED, rows)


def count_attempts(connection: Connection, portal: str, key: str) -> int:
    """How often the page of an entry could not be read."""
    query = select(entries.c.attempts).where(entries.c.portal == portal, entries.c.key == key)
    return connection.scalar(query) or 0


def record_attempt(connection: Connection, portal: str, key: str, error: str, due_at: datetime) -> None:
    """The entry's page could not be read this time; it is tried again at `due_at`."""
    here = (entries.c.portal == portal) & (entries.c.key == key)
    values = {"attempts": entries.c.attempts + 1, "error": error, "due_at": due_at}
    connection.execute(update(entries).where(here).values(values))


def list_neighbours(connection: Connection, portal: str) -> list[tuple[str, str]]:
    """(key, published day) of the entries and articles whose day is known: what bounds an undated one."""
    day = or_(articles.c.published.is_not(None), entries.c.published.is_not(None))
    query = (
        select(entries.c.key, articles.c.published, entries.c.published)
        .outerjoin(articles, entries.c.article == articles.c.id)
        .where(entries.c.portal == portal, day)
    )
    days = [(key, (settled or listed)[:10]) for key, settled, listed in connection.execute(query)]
    return [(key, day) for key, day in days if len(day) == len("2024-02-12")]


def _is_forgotten() -> ColumnElement[bool]:
    """Whether the article behind an entry was forgotten: it is not visited, nor looked for elsewhere."""
    return func.coalesce(entries.c.article, 0).in_(forgotten_articles())


def _forget_words(entry: Entry) -> dict[str, ColumnElement[str | None]]:
    """What a list says of an entry whose article was forgotten is not kept again."""
    return {
        "title": case((_is_forgotten(), ""), else_=entry.title),
        "date_text": case((_is_forgotten(), None), else_=entry.date_text),
    }


def entry_columns(entry: Entry) -> dict[str, str | None]:
    """What is kept of a row, as a source lists it."""
    return {
        "key": entry.key,
        "url": entry.url,
        "title": entry.title,
        "date_text": entry.date_text,
        "published": entry.published,
        "published_precision": entry.published_precision,
        "provenance": entry.provenance,
    }


def _entry(row: RowMapping) -> Entry:
    return Entry(
        url=row["url"],
        key=row["key"],
        title=row["title"],
        date_text=row["date_text"],
        published=row["published"],
        published_precision=row["published_precision"],
        provenance=row["provenance"],
    )
