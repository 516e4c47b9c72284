"""What was exported comes back, with nothing twice; what is not ours is refused, and nothing is changed."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from crawler.addresses import canonical_address
from storage import portals
from storage.backfills import find_backfill, record_end
from storage.backup import list_faults
from storage.database import Store
from storage.dataset.bringing import take
from storage.dataset.package import write_package
from storage.dataset.rows import list_rows, list_whole_articles
from storage.dataset.selection import Selection, find_last_instant
from storage.dataset.source import NotOursError, open_source
from storage.dataset.statement import Statement
from storage.dataset.taking import Taken
from storage.entries import list_known_keys
from storage.events import list_events, list_missing_changes
from storage.export import seal, write_jsonl
from storage.filter import ArticleFilter
from storage.model import BackfillEnd, BalaghError, Origin, PortalDefinition
from storage.tombstones import insert_tombstone
from tests.dataset.killed_import import count_rows
from tests.dataset.story import HARD, HOURS, WALKED, open_new, tell, watch, watch_all
from tests.storage.archive import HOME

ALL = Selection(ArticleFilter())
COUNT = 2 + len(HARD)


def export_lines(store: Store, selection: Selection = ALL) -> str:
    out = io.StringIO()
    with store.read() as connection:
        write_jsonl(list_whole_articles(connection, selection), out)
    return out.getvalue()


def export_package(store: Store, path: Path, selection: Selection = ALL) -> Path:
    with store.read() as connection:
        known = find_last_instant(connection)
        statement = Statement("1.2.3", selection.wanted, known, selection.as_of)
        write_package(path, statement, lambda table: list_rows(connection, selection, table))
    return path


def bring(store: Store, path: Path) -> Taken:
    source = open_source(path)
    source.check()

    def describe(_portal: str, _url: str) -> PortalDefinition:
        return PortalDefinition(url=HOME)

    with store.write() as connection:
        return take(connection, source, HOURS[39], canonical_address, describe)


@pytest.fixture(scope="module")
def brought(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The whole story, exported in each form that can come back."""
    folder = tmp_path_factory.mktemp("brought")
    store = watch_all(open_new(folder))
    lines = folder / "articles.jsonl"
    lines.write_text(export_lines(store), encoding="utf-8", newline="")
    forms = {"jsonl": lines}
    forms |= {name: export_package(store, folder / name) for name in ("package", "package.zip")}
    forms["as of"] = export_package(store, folder / "then", Selection(ArticleFilter(), HOURS[15]))
    store.close()
    return forms


@pytest.mark.parametrize("form", ["jsonl", "package", "package.zip"])
def test_it_comes_back_as_it_was(brought: dict[str, Path], store: Store, tmp_path: Path, form: str) -> None:
    taken = bring(store, brought[form])
    assert (taken.articles, taken.known, taken.portals) == (COUNT, 0, ["commune"])
    assert export_lines(store) == brought["jsonl"].read_text(encoding="utf-8")
    with store.read() as connection:
        origins = {one.origin for one in list_events(connection)}
        assert list_missing_changes(connection) == []
        assert portals.list_portals(connection) == []  # not watched
    assert Origin.WATCH not in origins
    assert list_faults(store) == []
    before = count_rows(store)
    again = bring(store, brought[form])
    assert (again.articles, again.known, again.portals) == (0, COUNT, [])
    assert count_rows(store) == before
    if form != "jsonl":
        export_package(store, tmp_path / "package")
        for name in ("articles", "revisions", "attachments", "files", "portals", "coverage"):
            was, now = (folder / f"{name}.csv" for folder in (brought["package"], tmp_path / "package"))
            assert now.read_bytes() == was.read_bytes(), name


def test_how_far_its_past_was_walked_comes_back_until_it_is_watched_here(
    brought: dict[str, Path], store: Store
) -> None:
    bring(store, brought["package"])
    with store.write() as connection:
        walk = find_backfill(connection, "commune")
        assert walk is not None
        assert (walk.complete, walk.told, walk.error, walk.pages) == (False, WALKED, None, 3)
        assert (walk.started_at, walk.updated_at) == (HOURS[23], HOURS[24])
        portals.insert_portal(connection, "commune", PortalDefinition(url=HOME), HOURS[39])
        assert find_backfill(connection, "commune") is None  # what came in between it has not seen


