"""What is kept of articles' words on sessions is what reading them anew gives, whatever becomes of them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, select

from crawler.article.kinds import find_kind
from crawler.article.reader import digest_code
from monitor.decide import Decider
from monitor.expectations.keeping import name_reader
from monitor.expectations.sessions import read_words
from monitor.schedule import Timing
from monitor.statistics.counting import read_statistics
from storage import portals, sessions
from storage.database import Store
from storage.filter import ArticleFilter
from storage.model import (
    ArticleRead,
    Attachment,
    AttachmentsRead,
    Entry,
    File,
    PortalDefinition,
    PublishedDate,
    SourceRead,
    TextStatus,
    Validators,
)
from storage.statistics import Grouping
from storage.tables import session_readings
from storage.tombstones import insert_tombstone

LABELS = Path(__file__).parents[1] / "labels" / "sessions.jsonl"
#: Some of them: those beside them are alike.
ROWS = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()][::3]
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
TIMING = Timing(timedelta(hours=1), timedelta(days=30), timedelta(hours=6))
PORTAL = "meknes"


def make_read(number: int, row: dict[str, Any], at: datetime, digest: str = "1") -> ArticleRead:
    url, title, day = f"https://meknes.example/{number}", row["title"], row["published"]
    kind = find_kind(row["title"], row["text"])
    file = File(digest * 64, "application/pdf", 1, "", TextStatus.READ, None, None, NOW)
    return ArticleRead(
        portal=PORTAL, entry=Entry(url, url.removeprefix("https:"), title), url=url, title=title,
        text=row["text"] or "-", published=PublishedDate(day, "day" if day else None),
        event_dates=(), attachments=(Attachment(f"{url}.pdf", "محضر الدورة", file, TextStatus.READ),),
        kind=kind.kind, language="ar", subkind=kind.subkind, validators=Validators(), body_sha256=str(at),
        fetched_at=at,
    )  # fmt: skip


def publish(store: Store) -> Decider:
    """All labelled articles, as a poll brings them."""
    decider = Decider(store, TIMING)
    with store.write() as connection:
        portals.insert_portal(connection, PORTAL, PortalDefinition(url="https://meknes.example/"), NOW)
    reads = [make_read(number, row, NOW) for number, row in enumerate(ROWS)]
    entries = tuple(one.entry for one in reads)
    listed = SourceRead(PORTAL, "https://meknes.example/", entries, 1, True, Validators(), None, NOW)
    decider.record_all([listed, *reads])
    return decider


def change_words(decider: Decider) -> None:
    """Each article says what another one said."""
    for number in range(len(ROWS)):
        decider.record(make_read(number, ROWS[number - 1], NOW + DAY))


def change_day(decider: Decider) -> None:
    for number in range(len(ROWS)):
        row = ROWS[number - 1] | {"published": "2025-02-03"}
        decider.record(make_read(number, row, NOW + 2 * DAY))


def change_files(decider: Decider) -> None:
    for number in range(len(ROWS)):
        read = make_read(number, ROWS[number - 1], NOW + 3 * DAY, "2")
        decider.record(AttachmentsRead(PORTAL, read.entry, read.attachments, fetched_at=read.fetched_at))


def forget(decider: Decider) -> None:
    with decider.store.write() as connection:
        for number in range(1, len(ROWS), 2):
            insert_tombstone(connection, number, "asked for", NOW)


STEPS: dict[str, Callable[[Decider], object]] = {
    "nothing": lambda _: None,
    "other words": change_words,
    "another day": change_day,
    "other files": change_files,
    "half of them are forgotten": forget,
}


def compare(store: Store) -> Iterator[tuple[object, object]]:
    """Of each publication, what is kept and what its words say now."""
    with store.read() as connection:
        kept = sessions.list_publications(connection, PORTAL, name_reader())
        anew = sessions.list_publications(connection, PORTAL, "nobody")
    assert [one.article for one in kept] == [one.article for one in anew] and kept
    for one, other in zip(kept, anew, strict=True):
        assert other.reading is None and not one.text
        yield one.reading, read_words(other).reading


def count(store: Store) -> int:
    with store.read() as connection:
        return connection.scalar(select(func.count()).select_from(session_readings)) or 0


def test_what_is_kept_is_what_the_words_say_after_each_change(store: Store) -> None:
    decider = publish(store)
    for step, take in STEPS.items():
        before = count(store)
        take(decider)
        pairs = list(compare(store))
        assert all(kept == anew for kept, anew in pairs), step
        assert len({str(kept) for kept, _ in pairs}) > 10, step
    assert count(store) < before  # of what is forgotten, nothing is kept


def test_what_was_not_kept_is_read_once_by_who_counts(store: Store) -> None:
    publish(store)
    with store.read() as connection:
        expected = read_statistics(connection, ArticleFilter(), Grouping.MONTH)
    assert any(one.typical for one in expected.groups)
    with store.write() as connection:
        connection.execute(delete(session_readings))  # as of an older archive, or of one that was imported
    with store.read() as connection:
        assert read_statistics(connection, ArticleFilter(), Grouping.MONTH) == expected
    assert not count(store)
    with store.read() as connection:
        assert read_statistics(connection, ArticleFilter(), Grouping.MONTH, store) == expected
    assert all(kept == anew for kept, anew in compare(store))


def test_the_readers_name_is_of_all_code_by_which_sessions_are_found(tmp_path: Path) -> None:
    """Whatever else is imported one day has to be named in `name_reader`, too."""
    rooms = ("text", "crawler.dates", "crawler.article.facts", "monitor.expectations", "storage.model")
    containers = {"crawler", "crawler.article", "monitor", "storage"}
    code = "import sys, monitor.expectations.sessions; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    ours = {one for one in modules.split() if one.split(".")[0] in {"text", *containers}}
    assert {one for one in ours - containers if not one.startswith(rooms)} == set()
    file = tmp_path / "words.py"
    file.write_text("A = 1")
    before = digest_code([file])
    file.write_text("A = 2")
    assert before not in {digest_code([file]), digest_code([tmp_path])}


def test_an_older_version_and_another_reader_say_nothing(store: Store) -> None:
    publish(store)
    with store.write() as connection:
        read = sessions.list_publications(connection, PORTAL, name_reader())
        sessions.record_readings(connection, "another", read[:1])
        sessions.record_readings(connection, name_reader(), [replace(read[1], revision=0)])
        after = sessions.list_publications(connection, PORTAL, name_reader())
    unread = [one for one in after if one.reading is None]
    assert [one.article for one in unread] == [one.article for one in read[:2]]
    assert [read_words(one).reading for one in unread] == [one.reading for one in read[:2]]
