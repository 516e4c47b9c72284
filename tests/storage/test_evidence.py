"""What is kept of answers, and that no byte of it can be changed unseen."""

from __future__ import annotations

import gzip
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, text
from warcio.archiveiterator import ArchiveIterator
from warcio.cli import main as warcio

from monitor.decide import Decider
from storage import entries
from storage.articles import find_article
from storage.database import open_store
from storage.events import list_events
from storage.evidence.erasing import expire, forget
from storage.evidence.keeping import EvidenceFolder
from storage.evidence.manifest import dump_manifest, find_manifest, make_warc, verify_written
from storage.evidence.warc import make_member, make_records
from storage.model import EvidenceRole, StorageError
from tests.storage.archive import (
    ENTRIES,
    HOME,
    MOVED,
    NAME,
    NOW,
    TIMING,
    Archive,
    answer,
    fill,
    gone,
    listed,
    make_archive,
    polled,
    read,
    unchanged,
)

LATER = NOW + timedelta(days=2)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The archive that no test changes for good."""
    archive = fill(make_archive(tmp_path_factory.mktemp("kept")))
    yield archive
    archive.store.close()


@pytest.fixture
def own(kept: Archive, tmp_path: Path) -> Iterator[Archive]:
    """A copy of it, to be changed."""
    with kept.store.engine.connect() as connection:
        connection.exec_driver_sql("VACUUM INTO ?", (str(tmp_path / "balagh.db"),))
    shutil.copytree(kept.evidence.path, tmp_path / "evidence")
    with_own = make_copy(tmp_path)
    yield with_own
    with_own.store.close()


def make_copy(folder: Path) -> Archive:
    store = open_store(f"sqlite:///{folder / 'balagh.db'}")
    evidence = EvidenceFolder(folder / "evidence")
    return Archive(store, evidence, Decider(store, TIMING, evidence))


def is_accepted(path: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether warcio's own checker finds nothing wrong."""
    monkeypatch.setattr(sys, "argv", ["warcio", "check", str(path)])
    with pytest.raises(SystemExit) as ended:
        warcio()
    return ended.value.code == 0


def test_what_made_or_changed_an_article_is_kept_and_nothing_else(kept: Archive) -> None:
    records = kept.list_records()
    assert [(one.article, one.revision, one.role.value, one.status, one.original) for one in records] == [
        (None, None, "file", None, None),
        (1, 1, "page", 200, None),
        (2, 1, "page", 200, None),
        (1, 2, "page", 200, None),
        (1, 2, "gone", 404, None),
        (1, 2, "gone", 404, 5),
        (1, 2, "page", 304, 4),
    ]
    assert kept.verify().faults == kept.verify().notes == []


def test_other_readers_accept_the_files_and_read_the_same_bytes(
    kept: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path,) = kept.files()
    assert is_accepted(path, monkeypatch)
    with path.open("rb") as file:
        seen = [(one.rec_type, one.http_headers, one.raw_stream.read()) for one in ArchiveIterator(file)]
    kinds = [kind for kind, _, _ in seen]
    answers = ["response", "response", "response", "response", "revisit", "revisit"]
    assert kinds == ["warcinfo", *(kind for one in answers for kind in (one, "request"))]
    assert seen[1][2] == read(ENTRIES[0], NOW, f"{NAME} est admise le 12.").exchanges[0].body
    assert seen[2][1].get_header("User-Agent") == "Balagh/0.1"


def test_headers_are_kept_byte_for_byte() -> None:
    packed = make_records(answer(f"{HOME}/a", NOW, "x"))
    assert b"X-Name: \xc3\xa9t\xc3\xa9\r\n" in gzip.decompress(packed)


@pytest.mark.parametrize("size", [0, 1, 100])
def test_a_member_is_as_long_as_it_has_to_be(size: int) -> None:
    member = make_member(b"a" * size, 200)
    assert member is not None
    assert (len(member), gzip.decompress(member)) == (200, b"a" * size)
    assert make_member(b"a" * 200, 200) is None


def test_a_changed_byte_anywhere_in_the_files_is_found(own: Archive) -> None:
    (path,) = own.files()
    whole = path.read_bytes()
    for place in [*range(0, len(whole), 41), *range(12), len(whole) - 1]:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert own.verify().faults, f"byte {place}"
    path.write_bytes(whole)
    assert not own.verify().faults


