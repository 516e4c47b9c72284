"""Whose change it is: what differs because our reader reads otherwise is logged, and told to nobody."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import Mock

import pytest

from crawler.kept import read_kept
from storage import articles, events, pagelines, revisions
from storage.evidence.erasing import expire
from storage.model import (
    ArticleRead,
    Event,
    Exchange,
    File,
    PortalDefinition,
    PublishedDate,
    Standing,
    TextStatus,
)
from storage.tombstones import insert_tombstone
from tests.storage.archive import ENTRIES, HOME, NOW, TIMING, Archive, answer, listed, make_archive, polled

ENTRY = ENTRIES[1]
LATER = NOW + timedelta(hours=1)
PAGE = "<html><body><div><h1>Avis</h1><p>La piscine ouvre à {hour} h le samedi.</p>{more}</div></body></html>"
SHARED = "\n\nPartager cette page"  # what the reader of then took for text
FILE = f"<p><a href='{HOME}/plan.pdf'>Plan</a></p>"


def respond(hour: int = 9, at: datetime = NOW, more: str = "") -> Exchange:
    return answer(ENTRY.url, at, PAGE.format(hour=hour, more=more))


def packed(exchange: Exchange) -> Exchange:
    headers = (*exchange.headers, (b"Content-Encoding", b"gzip"))
    return replace(exchange, body=gzip.compress(exchange.body), headers=headers)


def read(exchange: Exchange, title: str = ENTRY.title) -> ArticleRead:
    """What today's reader reads."""
    entry = replace(ENTRY, title=title)
    found = read_kept(exchange, entry, "commune", PortalDefinition(url=HOME), Standing())
    assert found is not None
    return replace(found, exchanges=(exchange,))


def read_then(exchange: Exchange) -> ArticleRead:
    """What another reader read in the same bytes."""
    now = read(exchange)
    return replace(now, text=now.text + SHARED, reader="another")


def with_file(found: ArticleRead, digest: str) -> ArticleRead:
    file = File(digest, "application/pdf", 9, "", TextStatus.SCAN, None, None, NOW)
    return replace(found, attachments=tuple(replace(one, file=file) for one in found.attachments))


def dated(found: ArticleRead, day: PublishedDate) -> ArticleRead:
    return replace(found, published=day)


def keep_all(archive: Archive) -> None:
    """Nothing is lost."""


def expire_all(archive: Archive) -> None:
    assert expire(archive.store, archive.evidence, 0, LATER)


def damage(archive: Archive) -> None:
    for file in archive.files():
        file.write_bytes(file.read_bytes()[:-40])


@dataclass(frozen=True)
class Case:
    """A first visit, what became of its bytes, a second visit, and what the log says of it."""

    first: ArticleRead
    second: ArticleRead
    origin: str
    changed: tuple[str, ...]
    says: str = ""  #: in the summary
    hides: str = "\0"  #: not there
    lose: Callable[[Archive], None] = keep_all
    between: tuple[ArticleRead, ...] = ()  #: visits that say nothing new


