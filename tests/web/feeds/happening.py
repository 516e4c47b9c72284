"""What happens to the articles of two portals, one step at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from monitor.tell import tell_edit, tell_new
from storage import articles, polling, portals
from storage.additions import insert_articles
from storage.addresses import move_article
from storage.database import Store
from storage.events import Arrival
from storage.model import (
    ArticleRead,
    ArticleStatus,
    Attachment,
    Entry,
    EventType,
    File,
    Origin,
    PollRead,
    PortalDefinition,
    PortalState,
    PublishedDate,
    Reason,
    ReasonSort,
    TextStatus,
    Told,
    Validators,
)
from storage.model.definition import Name
from storage.portals import is_polled
from storage.tombstones import insert_tombstone

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
PDF = File("5" * 64, "application/pdf", 12_345, "محضر", TextStatus.READ, None, None, NOW)


class Happening:
    """Lets things happen in an archive, an hour after each other."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = NOW
        definitions = {
            "meknes": PortalDefinition(
                url="https://meknes.example/",
                name=Name(ar="جماعة مكناس", fr="Commune de Meknès"),
                region="Fès-Meknès",
            ),
            "oujda": PortalDefinition(url="https://oujda.example/", region="Oriental"),
        }
        with store.write() as connection:
            for portal, definition in definitions.items():
                portals.insert_portal(connection, portal, definition, NOW)
                read = PollRead(portal, None, "read", 1, 0, 1, 0, NOW, NOW)
                polling.record_poll(connection, read, PortalState.HEALTHY, NOW)

    def publish(self, slug: str, origin: Origin = Origin.WATCH, **said: object) -> int:
        """An article comes to be known; gives its number."""
        self._pass()
        read = replace(make_read(slug, self.now), **said)  # type: ignore[arg-type]
        with self.store.write() as connection:
            number = insert_articles(connection, [read], [self.now])[0]
            polled = is_polled(connection, read.portal)
            tell_new(connection, [Arrival(number, read, origin)], is_polled=polled)
        return number

    def edit(self, number: int, text: str, sort: ReasonSort, origin: Origin = Origin.WATCH) -> None:
        """Its text is another one, for a reason of that sort."""
        self._pass()
        told = Told(("text",), "", (Reason("text", sort, "before", "after"),))
        with self.store.write() as connection:
            before = articles.find_article(connection, number)
            assert before is not None
            read = replace(make_read("x", self.now), portal=before.portal, title=before.title, text=text)
            read = replace(read, url=before.url, published=before.published, attachments=before.attachments)
            articles.insert_revision(connection, before, read, ("text",))
            tell_edit(connection, number, EventType.EDITED, self.now, told, origin)

    def withdraw(self, number: int) -> None:
        """Its portal takes it away."""
        self._pass()
        with self.store.write() as connection:
            articles.set_status(connection, number, ArticleStatus.WITHDRAWN)
            tell_edit(connection, number, EventType.WITHDRAWN, self.now, Told(("status",), "404"))

    def move(self, number: int, url: str) -> None:
        """It is at another address."""
        self._pass()
        with self.store.write() as connection:
            move_article(connection, number, url.removeprefix("https:"), url, self.now)
            tell_edit(connection, number, EventType.MOVED, self.now, Told(("url",), ""))

    def forget(self, number: int) -> None:
        """Somebody asks that it is forgotten."""
        self._pass()
        with self.store.write() as connection:
            insert_tombstone(connection, number, "asked for", self.now)

    def _pass(self) -> None:
        self.now += timedelta(hours=1)


def make_read(slug: str, at: datetime) -> ArticleRead:
    portal = "oujda" if slug.startswith("oujda") else "meknes"
    url = f"https://{portal}.example/{slug}"
    return ArticleRead(
        portal=portal,
        entry=Entry(url, url.removeprefix("https:"), slug),
        url=url,
        title=f"بلاغ {slug}",
        text="انقطاع الماء\n\n- الأحد\n- الإثنين",
        published=PublishedDate("2026-11-20", "day", "listing"),
        event_dates=(),
        attachments=(),
        kind="communique",
        language="ar",
        subkind=None,
        validators=Validators(),
        body_sha256=sha256(url.encode()).hexdigest(),
        fetched_at=at,
    )


#: A file that was had, and one that never was.
FILES = (
    Attachment("https://meknes.example/a.pdf", "المحضر", PDF, TextStatus.READ),
    Attachment("https://meknes.example/b.pdf", "Annexe"),
    Attachment("javascript:alert(1)", "No address"),
)
