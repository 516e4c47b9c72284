"""A small archive with evidence: an article that was read, edited, withdrawn and restored, and another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from monitor.decide import Decider
from monitor.schedule import Timing
from storage import portals
from storage.database import Store
from storage.evidence import rows
from storage.evidence.keeping import EvidenceFolder
from storage.evidence.verifying import Findings, verify
from storage.model import (
    ArticleGone,
    ArticleRead,
    ArticleUnchanged,
    Attachment,
    Entry,
    Evidence,
    Exchange,
    PollRead,
    PortalDefinition,
    PublishedDate,
    Reading,
    Source,
    SourceKind,
    SourceRead,
    SourcesFound,
    Validators,
)
from tests.sqlite import open_migrated

NOW = datetime(2026, 11, 24, 9, 0, 0, 250_000, tzinfo=UTC)
TIMING = Timing(poll=timedelta(minutes=15), recheck=timedelta(hours=1), confirm=timedelta(hours=6))
HOME = "https://commune.example/news"
NAME = "Fatima Zahra Exemple"
ENTRIES = tuple(
    Entry(url=f"{HOME}/{slug}", key=f"//commune.example/news/{slug}", title=title)
    for slug, title in (("resultats", f"Résultats : {NAME}"), ("avis", "Avis"))
)
MOVED = Entry(url=f"{HOME}/2/resultats", key="//commune.example/news/2/resultats", title=ENTRIES[0].title)


def answer(url: str, at: datetime, body: str, status: int = 200) -> Exchange:
    return Exchange(
        url=url,
        method="GET",
        request_headers=((b"Host", b"commune.example"), (b"User-Agent", b"Balagh/0.1")),
        request_body=b"",
        status=status,
        headers=((b"Content-Type", b"text/html"), (b"X-Name", "été".encode())),
        body=body.encode(),
        ip="192.0.2.7",
        fetched_at=at,
    )


def read(entry: Entry, at: datetime, text: str) -> ArticleRead:
    return ArticleRead(
        portal="commune",
        entry=entry,
        url=entry.url,
        title=entry.title,
        text=text,
        published=PublishedDate("2026-11-01", "day"),
        event_dates=(),
        attachments=(Attachment(f"{entry.url}.pdf", f"Liste, {entry.title}"),),
        kind="results",
        language="fr",
        subkind=None,
        validators=Validators("e"),
        body_sha256=sha256(text.encode()).hexdigest(),
        fetched_at=at,
        exchanges=(answer(entry.url, at, f"<h1>{entry.title}</h1><p>{text}</p>"),),
    )


def gone(entry: Entry, at: datetime) -> ArticleGone:
    return ArticleGone(
        "commune", entry, "404", at, (answer(entry.url, at, "<h1>Introuvable</h1>", 404),), "other"
    )


def unchanged(entry: Entry, at: datetime) -> ArticleUnchanged:
    return ArticleUnchanged("commune", entry, at, (answer(entry.url, at, "", 304),))


def polled(at: datetime) -> PollRead:
    return PollRead("commune", None, "read", 1, 0, 2, 2, at, at)


def listed(entries: Sequence[Entry], at: datetime) -> SourceRead:
    return SourceRead("commune", HOME, tuple(entries), 1, True, Validators(), "f", at)


def tell_story() -> list[Reading]:
    first, other = ENTRIES
    hours = [NOW + timedelta(hours=number) for number in range(20)]
    return [
        SourcesFound("commune", "generic", (Source(SourceKind.LISTING, HOME),)),
        listed(ENTRIES, NOW),
        read(first, NOW, f"{NAME} est admise le 12."),
        read(other, NOW, "Coupure d'eau."),
        polled(NOW),
        read(first, hours[1], f"{NAME} est admise le 15."),
        gone(first, hours[2]),
        gone(first, hours[3]),  # too soon to prove anything
        gone(first, hours[9]),
        unchanged(first, hours[10]),
        unchanged(first, hours[11]),
    ]


@dataclass(frozen=True)
class Archive:
    """An archive in a folder of its own."""

    store: Store
    evidence: EvidenceFolder
    decider: Decider

    def verify(self, article: int | None = None) -> Findings:
        with self.store.read() as connection:
            return verify(connection, self.evidence, article)

    def list_records(self) -> list[Evidence]:
        with self.store.read() as connection:
            return list(rows.list_records(connection))

    def files(self) -> list[Path]:
        return sorted(self.evidence.path.iterdir())


def make_archive(folder: Path, evidence: EvidenceFolder | None = None) -> Archive:
    """An empty archive that watches one portal."""
    store = open_migrated(folder / "balagh.db")
    with store.write() as connection:
        portals.insert_portal(connection, "commune", PortalDefinition(url=HOME), NOW)
    kept = evidence or EvidenceFolder(folder / "evidence")
    return Archive(store, kept, Decider(store, TIMING, kept))


def fill(archive: Archive) -> Archive:
    """Let the story happen."""
    for one in tell_story():
        archive.decider.record(one)
    return archive