OURS = "the portal changed nothing of it"
UNKNOWN = "is not kept"
NINE, TEN = respond(), respond(10, LATER)
PDF = replace(respond(), body=b"%PDF-1.4 a scan", headers=((b"Content-Type", b"application/pdf"),))
#: A longer text; what stands outside its box, and by a shorter text is reached, in the same page's frame.
LONG = (
    "<p>Le bassin est chauffé, les vestiaires sont neufs et la caisse ferme une heure avant la fin.</p>" * 4
)
BESIDE = (
    f"</div><div><a href='{HOME}/guide.pdf'>Guide des démarches et des services de la commune</a></div>"
    f"<div><img src='{HOME}/t/bande.jpg'></div><div>"
)
SHORTER, LONGER = respond(more=BESIDE), respond(more=LONG + BESIDE)
LATER_SHORTER, LATER_LONGER = (respond(10, LATER, more) for more in (BESIDE, LONG + BESIDE))
UNDATED = PublishedDate(None, None, "none")
DATED = PublishedDate("2025-01-01", "day", "listing")
LEARNED = "the day of publication is known now"
CASES = {
    "a day that was unknown": Case(
        dated(read(NINE), UNDATED), dated(read(respond(at=LATER)), DATED), "backfill", ("published",), LEARNED
    ),
    "a day that was unknown, and other words": Case(
        dated(read(NINE), UNDATED), dated(read(TEN), DATED), "watch", ("text",), "10", LEARNED
    ),
    "another day": Case(
        dated(read(NINE), replace(DATED, value="2024-12-31")),
        dated(read(respond(at=LATER)), DATED),
        "watch",
        ("published",),
        "2025-01-01",
        LEARNED,
    ),
    "the reader changed": Case(read_then(NINE), read(respond(at=LATER)), "backfill", ("text",), OURS),
    "the same, of packed bytes": Case(
        read_then(packed(NINE)), read(packed(respond(at=LATER))), "backfill", ("text",), OURS
    ),
    "the portal changed": Case(read(NINE), read(TEN), "watch", ("text",), "10", "Partager"),
    "the portal changed, the bytes are gone": Case(
        read(NINE), read(TEN), "watch", ("text",), "10", UNKNOWN, lose=expire_all
    ),
    "both changed": Case(read_then(NINE), read(TEN), "watch", ("text",), "10", "Partager"),
    "the reader changed, the bytes are gone": Case(
        read_then(NINE), read(respond(at=LATER)), "backfill", ("text",), UNKNOWN, lose=expire_all
    ),
    "both changed, the bytes are damaged": Case(
        read_then(NINE), read(TEN), "backfill", ("text",), UNKNOWN, lose=damage
    ),
    "the reader changed, and the bytes of a file": Case(
        with_file(read_then(respond(more=FILE)), "a"),
        with_file(read(respond(at=LATER, more=FILE)), "b"),
        "watch",
        ("attachments",),
        "plan.pdf",
        "Partager",
    ),
    "the same, and the bytes of the page are gone": Case(
        with_file(read_then(respond(more=FILE)), "a"),
        with_file(read(respond(at=LATER, more=FILE)), "b"),
        "watch",
        ("attachments",),
        "plan.pdf",
        "Partager",
        lose=expire_all,
    ),
    "a text grows beside the same files": Case(read(SHORTER), read(LATER_LONGER), "watch", ("text",), "10"),
    "a text shrinks beside the same files": Case(read(LONGER), read(LATER_SHORTER), "watch", ("text",), "10"),
    "the same, and the bytes are gone": Case(
        read(LONGER), read(LATER_SHORTER), "watch", ("text",), "10", lose=expire_all
    ),
    "the same, by another reader": Case(
        read_then(LONGER), read(LATER_SHORTER), "watch", ("text",), "10", "Partager"
    ),
    "a text shrinks, and a file comes": Case(
        read(LONGER),
        read(respond(10, LATER, FILE + BESIDE)),
        "watch",
        ("text", "attachments"),
        f"+{HOME}/plan.pdf",
    ),
    "a text grows, and its file goes": Case(
        read(respond(more=FILE + BESIDE)),
        read(LATER_LONGER),
        "watch",
        ("text", "attachments"),
        f"−{HOME}/plan.pdf",
        "guide.pdf",
    ),
    "a text grows, and a file from beside it is put in": Case(
        read(LONGER),
        read(respond(10, LATER, f"<p><a href='{HOME}/guide.pdf'>Guide</a></p>{LONG}{BESIDE}")),
        "watch",
        ("text", "attachments"),
        f"+{HOME}/guide.pdf",
    ),
    "a text grows, and a file that is left beside it has other bytes": Case(
        with_file(read(SHORTER), "a"),
        replace(read(LATER_LONGER), held=with_file(read(SHORTER), "b").attachments),
        "watch",
        ("text", "attachments"),
        "other contents of Guide",
    ),
    "a file goes from a text, and stands beside it in another spelling": Case(
        read(
            respond(
                more=f"<p><a href='{HOME.replace('s://', '://www.')}/guide.pdf'>Guide</a></p>{LONG}{BESIDE}"
            )
        ),
        read(LATER_LONGER),
        "watch",
        ("text", "attachments"),
        "−http://www.commune.example/news/guide.pdf",
    ),
    "a file goes from beside a text, and later comes into it": Case(
        read(LONGER),
        read(respond(at=LATER, more=f"<p><a href='{HOME}/guide.pdf'>Guide</a></p>{LONG}")),
        "watch",
        ("attachments",),
        f"+{HOME}/guide.pdf",
        between=(read(respond(at=LATER, more=LONG)),),
    ),
    "the same, and another reader": Case(
        read_then(LONGER),
        read(respond(10, LATER, f"<p><a href='{HOME}/guide.pdf'>Guide</a></p>{LONG}")),
        "watch",
        ("text", "attachments"),
        f"+{HOME}/guide.pdf",
        between=(read_then(respond(at=LATER, more=LONG)),),
    ),
    "the reader changed, and the list names a file otherwise": Case(
        replace(read(PDF), reader="another"),
        read(PDF, "Avis corrigé"),
        "watch",
        ("title", "attachments"),
        "corrigé",
    ),
}


