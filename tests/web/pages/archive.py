"""An archive to look at: edits, withdrawals, files, reposts, unknown dates, what hostile portals write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from crawler.article.facts import find_facts
from crawler.article.kinds import find_kind
from monitor.decide import Decider
from monitor.schedule import Timing
from storage import portals
from storage.model import (
    ArticleGone,
    ArticleRead,
    Attachment,
    Entry,
    EventDate,
    Exchange,
    File,
    PollRead,
    PortalDefinition,
    PortalState,
    PublishedDate,
    Reading,
    Source,
    SourceKind,
    SourceRead,
    SourcesFound,
    TextStatus,
    Validators,
)
from storage.model.definition import Name
from web.site import Site

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TIMING = Timing(poll=timedelta(minutes=15), recheck=timedelta(hours=1), confirm=timedelta(hours=6))

#: (id, names, region, province)
PORTALS = (
    ("agadir", Name(ar="جماعة أكادير", fr="Commune d'Agadir"), "Souss-Massa", "Agadir Ida-Outanane"),
    ("meknes", Name(ar="جماعة مكناس", fr="Commune de Meknès"), "Fès-Meknès", "Meknès"),
    ("hostile", Name(fr="<script>alert(1)</script>\u202eeltit"), "Souss-Massa", None),
)

NOTICE = """تعلن جماعة مكناس أن الدورة العادية لشهر فبراير 2026 ستنعقد يوم الخميس 5 فبراير 2026.

## جدول الأعمال

- المصادقة على الميزانية
- دراسة طلب العروض رقم 05/2026
  - الشطر الأول
- نقط مختلفة

البند | المبلغ
الطرق | 1.200.000 درهم
الإنارة | 300.000 درهم

Fait à Meknès, le 2 février 2026"""
WATER = """Suite aux travaux de la régie, l'eau sera coupée à Hamria le 12 novembre 2026 de 9h à 17h.