ALTERED = {
    "whose it is": "update evidence set article = 2 where id = 4",
    "which revision it made": "update evidence set revision = 1 where id = 4",
    "where it came from": "update evidence set url = 'https://other.example/' where id = 4",
    "what was answered": "update evidence set status = 200 where id = 5",
    "when": "update evidence set fetched_at = '2020-01-01 00:00:00' where id = 4",
    "the body's digest": "update evidence set payload = record where id = 4",
    "the digest of the words": "update evidence set content = record where id = 4",
    "the record's digest": "update evidence set record = payload where id = 4",
    "the chain": "update evidence set chain = record where id = 4",
    "the chain's end": "update evidence set chain = record where id = 7",
    "which record it repeats": "update evidence set original = 2 where id = 6",
    "where it lies": 'update evidence set "offset" = 1 where id = 4',
    "a row is missing": "delete from evidence where id = 3",
    "it is called expired": "update evidence set erased = 'forgotten' where id = 4",
    "the words that were read": "update revisions set text = 'Autre' where article = 1 and number = 1",
    "the title that was read": "update revisions set title = 'Autre' where article = 1 and number = 2",
    "a row of versions that no program reads": "update revisions set changed = '{' where article = 1",
    "the words that are shown": "update articles set text = 'Autre' where id = 1",
    "the date that is shown": "update articles set published = '2020-01-01' where id = 1",
    "which version is shown": "update articles set revision = 9 where id = 1",
}


@pytest.mark.parametrize("statement", ALTERED.values(), ids=ALTERED)
def test_a_changed_row_is_found(own: Archive, statement: str) -> None:
    with own.store.write() as connection:
        connection.execute(text(statement))
    assert own.verify().faults


def test_a_row_with_words_that_mean_nothing_is_named(own: Archive) -> None:
    with own.store.write() as connection:
        connection.execute(text("update evidence set role = 'other' where id = 4"))
    with pytest.raises(StorageError, match="evidence 4: its row cannot be read, it was altered"):
        own.verify()


def spoil_cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5])


def test_rows_that_are_missing_are_named(own: Archive) -> None:
    with own.store.write() as connection:
        connection.execute(text("delete from evidence where id in (2, 3)"))
    assert "evidence 2 to 3: rows are missing in the database" in own.verify().faults


SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "cut off": (spoil_cut, "cut off"),
    "missing": (Path.unlink, "is missing, with 7 records"),
    "emptied": (lambda path: path.write_bytes(b""), "cut off"),
}


@pytest.mark.parametrize("spoil, sentence", SPOILT.values(), ids=SPOILT)
def test_a_spoilt_file_is_found_and_what_comes_next_is_kept_elsewhere(
    own: Archive, spoil: Callable[[Path], object], sentence: str
) -> None:
    spoil(own.files()[0])
    faults = own.verify().faults
    assert any(sentence in one for one in faults), faults
    own.decider.record(read(ENTRIES[1], LATER, "Coupure d'eau demain."))
    assert own.verify().faults == faults
    assert own.list_records()[-1].file != own.list_records()[0].file


def test_what_a_crash_leaves_behind_is_told_and_harms_nothing(own: Archive) -> None:
    (path,) = own.files()
    with path.open("ab") as file:
        file.write(make_records(answer(ENTRIES[0].url, NOW, "x"))[:-3])
    found = own.verify()
    assert (found.faults, len(found.notes)) == ([], 1)
    assert "belong to no record" in found.notes[0]
    own.decider.record(read(ENTRIES[1], LATER, "Coupure d'eau demain."))
    assert (own.verify().faults, len(own.files())) == ([], 2)


def test_what_is_not_committed_leaves_no_bytes(own: Archive) -> None:
    before = [(path, path.read_bytes()) for path in own.files()]
    with (
        pytest.raises(ZeroDivisionError),
        own.store.write() as connection,
        own.evidence.turn(connection) as turn,
    ):
        turn.keep(1, 2, EvidenceRole.PAGE, answer(HOME, NOW, "x"))
        raise ZeroDivisionError
    assert [(path, path.read_bytes()) for path in own.files()] == before
    assert own.verify().notes == []


def test_evidence_that_cannot_be_written_keeps_the_article_from_being_recorded(tmp_path: Path) -> None:
    (tmp_path / "evidence").write_text("no folder")
    archive = make_archive(tmp_path)
    with pytest.raises(StorageError, match="evidence cannot be written"):
        fill(archive)
    with archive.store.read() as connection:
        assert find_article(connection, 1) is None
    archive.store.close()