def list_edits(archive: Archive) -> list[Event]:
    with archive.store.read() as connection:
        return [one for one in events.list_events(connection) if one.type.value == "edited"]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_only_what_the_portal_changed_is_told(tmp_path: Path, case: Case) -> None:
    archive = make_archive(tmp_path)
    archive.decider.record(listed([ENTRY], NOW))
    archive.decider.record(case.first)
    archive.decider.record(polled(NOW))
    case.lose(archive)
    for one in (*case.between, case.second):
        archive.decider.record(one)
    (edit,) = list_edits(archive)
    assert (edit.origin.value, edit.changed) == (case.origin, case.changed)
    assert case.says in edit.summary
    assert case.hides not in edit.summary
    archive.decider.record(replace(case.second, fetched_at=LATER + timedelta(hours=1)))
    assert len(list_edits(archive)) == 1, "the same again is no change"
    archive.store.close()


#: A first reading, a second one, and how often the bytes of the first are read again between them.
AGAIN = {
    "the same": (read(NINE), read(respond(at=LATER)), 0),
    "the same, by another reader": (replace(read(NINE), reader="another"), read(respond(at=LATER)), 0),
    "files beside a text, of which a known page tells": (read(LONGER), read(LATER_SHORTER), 0),
    "other words, by another reader": (read_then(NINE), read(TEN), 1),
    "other words and files, by another reader": (read_then(LONGER), read(LATER_SHORTER), 1),
}


@pytest.mark.parametrize(("first", "second", "times"), AGAIN.values(), ids=AGAIN)
def test_bytes_of_then_are_read_again_only_where_they_are_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: ArticleRead, second: ArticleRead, times: int
) -> None:
    archive = make_archive(tmp_path)
    archive.decider.record(listed([ENTRY], NOW))
    archive.decider.record(first)
    archive.decider.record(polled(NOW))
    again = Mock(wraps=read_kept)
    monkeypatch.setattr("monitor.attribution.read_kept", again)
    archive.decider.record(second)
    assert again.call_count == times
    archive.store.close()


def test_a_reader_that_reads_the_same_is_noted_as_the_one_who_did(tmp_path: Path) -> None:
    archive = make_archive(tmp_path)
    archive.decider.record(listed([ENTRY], NOW))
    archive.decider.record(replace(read(NINE), reader="another"))
    archive.decider.record(polled(NOW))
    archive.decider.record(read(respond(at=LATER)))
    expire_all(archive)
    archive.decider.record(read(respond(11, LATER)))
    (edit,) = list_edits(archive)
    assert (edit.origin.value, edit.changed) == ("watch", ("text",))
    archive.store.close()


def test_a_portal_remembers_few_pages_and_none_that_was_forgotten(tmp_path: Path) -> None:
    archive = make_archive(tmp_path)
    some = [replace(ENTRY, key=f"//c/{number}", url=f"{HOME}/{number}") for number in range(14)]
    archive.decider.record(listed(some, NOW))
    for number, entry in enumerate(some):
        one = replace(
            read(NINE), entry=entry, lines=("a", str(number)), fetched_at=NOW + number * TIMING.poll
        )
        archive.decider.record(one)
        archive.decider.record(replace(one, fetched_at=one.fetched_at + timedelta(seconds=1)))
    with archive.store.write() as connection:
        kept = pagelines.list_pages(connection, "commune")
        assert [page.key for page in kept] == [entry.key for entry in some[-10:]]
        found = articles.find_article_by_key(connection, "commune", some[-1].key)
        assert found is not None
        insert_tombstone(connection, found.id, "asked for", LATER)
        assert len(pagelines.list_pages(connection, "commune")) == 9
        making = revisions.find_making(connection, found.id, 1)
        assert making.entry is None
    archive.store.close()
