"""What a reader wants to know of an article at first sight, as it was at one revision."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from storage.model import Event, PublishedDate
from storage.revisions import read_published
from storage.tables import articles, revisions

#: Characters of a text that are looked at.
_BEGINNING = 600


@dataclass(frozen=True, slots=True)
class Glimpse:
    """When it was published, what it is, and how it begins."""

    published: PublishedDate
    kind: str
    beginning: str  #: of its text; empty where that is, or was forgotten


def find_glimpse(connection: Connection, event: Event) -> Glimpse | None:
    """What an event's article was like then; None where the event is about none."""
    if event.article is None:
        return None
    query = (
        select(
            *(one for one in revisions.c if one.name.startswith("published")),
            func.coalesce(revisions.c.kind, articles.c.kind).label("kind"),
            func.substr(revisions.c.text, 1, _BEGINNING).label("beginning"),
        )
        .join(articles, revisions.c.article == articles.c.id)
        .where(revisions.c.article == event.article, revisions.c.number == event.revision)
    )
    row = connection.execute(query).mappings().first()
    return None if row is None else Glimpse(read_published(row), row["kind"], row["beginning"])
