"""`balagh check`: definitions held against recorded pages, or against the live site."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from simulator import Portal, Simulator
from tests.conftest import Command


@pytest.fixture
def portal(simulator: Simulator) -> Portal:
    return simulator.add_portal("meknes", items=10)


@pytest.fixture
def folder(balagh: Command, portal: Portal) -> Path:
    """The recording of a portal that was described by hand."""
    define(balagh, f'url = "{portal.url}"\n')
    balagh.ok("check", "--record", "mine")
    return balagh.home / "portals" / "mine"


def define(balagh: Command, text: str, portal_id: str = "mine") -> None:
    path = balagh.home / "portals" / f"{portal_id}.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def row_of(balagh: Command, *words: str) -> tuple[int, dict[str, Any]]:
    done = balagh.run("check", *words, "--json")
    assert "Traceback" not in done.stderr
    (line,) = done.stdout.splitlines()
    row: dict[str, Any] = json.loads(line)
    assert list(row) == ["id", "outcome", "differences", "error"]
    return done.returncode, row


def test_the_steps_of_the_volunteers_page(balagh: Command, portal: Portal) -> None:
    balagh.ok("add", portal.url, "--id", "example")
    shown = balagh.ok("check", "--record", "example")
    folder = balagh.home / "portals" / "example"
    assert shown == f"example: ok; 10 entries and 3 articles were recorded in {folder}\n"
    assert [path.name for path in sorted(folder.iterdir())] == [
        *("article-1.html.gz", "article-2.html.gz", "article-3.html.gz", "expected.json", "source.html.gz")
    ]
    portal.set_fault("down")
    assert "example: ok; 10 entries and 3 articles are read as on 20" in balagh.ok("check", "example")
    assert [one["id"] for one in balagh.lines("portals")] == ["example"], "no folder is taken for a portal"


def test_a_recording_says_what_was_read_and_how(folder: Path, portal: Portal) -> None:
    kept = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    true = portal.truth()
    assert [(one["title"], one["published"]) for one in kept["entries"]] == [
        (row["title"], row["date"]) for row in true
    ]
    assert kept["source"]["listing"]["address"]
    article = kept["articles"][0]
    item = next(one for one in portal.items if one.url == article["entry"]["url"])
    assert article["values"]["title"] == item.title
    assert item.text[0].startswith(article["values"]["text"]["begins"])
    assert article["values"]["text"]["length"] >= len("".join(item.text))
    page = gzip.decompress((folder / article["page"]["file"]).read_bytes()).decode()
    assert item.title in page
    assert article["page"]["status"] == 200
    assert "text/html" in article["page"]["headers"]["Content-Type"]


def test_check_needs_neither_network_nor_archive(balagh: Command, folder: Path, portal: Portal) -> None:
    asked = len(portal.requests)
    assert row_of(balagh, "mine") == (0, {"id": "mine", "outcome": "ok", "differences": [], "error": None})
    assert len(portal.requests) == asked
    assert [path.name for path in balagh.home.iterdir()] == ["portals"]


def test_without_ids_the_others_are_named_unchecked(balagh: Command, folder: Path) -> None:
    offered = {one["id"] for one in balagh.lines("portals", "--offered")}
    rows = {one["id"]: one["outcome"] for one in balagh.lines("check")}
    assert rows == {one: "ok" if one == "mine" else "unchecked" for one in offered}
    shown = balagh.ok("check")
    assert "mine: ok" in shown
    assert f"unchecked, nothing was recorded of: {', '.join(sorted(offered - {'mine'}))}" in shown


def test_a_definition_that_reads_less_differs(balagh: Command, folder: Path, portal: Portal) -> None:
    number = portal.items[0].id
    define(balagh, f'url = "{portal.url}"\n[listing]\naddress = "idact={number}"\n')
    code, row = row_of(balagh, "mine")
    assert (code, row["outcome"]) == (1, "differs")
    lost = [one["recorded"] for one in row["differences"] if one["field"] == "entry"]
    assert lost == [str(one["url"]) for one in portal.truth()[1:]]
    done = balagh.run("check", "mine")
    assert (done.returncode, "mine: differs" in done.stdout) == (1, True)
    assert done.stdout.splitlines()[1].split() == ["page", "field", "recorded", "now"]


def test_recording_again_takes_the_place_of_what_was_there(
    balagh: Command, folder: Path, portal: Portal
) -> None:
    item = portal.publish(title="بلاغ جديد")
    (folder / "stray.txt").write_text("left", encoding="utf-8")
    balagh.ok("check", "--record", "mine")
    kept = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    assert kept["entries"][0]["title"] == item.title
    assert not (folder / "stray.txt").exists()
    assert [path.name for path in sorted(folder.parent.iterdir())] == ["mine", "mine.toml"]


@pytest.mark.parametrize("fault", ["down", "empty-list"])
def test_what_cannot_be_read_is_not_recorded(
    balagh: Command, folder: Path, portal: Portal, fault: str
) -> None:
    before = (folder / "expected.json").read_bytes()
    portal.set_fault(fault)
    code, row = row_of(balagh, "--record", "mine")
    assert (code, row["outcome"]) == (1, "failed")
    assert "nothing was recorded" in row["error"]
    assert (folder / "expected.json").read_bytes() == before
    assert [path.name for path in sorted(folder.parent.iterdir())] == ["mine", "mine.toml"]


def test_live_on_a_site_that_published_more(balagh: Command, folder: Path, portal: Portal) -> None:
    for _ in range(3):
        portal.publish()
    portal.withdraw(portal.items[-1].id)
    assert row_of(balagh, "--live", "mine") == (
        0,
        {"id": "mine", "outcome": "ok", "differences": [], "error": None},
    )


def test_live_without_a_recording_holds_what_is_expected(balagh: Command, portal: Portal) -> None:
    define(balagh, f'url = "{portal.url}"\n[expect]\nentries = 99\n')
    code, row = row_of(balagh, "--live", "mine")
    assert (code, row["outcome"]) == (1, "differs")
    assert [(one["field"], one["recorded"], one["now"]) for one in row["differences"]] == [
        ("entries", "at least 99 expected", "10")
    ]


def test_live_on_a_dead_site(balagh: Command, folder: Path, portal: Portal) -> None:
    portal.set_fault("down")
    code, row = row_of(balagh, "--live", "mine")
    assert (code, row["outcome"]) == (1, "failed")
    assert "connection was refused" in row["error"]


BAD = {
    "unknown": (["nowhere"], "failed", "no definition has the id nowhere"),
    "unknown, to be recorded": (["--record", "nowhere"], "failed", "no definition has the id nowhere"),
    "never recorded": (["meknes"], "unchecked", "meknes has no recorded pages"),
    "unreadable TOML": (["mine"], "failed", "mine.toml is no readable TOML"),
}


@pytest.mark.parametrize("words, outcome, sentence", BAD.values(), ids=BAD)
def test_bad_input(balagh: Command, words: list[str], outcome: str, sentence: str) -> None:
    define(balagh, "url = ")
    code, row = row_of(balagh, *words)
    assert (code, row["outcome"]) == (1, outcome)
    assert sentence in row["error"]


def test_one_that_fails_stops_no_other(balagh: Command, folder: Path) -> None:
    define(balagh, "url = ", "broken")
    (folder.parent / "cut").mkdir()
    define(balagh, 'url = "http://127.0.0.1:9/"', "cut")
    done = balagh.run("check", "broken", "cut", "mine", "--json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(one["id"], one["outcome"]) for one in rows] == [
        *(("broken", "failed"), ("cut", "failed"), ("mine", "ok"))
    ]
    assert [line.split(" ")[0] for line in done.stderr.splitlines()] == ["balagh:", "balagh:"]
    assert "`balagh check --record cut` records the portal again" in done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize("words", [["--record"], ["--record", "--live", "meknes"]])
def test_wrong_usage(balagh: Command, words: list[str]) -> None:
    done = balagh.run("check", *words)
    assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (2, "", False)
