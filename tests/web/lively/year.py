"""A year of what the cast publishes, edits, withdraws and restores, as polls read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from crawler.article.facts import find_facts
from crawler.article.kinds import find_kind
from storage.model import (
    ArticleGone,
    ArticleRead,
    ArticleUnchanged,
    Attachment,
    Entry,
    Exchange,
    File,
    PollRead,
    PublishedDate,
    Reading,
    Source,
    SourceKind,
    SourceRead,
    SourcesFound,
    TextStatus,
    Validators,
)
from tests.web.lively.cast import MEKNES, SESSIONS, SHARED, Place, write_session, write_text

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BEGIN = NOW - timedelta(days=365)
#: Days between two items of a portal, and entries that its list shows.
EVERY, LISTED = 20, 8
#: Days that are read at once.
PERIOD = 92


def list_readings(place: Place) -> Iterator[Sequence[Reading]]:
    """What is read of a portal, a quarter at a time, and then what became of some of it."""
    home = f"https://{place.id}.example/"
    yield [SourcesFound(place.id, "generic", (Source(SourceKind.LISTING, home),), BEGIN)]
    reads = sorted(_list_items(place), key=lambda one: one.fetched_at)
    known: list[Entry] = []
    for quarter in range(4):
        begin = BEGIN + timedelta(days=PERIOD * quarter)
        end = begin + timedelta(days=PERIOD)
        new = [one for one in reads if begin <= one.fetched_at < end]
        known = [*(one.entry for one in reversed(new)), *known]
        at = new[-1].fetched_at if new else begin
        listed = SourceRead(place.id, home, tuple(known[:LISTED]), 1, True, Validators(), str(quarter), at)
        polled = PollRead(place.id, None, "read", 1, 0, LISTED, LISTED - len(new), begin, end)
        yield [listed, *new, polled]
    yield from _list_changes(reads)


def _list_items(place: Place) -> Iterator[ArticleRead]:
    for number in range(365 // EVERY):
        late = 0 if number == SHARED else len(place.id) % 5
        day = (BEGIN + timedelta(days=EVERY * number + late)).date()
        language, title, text = write_text(place, number, day + timedelta(days=12))
        files = [_attach(place, number)] if number % 3 == 1 else []
        yield _read(place.id, f"n{number}", title, text, day, language, files)
    if place.id in ("taza", "safi"):
        return
    for month in SESSIONS:
        for what, days in (("جدول أعمال", -6), ("محضر", 30)):
            if what == "محضر" and len(place.id) % 2:
                continue
            day = date(2026, month, 5) + timedelta(days=days)
            title, text = write_session(place, month, 2026, what)
            yield _read(place.id, f"s{month}{days}", title, text, min(day, NOW.date()), "ar", [])


def _attach(place: Place, number: int) -> Attachment:
    name = f"cahier-{number}.pdf" if number % 2 else "دفتر الشروط.pdf"
    text = f"Règlement de consultation {number}. " * 30
    file = File(sha256(text.encode()).hexdigest(), "application/pdf", 48_213 + number, text, TextStatus.READ,
                None, None, NOW)  # fmt: skip
    return Attachment(f"https://{place.id}.example/files/{number}.pdf", name, file)


def _read(  # what a reading holds
    portal: str, slug: str, title: str, text: str, day: date, language: str, files: Sequence[Attachment]
) -> ArticleRead:
    url = f"https://{portal}.example/{slug}"
    at = datetime.combine(day, time(10, 20), UTC)
    body = f"<h1>{title}</h1><p>{text}</p>".encode()
    kind = find_kind(title, text)
    return ArticleRead(
        portal=portal,
        entry=Entry(url=url, key=f"//{portal}.example/{slug}", title=title, published=day.isoformat()),
        url=url,
        title=title,
        text=text,
        published=PublishedDate(day.isoformat(), "day", "listing"),
        event_dates=(),
        attachments=tuple(files),
        kind=kind.kind,
        subkind=kind.subkind,
        language=language,
        validators=Validators("e"),
        body_sha256=sha256(body).hexdigest(),
        fetched_at=at,
        # The bytes of one portal are enough to look at.
        exchanges=(_answer(url, at, body),) if portal == MEKNES else (),
        kind_words=kind.words,
        facts=find_facts(text, (), None),
    )


def _answer(url: str, at: datetime, body: bytes, status: int = 200) -> Exchange:
    return Exchange(url, "GET", (), b"", status, ((b"Content-Type", b"text/html"),), body, "192.0.2.7", at)


def _list_changes(reads: Sequence[ArticleRead]) -> Iterator[Sequence[Reading]]:
    """Three edits, a withdrawal, another that is restored."""
    for place in (3, 9, 16):
        one = reads[place]
        at = one.fetched_at + timedelta(days=2)
        text = one.text.replace("9", "10").replace("10h00", "15h30") + "\n\nتصحيح: تم تغيير الموعد."
        yield [replace(one, text=text, fetched_at=at, body_sha256=sha256(text.encode()).hexdigest())]
    for place in (6, 14):
        one = reads[place]
        for hours in (30, 40):
            at = one.fetched_at + timedelta(hours=hours)
            gone = (_answer(one.url, at, b"gone", 404),) if one.exchanges else ()
            yield [ArticleGone(one.portal, one.entry, "404", at, gone, reads[place + 1].url)]
    back = reads[14]
    yield [ArticleUnchanged(back.portal, back.entry, back.fetched_at + timedelta(days=6))]
