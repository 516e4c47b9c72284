"""The data set as people get and read it: each format by programs that are not ours, and `balagh import`."""

from __future__ import annotations

import csv
import fcntl
import io
import json
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import pandas
import pytest
from pyarrow import parquet

from tests.conftest import Command
from tests.dataset.story import HARD, HOURS, OWN_KIND, WALKED, open_new, watch_all

pytestmark = pytest.mark.slow

FORMATS = {"jsonl": "a.jsonl", "csv": "a.csv", "parquet": "a.parquet", "datapackage": "a.zip"}
ROOT = Path(__file__).resolve().parents[2]
THEN = HOURS[15].isoformat()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """The command with an archive to which the whole story has happened; the tests leave it as it is."""
    home = tmp_path_factory.mktemp("filled")
    watch_all(open_new(home)).close()
    return Command(home)


@pytest.fixture(scope="module")
def exported(filled: Command) -> dict[str, Path]:
    """The data set in each format."""
    paths = {form: filled.home / name for form, name in FORMATS.items()} | {"folder": filled.home / "package"}
    for form, path in paths.items():
        filled.ok("export", "--format", "datapackage" if form == "folder" else form, "-o", str(path))
    return paths


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def unguard(cell: str) -> str:
    """What the codebook says of cells that would be formulas."""
    return cell[1:] if re.match("'+[=+\\-@\t\r\n＝＋－＠]", cell) else cell


def test_pandas_and_duckdb_read_the_parquet(exported: dict[str, Path]) -> None:
    rows, path = lines(exported["jsonl"]), str(exported["parquet"])
    frame = pandas.read_parquet(path)
    assert list(frame["id"]) == [row["id"] for row in rows]
    assert list(frame["text"]) == [row["text"] for row in rows]
    assert str(frame["first_seen"].dtype) == "datetime64[us, UTC]"
    assert [one.isoformat() for one in frame["first_seen"]] == [row["first_seen"] for row in rows]
    query = f"""select id, title, published, published_day, len(attachments), attachments[1].text,
    event_dates[1].matched, facts[1].value from '{path}'"""
    asked = duckdb.sql(query).fetchall()
    for row, found in zip(rows, asked, strict=True):
        number, title, published, day, count, text, matched, law = found
        assert (number, title, published, count) == (
            row["id"],
            row["title"],
            row["published"],
            len(row["attachments"]),
        )
        is_day = len(row["published"] or "") >= len("2024-02-12")
        assert (day.isoformat() if day else None) == (row["published"][:10] if is_day else None)
        assert text == row["attachments"][0]["text"]
        assert matched == (row["event_dates"][0]["matched"] if row["event_dates"] else None)
        assert law == (row["facts"][0]["value"] if row["facts"] else None)


def test_the_parquet_says_what_it_is(exported: dict[str, Path]) -> None:
    schema = parquet.read_schema(exported["parquet"])
    said = json.loads(schema.metadata[b"balagh"])
    assert said["known_until"] == HOURS[30].isoformat()
    assert (said["as_of"], said["licence"], said["filters"]) == (None, "unknown", {})
    assert schema.field("published").metadata[b"description"]


CHECK = """
import json, sys, frictionless
for path in sys.argv[1:]:
    report = frictionless.validate(path)
    print(json.dumps([report.valid, report.flatten(["type", "message"])]))
"""