Les habitants sont invités à faire des réserves et à fermer leurs robinets avant la coupure. La pression
sera rétablie peu à peu dans la soirée ; l'eau pourra être trouble pendant une heure. Pour toute question, le
service des réclamations répond au guichet de la commune pendant les heures de bureau."""
MARKS = "a" + "\u0301" * 5_000
SCRIPT = "<script>alert('title')</script><img src=x onerror=alert(2)>"
OVERRIDE = "avis \u202egnp.exe\u202c officiel \u2066ouvert"


def make_file(text: str, media_type: str = "application/pdf") -> File:
    digest = sha256(text.encode()).hexdigest()
    return File(digest, media_type, 48_213, text, TextStatus.READ, None, None, NOW)


def read(  # what a reading holds
    portal: str,
    slug: str,
    title: str,
    text: str,
    at: datetime,
    published: PublishedDate | None = None,
    language: str = "fr",
    files: Sequence[Attachment] = (),
) -> ArticleRead:
    entry = enter(portal, slug, title)
    kind = find_kind(title, text)
    spoken = (EventDate("2026-02-05", None, "day", "5 فبراير 2026"),) if text == NOTICE else ()
    body = f"<h1>{title}</h1><p>{text}</p>".encode()
    return ArticleRead(
        portal=portal,
        entry=entry,
        url=entry.url,
        title=title,
        text=text,
        published=published or PublishedDate(),
        event_dates=spoken,
        attachments=tuple(files),
        kind=kind.kind,
        subkind=kind.subkind,
        language=language,
        validators=Validators("e"),
        body_sha256=sha256(body).hexdigest(),
        fetched_at=at,
        exchanges=(answer(entry.url, at, body),),
        kind_words=kind.words,
        facts=find_facts(text, spoken, None),
    )


def enter(portal: str, slug: str, title: str) -> Entry:
    return Entry(url=f"https://{portal}.example/{slug}", key=f"//{portal}.example/{slug}", title=title)


def answer(url: str, at: datetime, body: bytes, status: int = 200) -> Exchange:
    return Exchange(url, "GET", (), b"", status, ((b"Content-Type", b"text/html"),), body, "192.0.2.7", at)


def day(value: str, provenance: str = "listing") -> PublishedDate:
    return PublishedDate(value, "day", provenance)


def read_first(portal: str) -> Iterator[ArticleRead]:
    """What the portals show when they are first read."""
    pdf = Attachment(f"https://{portal}.example/a.pdf", "جدول الأعمال", make_file("نص الملف " * 40))
    if portal == "meknes":
        yield read(portal, "session", "إعلان عن انعقاد الدورة العادية لشهر فبراير 2026", NOTICE, NOW,
                   day("2026-02-02"), "ar", [pdf])  # fmt: skip
        yield read(portal, "eau", "Avis de coupure d'eau", WATER, NOW, day("2026-11-10"))
        yield read(portal, "sans-date", "Avis aux habitants", "Le marché est déplacé.", NOW,
                   PublishedDate(before="2026-11-24"))  # fmt: skip
        for number in range(60):
            when = NOW.date() - timedelta(days=5 * number)
            yield read(portal, f"n{number}", f"Communiqué {number}", f"Texte numéro {number}.", NOW,
                       day(when.isoformat()))  # fmt: skip
    elif portal == "agadir":
        yield read(portal, "eau", "Avis de coupure d'eau", WATER, NOW, day("2026-11-11"))
        yield read(portal, "mois", "بلاغ حول النظافة", "تخبر الجماعة الساكنة.", NOW,
                   PublishedDate("2026-09", "month", "text"), "ar")  # fmt: skip
    else:
        bad = Attachment("javascript:alert(3)", f"{SCRIPT}.pdf", None, TextStatus.FAILED, SCRIPT)
        yield read(portal, "script", SCRIPT, SCRIPT, NOW, day("2026-11-20"), files=[bad])
        yield read(portal, "bidi", OVERRIDE, f"{OVERRIDE}\n\n{MARKS}", NOW, day("2026-11-20"))
        yield read(portal, "long", MARKS * 200, MARKS * 200, NOW, day("2026-11-20"))
        yield read(portal, "future", "Avis de demain", "Texte.", NOW, day("2062-01-01"))


def list_readings(portal: str) -> Iterator[Reading]:
    """A first poll, and for the first portal what happened then."""
    home = f"https://{portal}.example/"
    first = list(read_first(portal))
    entries = [one.entry for one in first]
    yield SourcesFound(portal, "generic", (Source(SourceKind.LISTING, home),))
    yield SourceRead(portal, home, tuple(entries), 1, True, Validators(), "f", NOW)
    yield from first
    yield PollRead(portal, None, "read", 1, 0, len(entries), len(entries), NOW, NOW)
    if portal != "meknes":
        return
    later = [NOW + timedelta(hours=hour) for hour in range(40)]
    edited = WATER.replace("12 novembre", "14 novembre").replace("9h", "10h")
    yield read(portal, "eau", "Avis de coupure d'eau", edited, later[2], day("2026-11-10"))
    gone = enter(portal, "n3", "Communiqué 3")
    for at in (later[3], later[12]):
        yield ArticleGone(portal, gone, "404", at, (answer(gone.url, at, b"gone", 404),), "n4")
    yield PollRead(portal, None, "read", 1, 0, len(entries), len(entries), later[30], later[30])


def fill(site: Site, made: Sequence[str] = ("meknes", "agadir", "hostile")) -> None:
    """Let the portals be read into the site's archive."""
    decider = Decider(site.store, TIMING, site.evidence)
    for portal, name, region, province in PORTALS:
        if portal not in made:
            continue
        definition = PortalDefinition(
            url=f"https://{portal}.example/", name=name, region=region, province=province
        )
        with site.store.write() as connection:
            portals.insert_portal(connection, portal, definition, NOW - timedelta(hours=1))
        for reading in list_readings(portal):
            decider.record(reading)
    if "agadir" in made:
        for hours in (1, 2):
            at = NOW + timedelta(hours=hours)
            why = "the server answered 503"
            decider.record(PollRead("agadir", PortalState.UNREACHABLE, why, 1, 0, 0, 0, at, at))
