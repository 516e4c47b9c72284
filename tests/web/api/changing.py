"""A writer whose portals go through everything that changes an archive, as chance has it: by a seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from monitor.decide import Decider
from monitor.schedule import Timing
from storage import portals
from storage.articles import find_article
from storage.database import Store
from storage.model import (
    ArticleGone,
    ArticleRead,
    ArticleUnchanged,
    Attachment,
    AttachmentsRead,
    Entry,
    Fact,
    File,
    FormerAddress,
    PollRead,
    PortalDefinition,
    PublishedDate,
    Reading,
    Source,
    SourceKind,
    SourceRead,
    SourcesFound,
    TextStatus,
    Validators,
)
from storage.tombstones import insert_tombstone

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
TIMING = Timing(poll=timedelta(minutes=15), recheck=timedelta(hours=1), confirm=timedelta(hours=6))
WORDS = [
    "بلاغ",
    "إعلان",
    "المجلس",
    "الجماعي",
    "دورة",
    "عادية",
    "صفقة",
    "انقطاع",
    "الماء",
    "الصالح",
    "للشرب",
    "طريق",
    "travaux",
    "avis",
    "réunion",
]


@dataclass
class Known:
    """An article as its page reads now."""

    read: ArticleRead
    is_gone: bool = False


@dataclass
class Writer:
    """Changes an archive, one step after the other; what it does hangs on the seed alone."""

    store: Store
    seed: int
    known: list[Known] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    at: datetime = NOW

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.decider = Decider(self.store, TIMING)
        with self.store.read() as connection:
            self.added = [one.id for one in portals.list_portals(connection)]

    def reopen(self, store: Store) -> None:
        """Go on as another process would: with nothing but the archive and what the portals show."""
        self.store, self.decider = store, Decider(store, TIMING)

    def change(self, steps: int) -> None:
        """So many steps."""
        for _ in range(steps):
            self.at += timedelta(hours=7)
            ways, weights = zip(*_WAYS.items(), strict=True)
            self.chance.choices(ways, weights)[0](self)

    def record(self, *readings: Reading) -> None:
        for one in readings:
            self.decider.record(one)

    def choose(self) -> Known | None:
        there = [one for one in self.known if one.read.portal in self.added]
        return self.chance.choice(there) if there else None

    def words(self, count: int) -> str:
        return " ".join(self.chance.choices(WORDS, k=count)) + f" {self.chance.randrange(10_000)}"


def add_portal(writer: Writer) -> None:
    name = f"commune{writer.chance.randrange(6)}"
    if name in writer.added:
        return
    with writer.store.write() as connection:
        portals.insert_portal(connection, name, PortalDefinition(url=f"https://{name}.example/"), writer.at)
    writer.added.append(name)
    platform = writer.chance.choice(["generic", "webforms"])
    writer.record(SourcesFound(name, platform, (Source(SourceKind.LISTING, f"https://{name}.example/"),)))


def remove_portal(writer: Writer) -> None:
    if len(writer.added) > 1:
        name = writer.added.pop(writer.chance.randrange(len(writer.added)))
        with writer.store.write() as connection:
            portals.remove_portal(connection, name, writer.at)


def describe_portal(writer: Writer) -> None:
    if writer.added:
        name = writer.chance.choice(writer.added)
        region = writer.chance.choice(["Oriental", "Fès-Meknès", None])
        definition = PortalDefinition(url=f"https://{name}.example/", region=region)
        with writer.store.write() as connection:
            portals.set_definition(connection, name, definition, writer.at)


def bring(writer: Writer) -> None:
    if not writer.added:
        return
    portal, number = writer.chance.choice(writer.added), len(writer.known)
    entry = Entry(f"https://{portal}.example/{number}", f"//{portal}.example/{number}", writer.words(4))
    day = f"2026-01-{writer.chance.randrange(1, 29):02}"
    text = writer.words(60)
    old = writer.choose()
    if old and writer.chance.random() < 0.15:
        text = old.read.text  # a repost
    dated = writer.chance.random() < 0.7
    read = ArticleRead(
        portal=portal,
        entry=entry,
        url=entry.url,
        title=entry.title,
        text=text,
        published=PublishedDate(day, "day", "listing") if dated else PublishedDate(),
        event_dates=(),
        attachments=_link(writer, portal),
        kind=writer.chance.choice(["communique", "tender", "news"]),
        language="ar",
        subkind=None,
        validators=Validators(),
        body_sha256=sha256(text.encode()).hexdigest(),
        fetched_at=writer.at,
        facts=(Fact("tender", text[:4], text[:4], 0, 4),),
    )
    writer.known.append(Known(read))
    listed = replace(entry, published=day if dated else None)
    source = f"https://{portal}.example/"
    writer.record(SourceRead(portal, source, (listed,), 1, True, Validators(), str(number), writer.at), read)


def _link(writer: Writer, portal: str) -> tuple[Attachment, ...]:
    """One of few files, of which more becomes known the later it is read."""
    if writer.chance.random() < 0.6:
        return ()
    number = writer.chance.randrange(8)
    return (Attachment(f"https://{portal}.example/{number}.pdf", f"Annexe {number}", _file(writer, number)),)


def _file(writer: Writer, number: int) -> File:
    text = writer.words(20)
    digest = sha256(str(number).encode()).hexdigest()
    return File(digest, "application/pdf", 9, text, TextStatus.OCR, None, 80.0, writer.at)


def edit(writer: Writer) -> None:
    one = writer.choose()
    if one is not None:
        text = f"{one.read.text}\n{writer.words(12)}"
        one.read = replace(one.read, text=text, fetched_at=writer.at, body_sha256=text[-8:])
        one.is_gone = False
        writer.record(one.read)


def visit(writer: Writer) -> None:
    one = writer.choose()
    if one is not None:
        one.is_gone = False
        writer.record(ArticleUnchanged(one.read.portal, one.read.entry, writer.at))


def read_files(writer: Writer) -> None:
    one = writer.choose()
    if one is not None and one.read.attachments:
        number = int(one.read.attachments[0].url.rpartition("/")[2].removesuffix(".pdf"))
        again = (replace(one.read.attachments[0], file=_file(writer, number)),)
        one.read = replace(one.read, attachments=again)
        writer.record(AttachmentsRead(one.read.portal, one.read.entry, again, writer.at))


def withdraw(writer: Writer) -> None:
    one = writer.choose()
    if one is not None:
        one.is_gone = True
        gone = ArticleGone(
            one.read.portal, one.read.entry, "404", writer.at, witness="https://other.example/"
        )
        writer.record(gone, replace(gone, fetched_at=writer.at + timedelta(hours=6)))


def move(writer: Writer) -> None:
    one = writer.choose()
    if one is not None and not one.is_gone:
        before = one.read.entry
        key = f"{before.key}-moved{writer.chance.randrange(10_000)}"
        entry = replace(before, url=f"https:{key}", key=key)
        former = FormerAddress(before.key, "404")
        read = replace(one.read, entry=entry, url=entry.url, fetched_at=writer.at)
        one.read = read
        writer.record(replace(read, former=former))


def poll(writer: Writer) -> None:
    if writer.added:
        portal = writer.chance.choice(writer.added)
        writer.record(PollRead(portal, None, "read", 1, 0, 2, 2, writer.at, writer.at))


def forget(writer: Writer) -> None:
    with writer.store.write() as connection:
        numbers = range(1, len(writer.known) + 1)
        if numbers:
            number = writer.chance.choice(numbers)
            if find_article(connection, number) is not None:
                insert_tombstone(connection, number, "on request", writer.at)


_WAYS: dict[Callable[[Writer], None], int] = {
    add_portal: 3,
    remove_portal: 1,
    describe_portal: 2,
    bring: 30,
    edit: 30,
    visit: 6,
    read_files: 8,
    withdraw: 8,
    move: 4,
    poll: 6,
    forget: 2,
}