def test_frictionless_finds_no_fault_and_would_find_one(exported: dict[str, Path], tmp_path: Path) -> None:
    spoilt = tmp_path / "spoilt"
    spoilt.mkdir()
    for path in exported["folder"].iterdir():
        (spoilt / path.name).write_bytes(path.read_bytes().replace(b"commune,watched", b"other,watched"))
    paths = [exported["folder"] / "datapackage.json", exported["datapackage"], spoilt / "datapackage.json"]
    command = [sys.executable, "-W", "ignore", "-c", CHECK, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    good, packed, bad = (json.loads(line) for line in done.stdout.splitlines())
    assert (good, packed) == ([True, []], [True, []])
    assert {one[0] for one in bad[1]} >= {"foreign-key"}


def test_the_package_holds_what_its_descriptor_says(exported: dict[str, Path]) -> None:
    folder = exported["folder"]
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert described["licenses"][0]["name"] == "notspecified"
    names = [one["name"] for one in described["resources"]]
    assert names == ["portals", "coverage", "articles", "revisions", "attachments", "files", "events"]
    for resource in described["resources"]:
        data = (folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{sha256(data).hexdigest()}"
        frame = pandas.read_csv(folder / resource["path"])
        assert resource["rows"] == len(frame)
        assert [one["name"] for one in resource["schema"]["fields"]] == list(frame.columns)
        codebook = (folder / "CODEBOOK.md").read_text(encoding="utf-8")
        assert all(f"| `{name}` |" in codebook for name in frame.columns)
    assert f"| `{OWN_KIND}` | a kind of this archive's own" in codebook
    told = re.search(r"## Kinds\n(.*?)\n## ", codebook, re.DOTALL)
    assert told is not None
    listed = re.findall(r"^\| `(.*?)` \|.*\| (\d+) \| (\d+) \|$", told[1], re.MULTILINE)
    tables = [pandas.read_csv(folder / f"{name}.csv") for name in ("articles", "revisions")]
    counts = [table["kind"].value_counts() for table in tables]
    kinds = sorted({*counts[0].index, *counts[1].index})
    assert listed == [(kind, *(str(one.get(kind, 0)) for one in counts)) for kind in kinds]
    (portal,) = pandas.read_csv(folder / "portals.csv").to_dict("records")
    assert (portal["past"], portal["past_told"], portal["oldest"]) == ("stopped", WALKED, "2026-08")
    coverage = pandas.read_csv(folder / "coverage.csv")
    assert list(coverage["stretch"]) == ["watched", "gap", "gap"]
    assert coverage["to"][0] == HOURS[30].isoformat()


@pytest.mark.parametrize("form", ["csv", "folder"])
def test_a_spreadsheet_opens_the_table_right(exported: dict[str, Path], form: str) -> None:
    """As spreadsheets read it: UTF-8 by its mark, no cell a formula, Arabic and line breaks as they were."""
    path = exported[form] if form == "csv" else exported[form] / "articles.csv"
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    text = data.decode("utf-8-sig")
    assert csv.Sniffer().sniff(text.partition("\n")[0]).delimiter == ","
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert not [cell for row in rows for cell in row if re.match("[=+\\-@\t\r\n＝＋－＠]", cell)]
    kept = lines(exported["jsonl"])
    for name in ("title", "text"):
        assert [unguard(row[head.index(name)]) for row in rows] == [row[name] for row in kept]
    frame = pandas.read_csv(path, encoding="utf-8-sig", keep_default_na=False, lineterminator=None)
    assert [unguard(cell) for cell in frame["title"]] == [row["title"] for row in kept]
    assert all(words in text for words in HARD["tashkil"])


def test_gnumeric_shows_the_table_as_it_is(exported: dict[str, Path], tmp_path: Path) -> None:
    convert = shutil.which("ssconvert")
    if convert is None:
        pytest.skip("gnumeric is not installed here")
    shown, inside = tmp_path / "shown.csv", tmp_path / "inside.xml"
    for kind, path in {"Gnumeric_stf:stf_csv": shown, "Gnumeric_XmlIO:sax:0": inside}.items():
        command = [convert, "-T", kind, str(exported["csv"]), str(path)]
        subprocess.run(command, env={"HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}, timeout=120, check=True)
    with shown.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    kept = lines(exported["jsonl"])
    for name in ("id", "title", "text", "url"):  # an apostrophe before a cell makes it text, and is not shown
        assert [row[head.index(name)] for row in rows] == [str(row[name]) for row in kept]
    cells = ElementTree.parse(inside).iter("{http://www.gnumeric.org/v10.dtd}Cell")
    formulas = [one.text for one in cells if one.get("ValueType") is None]
    assert formulas == []


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_command_gives_the_same_bytes(
    filled: Command, exported: dict[str, Path], tmp_path: Path, form: str
) -> None:
    again = tmp_path / FORMATS[form]
    filled.environ = filled.environ | {"TZ": "Africa/Casablanca", "PYTHONHASHSEED": "7"}
    filled.ok("export", "--format", form, "-o", str(again))
    assert again.read_bytes() == exported[form].read_bytes()
    then = [tmp_path / f"{number}-{FORMATS[form]}" for number in (1, 2)]
    for path in then:
        filled.ok("export", "--format", form, "-o", str(path), "--as-of", THEN, "--portal", "commune")
    assert then[0].read_bytes() == then[1].read_bytes() != again.read_bytes()


def test_a_data_set_as_of_an_instant_says_so(filled: Command, tmp_path: Path) -> None:
    package, path = tmp_path / "package", tmp_path / "then.jsonl"
    day = HOURS[14].date().isoformat()
    filled.ok(
        "export", "--format", "datapackage", "-o", str(package), "--as-of", THEN, "--licence", "CC-BY-4.0"
    )
    described = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    assert described["balagh"]["as_of"] == THEN
    assert described["licenses"] == [{"name": "CC-BY-4.0"}]
    codebook = (package / "CODEBOOK.md").read_text(encoding="utf-8")
    assert "as of an instant" in codebook
    assert "`last_seen`, `cluster`" in codebook
    filled.ok("export", "--format", "jsonl", "-o", str(path), "--as-of", day)
    assert {row["id"] for row in lines(path)} == {1, 2}
    refused = filled.run("import", str(package))
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert "as of an instant" in refused.stderr


def test_a_choice_by_days_says_what_it_leaves_out(filled: Command, tmp_path: Path) -> None:
    package = tmp_path / "package"
    words = ("--since", "2026-08-15", "--kind", "session")
    done = filled.run("export", "--format", "datapackage", "-o", str(package), *words)
    assert "1 article without a date is left out" in done.stderr
    described = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    assert described["balagh"]["undated_left_out"] == 1
    assert "days were asked for: 1 article." in (package / "CODEBOOK.md").read_text(encoding="utf-8")
    shown = filled.run("export", "--format", "jsonl", *words)
    assert "1 article without a date is left out" in shown.stderr
    assert all(json.loads(line)["published"] for line in shown.stdout.split("\n") if line)


BAD_TARGETS = {
    "no such folder": ("csv", "nowhere/a.csv", 1, "cannot be written"),
    "a file for a folder": ("parquet", "foreign/note.txt/a.parquet", 1, "cannot be written"),
    "a folder for a file": ("parquet", "foreign", 1, "is a folder"),
    "a folder for a zip file": ("datapackage", "foreign.zip", 1, "is a folder"),
    "somebody else's folder": ("datapackage", "foreign", 1, "is no data package of Balagh"),
    "a file in the place of a package": ("datapackage", "foreign/note.txt", 1, "is no data package"),
    "a name that is too long": ("datapackage", "n" * 300, 1, "cannot be written"),
}


@pytest.mark.parametrize(("form", "name", "code", "sentence"), BAD_TARGETS.values(), ids=BAD_TARGETS)
def test_a_target_that_cannot_be_written_is_told_and_left(
    filled: Command, tmp_path: Path, form: str, name: str, code: int, sentence: str
) -> None:
    for folder in ("foreign", "foreign.zip"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "note.txt").write_text("theirs")
    before = sorted(tmp_path.rglob("*"))
    done = filled.run("export", "--format", form, "-o", str(tmp_path / name))
    assert (done.returncode, done.stderr.count("\n")) == (code, 1)
    assert sentence in done.stderr
    assert sorted(tmp_path.rglob("*")) == before


WRONG_USAGE = {
    "a package to stdout": (["--format", "datapackage"], "name a folder or a .zip file"),
    "no day": (["--format", "csv", "--as-of", "yesterday"], "--as-of yesterday"),
    "no zone": (["--format", "csv", "--as-of", "2026-11-24T10:00"], "needs its zone"),
    "no such day": (["--format", "csv", "--as-of", "2026-02-30"], "--as-of 2026-02-30"),
}


@pytest.mark.parametrize(("words", "sentence"), WRONG_USAGE.values(), ids=WRONG_USAGE)
def test_wrong_usage_is_told(filled: Command, words: list[str], sentence: str) -> None:
    done = filled.run("export", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr


def test_an_export_that_is_killed_leaves_what_was_there(filled: Command, tmp_path: Path) -> None:
    names = [*FORMATS.values(), "package"]
    command = [sys.executable, "-m", "tests.dataset.killed", str(tmp_path), *names]
    environ = filled.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, env=environ, cwd=filled.home, capture_output=True, text=True, timeout=60, check=True
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["name"] for row in rows] == [name for name in names for _ in range(4)]
    for name in names:
        found = [(row["ended"], row["shown"]) for row in rows if row["name"] == name]
        assert found == [(-9, []), (0, [name]), (-9, [name]), (0, [name])], name
        # What the killed one had begun goes at the next run.
        assert [row["hidden"] for row in rows if row["name"] == name] == [1, 0, 1, 0], name
    assert all(row["same"] for row in rows)


def test_without_pyarrow_parquet_is_refused_and_all_else_works(filled: Command, tmp_path: Path) -> None:
    (tmp_path / "pyarrow").mkdir()
    (tmp_path / "pyarrow" / "__init__.py").write_text("raise ImportError")
    balagh = Path(sys.executable).with_name("balagh")
    environ = filled.environ | {"PYTHONPATH": str(tmp_path)}
    codes = {}
    for form in ("parquet", "datapackage"):
        name = FORMATS[form]
        command = [balagh, "export", "--format", form, "-o", tmp_path / name]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
        codes[form] = done.returncode
        assert done.returncode == 0 or "pip install 'balagh[parquet]'" in done.stderr
    assert codes == {"parquet": 2, "datapackage": 0}


def test_what_is_imported_is_found_watched_and_told_to_nobody(
    exported: dict[str, Path], balagh: Command
) -> None:
    balagh.ok("subscribe", "file:alerts.jsonl")
    done = balagh.json("import", str(exported["datapackage"]))
    assert done == {
        "articles": 2 + len(HARD),
        "known": 0,
        "longer": 0,
        "forgotten": 0,
        "portals": ["commune"],
    }
    again = balagh.run("import", str(exported["jsonl"]))
    assert again.returncode == 0
    assert f"{2 + len(HARD)} were known and stay as they are" in again.stderr
    assert [row["title"] for row in balagh.lines("search", "محضر")] == ["avis"]
    assert balagh.ok("export", "--format", "jsonl").encode() == exported["jsonl"].read_bytes()
    assert balagh.lines("deliveries") == []
    assert "nothing is missing" in balagh.ok("audit")
    assert balagh.run("evidence", "--verify").returncode == 0
    assert "watch" not in {row["origin"] for row in balagh.lines("events")}
    assert balagh.lines("portals") == []


def test_nothing_is_imported_while_somebody_polls(exported: dict[str, Path], balagh: Command) -> None:
    balagh.ok("db", "upgrade")
    with (balagh.home / "balagh.db.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = balagh.run("import", str(exported["datapackage"]))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "is polling" in done.stderr
    assert balagh.ok("export", "--format", "jsonl") == ""


@pytest.mark.parametrize("name", ["nothing", "a.csv", "balagh.db"])
def test_what_is_no_data_set_is_refused(
    filled: Command, exported: dict[str, Path], balagh: Command, name: str
) -> None:
    done = balagh.run("import", str(filled.home / name))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert not (balagh.home / "balagh.db").exists()
