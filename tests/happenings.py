"""A month of three portals, for tests of who is told: articles of several kinds, an edit, a broken portal."""

from __future__ import annotations

from datetime import UTC, datetime

from monitor.tell import PortalFound, tell_article, tell_new, tell_portal
from storage import polling, portals
from storage.additions import insert_articles
from storage.articles import find_article, insert_revision
from storage.database import Connection
from storage.events import Arrival
from storage.model import (
    ArticleRead,
    Entry,
    EventType,
    Origin,
    PollRead,
    PortalDefinition,
    PortalState,
    PublishedDate,
    Told,
    Validators,
)
from storage.portals import is_polled

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
PLACES = {"meknes": ("Fès-Meknès", "Meknès"), "oujda": ("Oriental", "Oujda-Angad"), "rif": (None, None)}
TEXTS = {
    "water": ("meknes", "communique", "ar", "بلاغ", "انقطاع الماء الصالح للشرب"),
    "rhetoric": ("meknes", "news", "ar", "ندوة", "درس في البلاغة"),
    "tender": ("oujda", "tender", "fr", "Avis d'appels d'offres", "Travaux de voirie"),
    "agenda": ("oujda", "session", "ar", "المشاريع", "جدول أعمال الدورة"),
    "unknown": ("rif", "news", None, "123", "…"),
}


def read(name: str, text: str = "") -> ArticleRead:
    portal, kind, language, title, body = TEXTS[name]
    url = f"https://{portal}.example/{name}"
    return ArticleRead(
        portal=portal, entry=Entry(url=url, key=url, title=title), url=url, title=title, text=text or body,
        published=PublishedDate(), event_dates=(), attachments=(), kind=kind, language=language, subkind=None,
        fetched_at=NOW, validators=Validators(), body_sha256="", exchanges=(),
    )  # fmt: skip


def make_portals(connection: Connection) -> None:
    for portal, (region, province) in PLACES.items():
        url = f"https://{portal}.example/"
        definition = PortalDefinition(url=url, region=region, province=province)
        portals.insert_portal(connection, portal, definition, NOW)
        polled = PollRead(portal, None, "read", 1, 0, 1, 0, NOW, NOW)
        polling.record_poll(connection, polled, PortalState.HEALTHY, NOW)


def happen(connection: Connection) -> None:
    """What is found in a month: five articles, one of them edited, one known before, a broken portal."""
    reads = [read(name) for name in TEXTS]
    numbers = dict(zip(TEXTS, insert_articles(connection, reads, [NOW] * len(reads)), strict=True))
    for number, one in zip(numbers.values(), reads, strict=True):
        arrival = Arrival(number, one, Origin.WATCH)
        tell_new(connection, [arrival], is_polled=is_polled(connection, one.portal))
    water = find_article(connection, numbers["water"])
    assert water is not None
    insert_revision(connection, water, read("water", "انقطاع الكهرباء"), ("text",))
    tell_article(connection, water.id, EventType.EDITED, NOW, ("text",))
    tell_article(connection, numbers["rhetoric"], EventType.MOVED, NOW, ("url",), origin=Origin.BACKFILL)
    portal = portals.list_portals(connection, ["oujda"])[0]
    tell_portal(connection, portal, PortalFound(EventType.BROKEN, NOW, NOW, Told(summary="no answer"), NOW))
