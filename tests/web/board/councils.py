"""Councils that publish, or do not: portals with sessions, for the pages that show them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from crawler.article.kinds import find_kind
from monitor.tell import tell_new
from storage import polling, portals
from storage.additions import insert_articles
from storage.database import Store
from storage.events import Arrival
from storage.gaps import insert_gap
from storage.model import (
    ArticleRead,
    Attachment,
    Entry,
    Expect,
    Gap,
    Origin,
    PollRead,
    PortalDefinition,
    PortalState,
    PublishedDate,
    RequestMade,
    RequestsMade,
    Validators,
)
from storage.model.definition import Name
from storage.portals import is_polled
from storage.requests import record_requests

NOW = datetime(2026, 6, 20, 9, tzinfo=UTC)
#: Each with its name, region, platform, state with evidence, and for how many days it is watched.
PORTALS = {
    "meknes": (
        Name(ar="جماعة مكناس", fr="Commune de Meknès"),
        "Fès-Meknès",
        "webforms",
        "healthy",
        "read",
        900,
    ),
    "fes": (Name(fr="<b>Fès</b>"), "Fès-Meknès", "joomla", "blocked", "answered 403", 900),
    "sefrou": (Name(fr="Sefrou"), "Fès-Meknès", "joomla", "unreachable", "the connection was refused", 900),
    "oujda": (Name(fr="Oujda"), "Oriental", "webforms", "quiet", "nothing new for long", 10),
    "oriental": (Name(fr="Région de l'Oriental"), "Oriental", "generic", "healthy", "read", 900),
}
#: Portal, title, text, day of publication, files.
PUBLISHED = (
    ("meknes", "جدول أعمال الدورة العادية لشهر فبراير 2026", "", "2026-01-30", ()),
    ("meknes", "محضر الدورة العادية لشهر فبراير 2026", "", "2026-03-20", ("محضر الدورة",)),
    ("meknes", "جدول أعمال الدورة العادية لشهر أكتوبر 2025", "", "2025-09-30", ()),
    ("meknes", "إعلان عن دورة استثنائية", "ستنعقد الدورة الاستثنائية يوم 14 أبريل 2026.", "2026-04-08", ()),
    ("meknes", "Avis d'appel d'offres", "Travaux de voirie", "2026-04-09", ()),
    ("meknes", "بلاغ حول الماء", "انقطاع الماء", "2026-05-09", ()),
    ("fes", "بلاغ حول الكهرباء", "انقطاع الكهرباء", "2026-05-10", ()),
    ("oriental", "Ordre du jour de la session ordinaire de mars 2026", "", "2026-02-25", ()),
)


def found(portal: str, title: str, text: str, day: str, files: tuple[str, ...]) -> ArticleRead:
    kind = find_kind(title, text)
    url = f"https://{portal}.example/{day}"
    return ArticleRead(
        portal=portal, entry=Entry(url=url, key=url, title=title), url=url, title=title, text=text,
        published=PublishedDate(day, "day"), event_dates=(),
        attachments=tuple(Attachment(f"{url}/{name}.pdf", name) for name in files),
        kind=kind.kind, language="fr" if title.isascii() or "'" in title else "ar", subkind=kind.subkind,
        fetched_at=datetime.combine(date.fromisoformat(day), NOW.timetz()), validators=Validators(),
        body_sha256="", exchanges=(),
    )  # fmt: skip


def fill(store: Store) -> None:
    """An archive of these."""
    with store.write() as connection:
        for portal, (name, region, platform, state, evidence, days) in PORTALS.items():
            expect = Expect(body="region", sessions=("03", "07")) if portal == "oriental" else Expect()  # type: ignore[arg-type]
            definition = PortalDefinition(
                url=f"https://{portal}.example/", name=name, region=region, platform=platform, expect=expect
            )
            portals.insert_portal(connection, portal, definition, NOW - timedelta(days=days))
            read = PollRead(portal, None, "read", 1, 0, 1, 0, NOW, NOW - timedelta(minutes=5))
            polling.record_poll(connection, read, PortalState.HEALTHY, NOW)
            since = NOW - timedelta(days=3 + len(portal))
            portals.set_state(connection, portal, PortalState(state), evidence, since)
        reads = [found(*row) for row in PUBLISHED]
        numbers = insert_articles(connection, reads, [one.fetched_at for one in reads])
        arrivals = [Arrival(*pair, Origin.WATCH) for pair in zip(numbers, reads, strict=True)]
        tell_new(connection, arrivals, is_polled=is_polled(connection, reads[0].portal))
        insert_gap(
            connection, Gap("meknes", NOW - timedelta(days=9), NOW - timedelta(days=8), "it was paused")
        )
        made = (
            RequestMade(NOW, "GET", "https://fes.example/<script>", 403, 100, 20),
            RequestMade(
                NOW + timedelta(seconds=1), "GET", "https://fes.example/2", None, None, None, "no answer"
            ),
        )
        record_requests(connection, RequestsMade("fes", made))