def test_what_was_learned_last_may_be_of_the_past(store: Store) -> None:
    with store.write() as connection:
        portals.insert_portal(connection, "commune", PortalDefinition(url=HOME), HOURS[0])
        record_end(connection, BackfillEnd("commune", True, None, "it came to its end", HOURS[39]))
    with store.read() as connection:
        assert find_last_instant(connection) == HOURS[39]


def test_a_package_of_the_first_form_is_taken(brought: dict[str, Path], store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "package"
    shutil.copytree(brought["package"], folder)
    write_again(folder, "portals", drop_past)
    edit(folder, "datapackage.json", '"form": 2', '"form": 1')
    taken = bring(store, folder)
    assert (taken.articles, taken.portals) == (COUNT, ["commune"])
    with store.read() as connection:
        assert find_backfill(connection, "commune") is None


def drop_past(table: str) -> str:
    """The portals as they were written before their past was told."""
    rows = list(csv.reader(io.StringIO(table, newline="")))
    first = rows[0].index("past")
    out = io.StringIO(newline="")
    csv.writer(out).writerows(row[:first] for row in rows)
    return out.getvalue()


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ("package", [None, "Balagh was not running", "Balagh was not running", "it was not watched"]),
        ("jsonl", [None, "JSON lines do not say when it was read", "it was not watched"]),
    ],
)
def test_the_time_in_which_nobody_watched_it_is_a_gap(
    brought: dict[str, Path], tmp_path: Path, form: str, why: list[str | None]
) -> None:
    store = open_new(tmp_path)
    bring(store, brought[form])
    with store.write() as connection:
        portals.insert_portal(connection, "commune", PortalDefinition(url=HOME), HOURS[39])
    with store.read() as connection:
        rows = list(list_rows(connection, ALL, "coverage"))
    store.close()
    assert [row["why"] for row in rows] == why
    assert rows[0]["from"] == HOURS[0]
    assert (rows[-2]["to"], rows[-1]["from"], rows[-1]["to"]) == (rows[-1]["from"], rows[-2]["to"], HOURS[39])


def test_what_was_known_then_comes_back_too(brought: dict[str, Path], store: Store) -> None:
    bring(store, brought["package.zip"])
    then = Selection(ArticleFilter(), HOURS[15])
    rows = {json.loads(line)["id"]: json.loads(line) for line in export_lines(store, then).splitlines()}
    assert [rows[number]["title"] for number in (1, 2)] == ["Résultats : Fatima Zahra Exemple", "avis"]
    assert rows[2]["attachments"][0]["text"] == "محضر"


def test_an_archive_with_articles_of_its_own_keeps_them(brought: dict[str, Path], store: Store) -> None:
    watch(store, tell()[:6])
    own = export_lines(store)
    taken = bring(store, brought["package"])
    assert (taken.articles, taken.known, taken.longer) == (COUNT - 2, 2, 1)
    now = [json.loads(line) for line in export_lines(store).splitlines()]
    assert len({row["id"] for row in now}) == len(now) == COUNT
    kept = [json.dumps(row, ensure_ascii=False) for row in now if row["id"] in (1, 2)]
    assert sorted(kept) == sorted(own.splitlines())
    with store.read() as connection:
        anchors = list_known_keys(connection, "commune", listed_until=HOURS[38])
        known = list_known_keys(connection, "commune")
    assert (len(anchors), len(known)) == (2, COUNT)  # paging stops at none that was brought
    titles = {row["title"] for row in now}
    assert {title for title, _ in HARD.values()} <= titles


def test_what_was_forgotten_here_stays_so(brought: dict[str, Path], store: Store) -> None:
    watch(store, tell()[:6])
    with store.write() as connection:
        insert_tombstone(connection, 1, "asked for", HOURS[5])
    taken = bring(store, brought["package"])
    assert (taken.forgotten, taken.known) == (1, 1)
    assert "Fatima" not in export_lines(store)


def test_another_body_of_the_same_id_is_refused(brought: dict[str, Path], store: Store) -> None:
    with store.write() as connection:
        definition = PortalDefinition(url="https://elsewhere.example/")
        portals.insert_portal(connection, "commune", definition, HOURS[0])
    before = count_rows(store)
    with pytest.raises(NotOursError, match=r"commune is https://elsewhere\.example/ here, and "):
        bring(store, brought["package"])
    assert count_rows(store) == before


