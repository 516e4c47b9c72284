"""What happens to a few articles, with what is hard to keep in a table: the same story on any engine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from monitor.decide import Decider
from storage import portals
from storage.database import Store
from storage.model import (
    ArticleRead,
    Attachment,
    BackfillEnd,
    BackfillPage,
    Entry,
    EventDate,
    Fact,
    File,
    PollRead,
    PortalDefinition,
    PublishedDate,
    Reading,
    TextStatus,
)
from tests.sqlite import open_migrated
from tests.storage.archive import HOME, NOW, TIMING, gone, listed, polled, read, tell_story

HOURS = [NOW + timedelta(hours=number) for number in range(40)]
SCAN = "5" * 64
WALKED = "what is older than 2026-01-01 was not asked for"
OWN_KIND = "canicule"  #: whoever keeps the archive has it in the table of words

#: Titles and texts that tables, spreadsheets and lines trip over.
HARD = {
    "formule": ("=1+1", "+212 5 00\n\n- أول\n- ثان"),
    "arobase": ("@everyone", "\tretrait"),
    "apostrophe": ("'=quoted", "'- deux"),
    "plein": ("＝SUM(A1)", "－ خبر"),
    "lignes": ('بلاغ "هام"، رقم 1;2', "une\r\ndeux\rtrois\n\nquatre, \"cinq\"; 'six'"),
    "tashkil": ("بَلَاغٌ صَحَفِيٌّ 🏛️ ﷽", "دَوْرَةُ المَجْلِسِ\u200f\u202bيمين\u202c"),
    "mois": ("Sans jour", "Publié en août."),
    "vide": ("", ""),
}
DATES = {
    "mois": PublishedDate("2026-08", "month", "listing"),
    "vide": PublishedDate(after="2026-10-01", before="2026-11-24"),
    "lignes": PublishedDate("2026-11-02T10:30+01:00", "minute", "jsonld"),
}


def entry(slug: str) -> Entry:
    return Entry(f"{HOME}/{slug}", f"//commune.example/news/{slug}", HARD.get(slug, (slug, ""))[0])


def file(text: str, status: TextStatus, at: datetime) -> File:
    return File(SCAN, "application/pdf", 12_345, text, status, None, 91.25 if text else None, at)


def read_hard(slug: str, at: datetime) -> ArticleRead:
    title, text = HARD[slug]
    facts = (Fact("law", "law 113-14", text[:2], 0, 2),) if len(text) > 2 else ()
    return replace(
        read(entry(slug), at, text),
        title=title,
        published=DATES.get(slug, PublishedDate("2026-11-01", "day", "byline")),
        event_dates=(EventDate("2026-12-01", None, "day", "1 دجنبر"),),
        facts=facts,
        kind_words=("بلاغ",),
        kind=OWN_KIND if slug == "plein" else "session",
        subkind=None if slug == "plein" else "agenda",
    )


def read_scan(at: datetime, text: str, status: TextStatus) -> ArticleRead:
    """The second article, with a file that is a scan first and whose words are recognised later."""
    said = read(entry("avis"), at, "Coupure d'eau, et d'électricité.")
    attachment = Attachment(f"{HOME}/avis.pdf", "Avis", file(text, status, at), status)
    return replace(said, attachments=(attachment,), kind="notice", subkind=None, facts=())


def tell() -> list[Reading]:
    """The story of the evidence's archive, and what comes after it."""
    moved = replace(
        read_scan(HOURS[15], "محضر", TextStatus.OCR),
        url=f"{HOME}/2/avis",
        moved_to="//commune.example/news/2/avis",
    )
    return [
        *tell_story(),
        read_scan(HOURS[12], "", TextStatus.SCAN),
        read_scan(HOURS[14], "محضر", TextStatus.OCR),
        moved,
        listed([entry(slug) for slug in HARD], HOURS[16]),
        *(read_hard(slug, HOURS[16]) for slug in HARD),
        polled(HOURS[16]),
        replace(read_hard("formule", HOURS[18]), text="+212 6 00", kind="tender", subkind=None, facts=()),
        gone(entry("mois"), HOURS[20]),
        BackfillPage("commune", (), {"trails": []}, 3, None, HOURS[23]),
        BackfillEnd("commune", False, None, WALKED, HOURS[24]),
        gone(entry("mois"), HOURS[27]),
        polled(HOURS[30]),
    ]


def when(one: Reading) -> datetime:
    at = one.finished_at if isinstance(one, PollRead | BackfillEnd) else getattr(one, "fetched_at", NOW)
    assert isinstance(at, datetime)
    return at


def watch(store: Store, story: Iterable[Reading]) -> Store:
    """Let a story happen to a portal in this archive."""
    with store.write() as connection:
        portals.insert_portal(connection, "commune", PortalDefinition(url=HOME), NOW)
    return go_on(store, story)


def go_on(store: Store, story: Iterable[Reading]) -> Store:
    """Let more happen to it."""
    decider = Decider(store, TIMING, None)
    for one in story:
        decider.record(one)
    return store


def watch_all(store: Store) -> Store:
    """The whole story; it has gaps, as the portal is polled four times in thirty hours."""
    return watch(store, tell())


def open_new(folder: Path) -> Store:
    """An empty archive in a folder of its own."""
    store = open_migrated(folder / "balagh.db")
    return store
