"""What programs get on standard output, also when things go wrong or the reader goes away."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
from contextlib import suppress

import pytest

from simulator import Simulator
from tests.conftest import BALAGH, Command

WRONG = {
    "an archive that is none": ("balagh.db", "no SQLite database"),
    "a definition with a wrong name": ("portals/A b.toml", "rename the file"),
}


@pytest.mark.parametrize("name, sentence", WRONG.values(), ids=WRONG)
def test_add_prints_its_document_whatever_is_wrong(balagh: Command, name: str, sentence: str) -> None:
    path = balagh.home / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("# no more than this\n" * 100, encoding="utf-8")
    done = balagh.run("add", "http://127.0.0.1:9/", "--id", "mine", "--json")
    assert done.returncode == 1
    document = json.loads(done.stdout)
    assert (document["id"], document["url"], document["entries"]) == ("mine", "http://127.0.0.1:9/", 0)
    assert sentence in document["error"]
    assert sentence in done.stderr


@pytest.mark.parametrize("target, code", [("nowhere", 1), ("ftp://x", 2), ("http://[::1/", 2)])
def test_detect_prints_its_document_whatever_is_wrong(balagh: Command, target: str, code: int) -> None:
    done = balagh.run("detect", target, "--json")
    document = json.loads(done.stdout)
    assert (done.returncode, document["url"], document["entries"]) == (code, target, [])
    assert document["error"] in done.stderr


def test_an_export_leaves_a_pipe_and_a_link_what_they_are(balagh: Command) -> None:
    balagh.begin()
    pipe, link, file = (balagh.home / name for name in ("pipe", "link", "file"))
    os.mkfifo(pipe)
    file.touch()
    link.symlink_to(file)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    for path in (pipe, link):
        balagh.ok("export", "--format", "csv", "-o", str(path))
    assert os.read(reader, 100).startswith(b"\xef\xbb\xbfid,")
    os.close(reader)
    assert (pipe.is_fifo(), link.is_symlink(), file.stat().st_size > 0) == (True, True, True)


def test_in_a_terminal_add_shows_how_far_it_is(balagh: Command, simulator: Simulator) -> None:
    url = simulator.add_portal("meknes", items=6).url
    terminal, theirs = os.openpty()
    environ = balagh.environ | {"TERM": "xterm"}
    with subprocess.Popen([BALAGH, "add", url], env=environ, stderr=theirs, stdin=theirs) as process:
        os.close(theirs)
        shown = read_terminal(terminal)
    assert process.returncode == 0
    assert f"looking for the news of {url}" in shown
    assert "\x1b" in shown
    assert "reading its articles" in shown


@pytest.mark.parametrize(("columns", "begins"), [(80, "id            meknes"), (200, "id      name  url")])
def test_a_table_that_no_terminal_is_wide_enough_for_is_shown_row_by_row(
    balagh: Command, simulator: Simulator, columns: int, begins: str
) -> None:
    balagh.ok("add", simulator.add_portal("meknes", items=2).url, "--id", "meknes")
    terminal, theirs = os.openpty()
    environ = balagh.environ | {"TERM": "xterm", "COLUMNS": str(columns)}
    with subprocess.Popen([BALAGH, "portals"], env=environ, stdout=theirs, stdin=theirs):
        os.close(theirs)
        shown = re.sub(r"\x1b\[\d*m", "", read_terminal(terminal)).splitlines()
    assert shown[0].startswith(begins)
    assert all(len(line) <= columns for line in shown)


def test_a_program_gets_each_row_in_one_line(balagh: Command, simulator: Simulator) -> None:
    portal = simulator.add_portal("meknes", items=2)
    title = portal.publish("Avis aux habitants " * 9).title.strip()
    balagh.ok("add", portal.url)
    balagh.environ["FORCE_COLOR"] = "1"  # as some services that run programs set it
    head, *rows = balagh.ok("articles").splitlines()
    assert (head.split()[0], len(rows), head) == ("id", 3, head.rstrip())
    assert sum(row.endswith(title) for row in rows) == 1, rows


def read_terminal(terminal: int) -> str:
    """All that is written to a terminal until its last user goes."""
    shown = b""
    with suppress(OSError):  # so Linux says that nobody is there any more
        while piece := os.read(terminal, 4096):
            shown += piece
    os.close(terminal)
    return shown.decode(errors="replace")


def read_csv(balagh: Command) -> list[list[str]]:
    return list(csv.reader(io.StringIO(balagh.ok("export", "--format", "csv").removeprefix("\ufeff"))))


def test_a_table_has_its_columns_also_without_articles(balagh: Command, simulator: Simulator) -> None:
    balagh.begin()
    (empty,) = read_csv(balagh)
    balagh.ok("add", simulator.add_portal("meknes", items=6).url)
    head, *rows = read_csv(balagh)
    first = json.loads(balagh.ok("export", "--format", "jsonl").splitlines()[0])
    assert empty == head == list(first)
    assert len(rows) == 6


@pytest.mark.parametrize("words", [["export", "--format", "jsonl"], ["events", "--json"]], ids=" ".join)
def test_a_reader_may_go_before_the_end(balagh: Command, simulator: Simulator, words: list[str]) -> None:
    balagh.ok("add", simulator.add_portal("meknes", items=6).url)
    with balagh.start(*words) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        err = process.stderr.read()
    assert (process.returncode, err) == (0, "")