def first_line(path: Path) -> dict[str, object]:
    row: dict[str, object] = json.loads(path.read_text(encoding="utf-8").splitlines()[0])
    return {name: value for name, value in row.items() if name != "digest"}


def sealed(path: Path, **changes: object) -> str:
    return json.dumps(seal(first_line(path) | changes), ensure_ascii=False) + "\n"


Wrong = tuple[str, Callable[[Path], str | bytes], str]
WRONG_LINES: list[Wrong] = [
    ("empty", lambda path: "", "is empty"),
    ("cut short", lambda path: path.read_bytes()[:-40], "is cut short in line"),
    ("cut within a letter", lambda path: path.read_bytes()[:1000], "is cut short in line"),
    ("altered", lambda path: path.read_bytes().replace(b"admise", b"refuse"), "was altered in line"),
    (
        "a date altered",
        lambda path: path.read_text().replace("2026-11-01", "2026-11-09"),
        "was altered in line",
    ),
    ("other JSON", lambda path: '{"a": 1}\n', "is no article"),
    ("a list", lambda path: "[1]\n", "is no article"),
    ("deep", lambda path: "[" * 100_000 + "\n", "is no article"),
    ("a table", lambda path: "id,title\n1,x\n", "is no article"),
    ("bytes", lambda path: bytes(range(256)) + b"\n", "is no article"),
    ("events", lambda path: '{"id": 1, "type": "new"}\n', "is no article"),
    ("a script for an address", lambda path: sealed(path, url="javascript:alert(1)"), "is no address"),
    ("a path for a portal", lambda path: sealed(path, portal="../../etc"), "is no portal's id"),
    ("a text for a number", lambda path: sealed(path, id="7"), "id is no integer"),
    ("no such status", lambda path: sealed(path, status="lost"), "lost"),
    ("half a letter", lambda path: path.read_text().replace("Coupure", "\\ud800"), "altered|surrogates"),
    ("no zone", lambda path: sealed(path, first_seen="2026-11-24T09:00:00"), "no time zone"),
    ("other facts", lambda path: sealed(path, facts=[{"type": "law"}]), "has other parts"),
    ("as of an instant", lambda path: sealed(path, last_seen=None), "is as of an instant"),
    ("number too high", lambda path: sealed(path, id=2**70), "no number as high|do not fit"),
]


@pytest.mark.parametrize(
    ("make", "sentence"), [one[1:] for one in WRONG_LINES], ids=[one[0] for one in WRONG_LINES]
)
def test_lines_that_are_not_as_we_wrote_them_are_refused(
    brought: dict[str, Path],
    refusing: Store,
    tmp_path: Path,
    make: Callable[[Path], str | bytes],
    sentence: str,
) -> None:
    made = make(brought["jsonl"])
    path = tmp_path / "brought.jsonl"
    path.write_bytes(made if isinstance(made, bytes) else made.encode())
    refuse(refusing, path, sentence)


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_new(tmp_path_factory.mktemp("refusing"))


def refuse(store: Store, path: Path, sentence: str) -> None:
    before = count_rows(store)
    with pytest.raises(BalaghError, match=sentence) as caught:
        bring(store, path)
    assert "\n" not in str(caught.value)
    assert count_rows(store) == before


def write_again(folder: Path, name: str, change: Callable[[str], str]) -> None:
    """Alter a table and let the descriptor say so, as somebody who knows it would."""
    path, descriptor = folder / f"{name}.csv", folder / "datapackage.json"
    path.write_text(change(path.read_bytes().decode()), encoding="utf-8", newline="")
    described = json.loads(descriptor.read_text(encoding="utf-8"))
    resource = next(one for one in described["resources"] if one["name"] == name)
    data = path.read_bytes()
    resource |= {"bytes": len(data), "hash": f"sha256:{sha256(data).hexdigest()}"}
    descriptor.write_text(json.dumps(described), encoding="utf-8")


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    found = path.read_bytes().decode()
    assert old in found
    path.write_bytes(found.replace(old, new, 1).encode())