def test_a_file_is_begun_anew_when_it_has_grown_and_each_month(tmp_path: Path) -> None:
    small = fill(make_archive(tmp_path, EvidenceFolder(tmp_path / "small", most_bytes=1_500)))
    assert [one.name.split("-")[2] for one in small.files()] == [
        f"{number:06d}.warc.gz" for number in (1, 4, 7)
    ]
    small.decider.record(read(ENTRIES[1], NOW + timedelta(days=30), "Coupure d'eau demain."))
    assert len(small.files()) == 4
    assert small.verify().faults == []
    small.store.close()


def test_polls_that_bring_nothing_keep_nothing(own: Archive) -> None:
    def count_bytes() -> int:
        return sum(path.stat().st_size for path in own.files())

    before, records = count_bytes(), own.list_records()
    for number in range(20):
        at = LATER + timedelta(hours=number)
        own.decider.record(listed(ENTRIES, at))
        own.decider.record(unchanged(ENTRIES[0], at))
        own.decider.record(read(ENTRIES[1], at, "Coupure d'eau."))
        own.decider.record(polled(at))
    assert (count_bytes(), own.list_records()) == (before, records)


def write_out(archive: Archive, folder: Path) -> Path:
    path = folder / "article-1.warc.gz"
    with archive.store.read() as connection:
        article = find_article(connection, 1)
        assert article is not None
        warc, manifest = make_warc(connection, archive.evidence, article, path.name, LATER)
    path.write_bytes(warc)
    find_manifest(path).write_bytes(dump_manifest(manifest))
    return path


