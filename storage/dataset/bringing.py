"""Bring a data set into the archive: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.exc import DataError, IntegrityError

from storage.dataset.portal_tables import COVERAGE, PORTALS
from storage.dataset.source import Lines, NotOursError, Package
from storage.dataset.tables import ARTICLES, ATTACHMENTS, EVENTS, FILES, REVISIONS
from storage.dataset.taking import Taken, Taking
from storage.dataset.unfolding import unfold
from storage.dataset.values import check_address, check_portal_id
from storage.model import PortalDefinition


def take(
    connection: Connection,
    source: Lines | Package,
    now: datetime,
    make_key: Callable[[str], str],
    describe: Callable[[str, str], PortalDefinition],
) -> Taken:
    """Take all of a data set, which was checked, in the transaction of the connection. Raises NotOursError.

    JSON lines say nothing of keys and portals: `make_key` makes that of an address, `describe` a definition
    from a portal's id and an article's address.
    """
    taking = Taking(connection, now)
    with _said_clearly(source):
        if isinstance(source, Package):
            _take_tables(taking, source)
        else:
            _take_lines(taking, source, make_key, describe)
        taking.finish()
    return taking.taken


def _take_tables(taking: Taking, source: Package) -> None:
    ways = {
        PORTALS: taking.take_portal,
        COVERAGE: taking.take_coverage,
        ARTICLES: taking.take_article,
        REVISIONS: taking.take_revision,
        FILES: taking.take_file,
        ATTACHMENTS: taking.take_attachment,
        EVENTS: taking.take_event,
    }
    for table, way in ways.items():
        for row in source.rows(table):
            way(row)


def _take_lines(
    taking: Taking,
    source: Lines,
    make_key: Callable[[str], str],
    describe: Callable[[str, str], PortalDefinition],
) -> None:
    seen: dict[str, tuple[datetime, datetime]] = {}
    for line in source.rows():
        portal = line["portal"]
        first, last = seen.get(portal, (line["first_seen"], line["last_seen"]))
        seen[portal] = min(first, line["first_seen"]), max(last, line["last_seen"])
        if not taking.knows(portal):
            definition = describe(check_portal_id(portal), check_address(line["url"]))
            described = definition.model_dump(mode="json")
            taking.take_portal({"id": portal, "platform": definition.platform, "definition": described})
        parts = unfold(line, make_key(line["url"]), taking.now)
        taking.take_article(parts.article)
        taking.take_revision(parts.revision)
        for row in parts.files:
            taking.take_file(row)
        for row in parts.attachments:
            taking.take_attachment(row)
        for row in parts.events:
            taking.take_event(row)
    for portal, (first, last) in seen.items():
        watched = {
            "portal": portal,
            "from": first,
            "to": last,
            "why": "JSON lines do not say when it was read",
        }
        for stretch in ("watched", "gap"):
            taking.take_coverage(watched | {"stretch": stretch})


@contextmanager
def _said_clearly(source: Lines | Package) -> Iterator[None]:
    try:
        yield
    except (IntegrityError, DataError) as error:
        raise NotOursError(f"{source.path}: its parts do not fit together; nothing was imported") from error
    except ValueError as error:
        raise NotOursError(f"{source.path}: {error}; nothing was imported") from error