def cut(folder: Path, name: str) -> None:
    path = folder / name
    path.write_bytes(path.read_bytes()[:-10])


def drop_first_row(table: str) -> str:
    head, _first, *rest = table.split("\r\n")
    return "\r\n".join([head, *rest])


WRONG_PACKAGES: list[tuple[str, Callable[[Path], object], str]] = [
    ("no descriptor", lambda folder: (folder / "datapackage.json").unlink(), "datapackage.json is not in it"),
    ("no table", lambda folder: (folder / "revisions.csv").unlink(), "revisions.csv is not in it"),
    ("a table cut short", lambda folder: cut(folder, "events.csv"), "events.csv is cut short"),
    (
        "a table altered",
        lambda folder: edit(folder, "articles.csv", "admise", "refuse"),
        "articles.csv was altered",
    ),
    ("descriptor cut short", lambda folder: cut(folder, "datapackage.json"), "datapackage.json is not as"),
    (
        "another's",
        lambda folder: edit(folder, "datapackage.json", '"balagh":', '"other":'),
        "is not as Balagh",
    ),
    (
        "a newer one",
        lambda folder: edit(folder, "datapackage.json", '"form": 2', '"form": 3'),
        "a newer Balagh",
    ),
    ("one row too few", lambda folder: write_again(folder, "files", drop_first_row), "do not fit together"),
    (
        "other columns",
        lambda folder: write_again(folder, "files", lambda table: table.replace("media_type", "type", 1)),
        "its columns are others",
    ),
    (
        "an address for a script",
        lambda folder: write_again(
            folder, "articles", lambda table: table.replace("https://commune", "x://commune", 1)
        ),
        "is no address",
    ),
    (
        "no such event",
        lambda folder: write_again(folder, "events", lambda table: table.replace("withdrawn", "burnt", 1)),
        "burnt",
    ),
    (
        "an unknown key of a definition",
        lambda folder: write_again(
            folder, "portals", lambda table: table.replace('""code""', '""codes""', 1)
        ),
        "definition of portal commune",
    ),
    (
        "no such past",
        lambda folder: write_again(folder, "portals", lambda table: table.replace("stopped", "over", 1)),
        "past of portal commune",
    ),
]


@pytest.mark.parametrize(
    ("spoil", "sentence"), [one[1:] for one in WRONG_PACKAGES], ids=[one[0] for one in WRONG_PACKAGES]
)
def test_packages_that_are_not_as_we_wrote_them_are_refused(
    brought: dict[str, Path], refusing: Store, tmp_path: Path, spoil: Callable[[Path], object], sentence: str
) -> None:
    folder = tmp_path / "package"
    shutil.copytree(brought["package"], folder)
    spoil(folder)
    refuse(refusing, folder, sentence)
    packed = tmp_path / "package.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in folder.iterdir():
            archive.write(path, path.name)
    refuse(refusing, packed, sentence)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_zip_file_that_is_cut_short_is_refused(
    brought: dict[str, Path], refusing: Store, tmp_path: Path, part: float
) -> None:
    data = brought["package.zip"].read_bytes()
    path = tmp_path / "cut.zip"
    path.write_bytes(data[: int(len(data) * part)])
    refuse(refusing, path, "it is cut short, or no zip file of ours")


def test_a_byte_that_was_altered_in_a_zip_file_is_seen(
    brought: dict[str, Path], refusing: Store, tmp_path: Path
) -> None:
    data = bytearray(brought["package.zip"].read_bytes())
    place = data.index(b"articles.csv") + 200
    data[place] ^= 0xFF
    path = tmp_path / "altered.zip"
    path.write_bytes(data)
    refuse(refusing, path, "cut short, or no zip file|was altered")


def test_what_is_as_of_an_instant_is_refused(brought: dict[str, Path], refusing: Store) -> None:
    refuse(refusing, brought["as of"], "is as of an instant")


def test_what_comes_in_the_middle_of_a_refusal_is_not_kept(
    brought: dict[str, Path], refusing: Store, tmp_path: Path
) -> None:
    lines = brought["jsonl"].read_text(encoding="utf-8")
    path = tmp_path / "brought.jsonl"
    path.write_text(lines + sealed(brought["jsonl"], url="ftp://x", id=99), encoding="utf-8", newline="")
    refuse(refusing, path, "is no address")