def test_what_is_written_out_is_accepted_and_holds_all_it_refers_to(
    kept: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_out(kept, tmp_path)
    assert is_accepted(path, monkeypatch)
    assert (verify_written(path).faults, verify_written(path).records) == ([], 5)
    with path.open("rb") as file:
        records = [(one.rec_type, one.rec_headers) for one in ArchiveIterator(file)]
    assert records[0][0] == "warcinfo"
    full = {one.get_header("WARC-Payload-Digest") for kind, one in records if kind == "response"}
    repeated = {one.get_header("WARC-Payload-Digest") for kind, one in records if kind == "revisit"}
    assert len(repeated) == 2
    assert repeated <= full


def test_a_changed_byte_anywhere_in_what_is_written_out_is_found(kept: Archive, tmp_path: Path) -> None:
    path = write_out(kept, tmp_path)
    for part in (path, find_manifest(path)):
        whole = part.read_bytes()
        for place in range(0, len(whole), 59):
            part.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            assert verify_written(path).faults, f"{part.name}, byte {place}"
        part.write_bytes(whole)
    assert not verify_written(path).faults


def test_a_manifest_made_to_fit_a_changed_row_does_not_fit_the_chain(kept: Archive, tmp_path: Path) -> None:
    path = write_out(kept, tmp_path)
    manifest = json.loads(find_manifest(path).read_bytes())
    manifest["records"][0]["fetched_at"] = "2020-01-01T00:00:00+00:00"
    find_manifest(path).write_bytes(dump_manifest(manifest))
    (fault,) = verify_written(path).faults
    assert "does not fit its chain" in fault


def find_bytes(archive: Archive, word: str) -> list[str]:
    """The files of an archive in which a word stands, packed or not."""
    found = []
    for path in archive.evidence.path.parent.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        if path.suffix == ".gz":
            data = gzip.decompress(data)
        if word.encode() in data:
            found.append(path.name)
    return found


def test_what_is_forgotten_is_nowhere_any_more_and_declared(
    own: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Some SQLites wipe what they delete by themselves; here they do not.
    event.listen(own.store.engine, "connect", lambda one, _: one.execute("PRAGMA secure_delete=OFF"))
    own.store.engine.dispose()
    own.decider.record(read(ENTRIES[0], LATER, f"{NAME} est admise le 15, " + "voir la liste. " * 500))
    assert len(find_bytes(own, NAME)) >= 2
    before = own.list_records()
    forget(own.store, own.evidence, 1, "a person asked", LATER)
    assert find_bytes(own, NAME) == []
    found = own.verify()
    assert (found.faults, found.notes) == ([], [])
    assert found.declared == ["article 1 was forgotten on 2026-11-26 09:00 UTC: a person asked"]
    assert [one.record for one in own.list_records()] == [one.record for one in before]
    assert is_accepted(own.files()[0], monkeypatch)
    with own.store.read() as connection:
        told = list(list_events(connection))
    assert {(one.title, one.summary, one.reasons) for one in told if one.article == 1} == {("", "", ())}


def test_a_broken_off_erasure_is_told_and_ended_by_the_same_command(own: Archive) -> None:
    (path,) = own.files()
    whole = path.read_bytes()
    forget(own.store, own.evidence, 1, "a person asked", LATER)
    erased = path.read_bytes()
    path.write_bytes(whole)
    faults = own.verify().faults
    assert len(faults) == 5
    assert "its bytes are still there; run `balagh forget 1" in faults[0]
    forget(own.store, own.evidence, 1, "again", LATER + timedelta(days=1))
    assert path.read_bytes() == erased
    assert own.verify().declared == ["article 1 was forgotten on 2026-11-26 09:00 UTC: a person asked"]


def test_what_replaces_forgotten_bytes_is_checked_too(own: Archive) -> None:
    forget(own.store, own.evidence, 1, "a person asked", LATER)
    (path,) = own.files()
    whole = path.read_bytes()
    for place in range(359, len(whole), 97):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert own.verify().faults, f"byte {place}"


def test_a_forgotten_article_takes_with_it_what_a_crash_left_of_it(own: Archive) -> None:
    (path,) = own.files()
    torn = make_records(read(ENTRIES[0], NOW, f"{NAME} est admise.").exchanges[0])[:-200]
    other = make_records(answer(ENTRIES[1].url, NOW, "x"))
    (own.evidence.path / "left.warc.gz").write_bytes(other)
    with path.open("ab") as file:
        file.write(torn)
    forget(own.store, own.evidence, 1, "a person asked", LATER)
    assert path.read_bytes().endswith(bytes(len(torn)))
    assert (own.evidence.path / "left.warc.gz").read_bytes() == other


BACK = {
    "its page is read again": read(ENTRIES[0], LATER, f"{NAME} est admise le 12."),
    "its page is read with other words": read(ENTRIES[0], LATER, f"{NAME} : rectification."),
    "the server says that it is what it was": unchanged(ENTRIES[0], LATER),
    "it is gone": gone(ENTRIES[0], LATER),
    "the same words stand at another address": read(MOVED, LATER, f"{NAME} est admise le 15."),
}


@pytest.mark.parametrize("reading", BACK.values(), ids=BACK)
def test_what_is_forgotten_does_not_come_back(own: Archive, reading: object) -> None:
    forget(own.store, own.evidence, 1, "a person asked", LATER)
    before = own.list_records()
    own.decider.record(listed([*ENTRIES, MOVED], LATER))
    own.decider.record(reading)  # type: ignore[arg-type]
    with own.store.read() as connection:
        assert len(list(list_events(connection))) == 5
        keys = [ENTRIES[0].key] + (
            [MOVED.key] if reading is BACK["the same words stand at another address"] else []
        )
        assert {one.title for one in entries.list_entries(connection, "commune", keys).values()} == {""}
        visited = entries.list_rechecks(connection, "commune", None, 50)
        assert [one.entry.key for one in visited] == [ENTRIES[1].key]
    assert own.list_records() == before


def test_evidence_goes_when_all_of_its_file_is_old_enough(tmp_path: Path) -> None:
    archive = fill(make_archive(tmp_path, EvidenceFolder(tmp_path / "evidence", most_bytes=1_500)))
    files = [path.name for path in archive.files()]
    with_last = NOW + timedelta(days=10, hours=5)  # the second file holds what the last record repeats
    assert expire(archive.store, archive.evidence, None, with_last) == []
    assert expire(archive.store, archive.evidence, 10, with_last) == files[:1]
    assert [path.name for path in archive.files()] == files[1:]
    found = archive.verify()
    assert (found.faults, found.notes) == ([], [])
    assert "went because of their age" in found.declared[0]
    assert expire(archive.store, archive.evidence, 10, with_last + timedelta(days=1)) == files[1:]
    assert archive.verify().faults == []
    archive.decider.record(read(ENTRIES[1], LATER, "Coupure d'eau demain."))
    assert (archive.verify().faults, len(archive.files())) == ([], 1)
    archive.store.close()
