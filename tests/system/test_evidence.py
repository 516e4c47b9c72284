"""`balagh evidence` and `balagh forget`, on a portal that publishes, edits and withdraws."""

from __future__ import annotations

import gzip
import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from simulator import Portal, Simulator
from tests.conftest import Command
from tests.servers import running

HOSTILE = "<script>alert(1)</script> بلاغ & “نتائج”"


@pytest.fixture
def meknes(balagh: Command, simulator: Simulator) -> Portal:
    """The replica, watched; article 7 was edited."""
    portal = simulator.add_portal("meknes", items=6)
    balagh.ok("add", portal.url, "--id", "meknes")
    item = portal.publish(title=HOSTILE, text=["ينقطع الماء إلى الساعة 12 زوالا."])
    balagh.ok("poll")
    portal.edit(item.id, text=["ينقطع الماء إلى الساعة 15 زوالا."])
    balagh.ok("poll", "--recheck")
    return portal


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def test_evidence_is_written_checked_and_shown(balagh: Command, meknes: Portal) -> None:
    kept = balagh.json("evidence")
    assert (kept["files"], kept["records"], kept["forgotten"]) == (1, 12, 0)
    document = balagh.json("evidence", "7")
    path = balagh.home / "article-7.warc.gz"
    assert [one["revision"] for one in document["manifest"]["records"]] == [1, 2]
    assert document["manifest"]["warc"]["sha256"] == sha256(path.read_bytes()).hexdigest()
    assert document["manifest"]["head"] == kept["head"]
    warcio = Path(sys.executable).with_name("warcio")
    assert subprocess.run([warcio, "check", path], check=False).returncode == 0
    for words in (["--verify"], ["7", "--verify"], ["--verify", path.name]):
        assert balagh.json("evidence", *words)["faults"] == []
    sheet = show_sheet(balagh, "ar")
    assert "<script" not in sheet
    assert "&lt;script&gt;alert(1)" in sheet
    assert set(re.findall(r"<(del|ins)>(.*?)</", sheet)) == {("del", "12 "), ("ins", "15 ")}
    assert '<html lang="ar" dir="rtl">' in sheet
    assert document["manifest"]["records"][1]["record_sha256"] in sheet


def show_sheet(balagh: Command, language: str) -> str:
    balagh.ok("evidence", "7", "--html", "--language", language, "-o", "sheet.html")
    return (balagh.home / "sheet.html").read_text(encoding="utf-8")


def test_a_changed_byte_is_told_and_exits_1(balagh: Command, meknes: Portal) -> None:
    balagh.ok("evidence", "7", "-o", "out.warc.gz")
    (kept,) = (balagh.home / "evidence").iterdir()
    for path, words in ((kept, ["--verify"]), (balagh.home / "out.warc.gz", ["--verify", "out.warc.gz"])):
        flip(path, path.stat().st_size - 100)
        done = balagh.run("evidence", *words)
        assert (done.returncode, "altered" in done.stdout or "not those" in done.stdout) == (1, True)
        assert "is not what was kept" in done.stderr
    refused = balagh.run("evidence", "7")
    assert (refused.returncode, "altered" in refused.stderr) == (1, True)


WRONG: dict[str, tuple[list[str], int, str]] = {
    "no such article": (["evidence", "99"], 1, "there is no article 99"),
    "no number": (["evidence", "x"], 1, "there is no article x"),
    "no such file": (["evidence", "--verify", "x.warc.gz"], 1, "there is no x.warc.gz"),
    "kept for ever": (["evidence", "--expire"], 1, "evidence is kept for ever"),
    "no reason": (["forget", "1", "--reason", " "], 2, "say why"),
    "nothing to forget": (["forget", "99", "--reason", "x"], 1, "there is no article 99"),
}


@pytest.mark.parametrize("words, code, sentence", WRONG.values(), ids=WRONG)
def test_wrong_use_is_a_sentence(balagh: Command, words: list[str], code: int, sentence: str) -> None:
    balagh.begin()
    done = balagh.run(*words)
    assert (done.returncode, sentence in done.stderr) == (code, True), done.stderr


def test_what_is_forgotten_is_not_asked_for_nor_told_again(balagh: Command, meknes: Portal) -> None:
    events = len(balagh.lines("events"))
    balagh.ok("forget", "7", "--reason", "demande de la personne")
    meknes.clear_requests()
    balagh.ok("poll", "--recheck")
    address = balagh.json("show", "7")["url"].partition("idact=")[2]
    assert not [one for one in meknes.requests if one.path.endswith(f"idact={address}")]
    assert len(balagh.lines("events")) == events
    assert 7 not in [row["id"] for row in balagh.lines("articles")]
    assert '"id": 7,' not in balagh.ok("export", "--format", "jsonl")
    shown = balagh.json("show", "7")
    assert (shown["title"], shown["text"], shown["attachments"]) == ("", "", [])
    assert shown["forgotten"]["reason"] == "demande de la personne"
    assert "demande de la personne" in balagh.ok("show", "7")
    (declared,) = balagh.json("evidence", "--verify")["declared"]
    assert declared.endswith("demande de la personne")
    refused = balagh.run("evidence", "7")
    assert (refused.returncode, "was forgotten" in refused.stderr) == (1, True)
    assert_nowhere(balagh.home, "ينقطع الماء إلى الساعة")
    balagh.environ["BALAGH_EVIDENCE_DAYS"] = "0.000001"
    balagh.ok("evidence", "--expire")
    kept = balagh.json("evidence")
    assert (kept["files"], kept["bytes"], kept["records"], kept["expired"]) == (0, 0, 0, 12)
    assert balagh.json("evidence", "--verify")["faults"] == []
    assert "because of its age" in balagh.run("evidence", "1").stderr


def assert_nowhere(home: Path, words: str) -> None:
    for path in home.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        assert words.encode() not in (gzip.decompress(data) if path.suffix == ".gz" else data), path


PAGE = "<html><body><h1>{title}</h1>{inner}</body></html>"
TITLES = [f"Avis numéro {number} de la commune : coupure d'eau au quartier" for number in range(1, 7)]


class Packing(BaseHTTPRequestHandler):
    """A site that packs its pages."""

    def do_GET(self) -> None:
        number = self.path.removeprefix("/actualites/").removesuffix(".html")
        body = gzip.compress(make_page(number).encode())
        self.send_response(404 if self.path == "/robots.txt" else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


def make_page(number: str) -> str:
    if number.isdecimal():
        text = "<p>" + "L'eau sera coupée dimanche au quartier de la gare. " * 5 + "</p>"
        return PAGE.format(title=TITLES[int(number) - 1], inner=text)
    rows = "".join(
        f'<li><a href="/actualites/{place}.html">{title}</a> <span>{place:02}/11/2026</span></li>'
        for place, title in enumerate(TITLES, start=1)
    )
    return PAGE.format(title="Actualités", inner=f"<ul>{rows}</ul>")


@pytest.fixture
def packing() -> Iterator[str]:
    with running(ThreadingHTTPServer(("127.0.0.1", 0), Packing)) as server:
        yield f"http://127.0.0.1:{server.server_port}/"


def test_bodies_are_kept_as_they_were_sent(balagh: Command, packing: str) -> None:
    balagh.ok("add", packing, "--id", "packing")
    with closing(sqlite3.connect(balagh.home / "balagh.db")) as database:
        (number,) = database.execute("select id from articles where url like '%/3.html'").fetchone()
    balagh.ok("evidence", str(number), "-o", "three.warc.gz")
    with (balagh.home / "three.warc.gz").open("rb") as file:
        (answer,) = [
            (one.http_headers, one.rec_headers, one.raw_stream.read())
            for one in ArchiveIterator(file)
            if one.rec_type == "response"
        ]
    assert answer[0].get_header("Content-Encoding") == "gzip"
    assert answer[1].get_header("WARC-IP-Address") == "127.0.0.1"
    assert gzip.decompress(answer[2]).decode() == make_page("3")
    manifest = json.loads((balagh.home / "three.manifest.json").read_bytes())
    assert manifest["records"][0]["payload_sha256"] == sha256(answer[2]).hexdigest()


def list_records(balagh: Command, number: int) -> list[dict[str, Any]]:
    manifest = balagh.json("evidence", str(number), "-o", f"{number}.warc.gz")["manifest"]
    records: list[dict[str, Any]] = manifest["records"]
    return records


def test_files_are_evidence_and_are_forgotten_with_their_article(
    balagh: Command, simulator: Simulator
) -> None:
    portal = simulator.add_portal("meknes", items=2)
    items = [
        portal.publish(title=f"بلاغ حول القرار الجماعي رقم {number}", attachments=["القرار"])
        for number in (1, 2)
    ]
    addresses = [f"/upload/{item.id}_1.pdf" for item in items]
    for address in addresses:
        portal.files.put(address, b"first words")
    balagh.ok("add", portal.url, "--id", "meknes")
    portal.files.put(addresses[0], b"other words")
    balagh.ok("poll", "--recheck")
    numbers = {one["title"]: one["id"] for one in balagh.lines("articles")}
    first, second = (numbers[item.title] for item in items)

    files = [one for one in list_records(balagh, first) if one["role"] == "attachment"]
    assert [(one["revision"], one["url"]) for one in files] == [
        (number, portal.base + addresses[0]) for number in (1, 2)
    ]
    assert [one["payload_sha256"] for one in files] == [
        sha256(body).hexdigest() for body in (b"first words", b"other words")
    ]
    balagh.ok("forget", str(first), "--reason", "des noms", "--yes")
    assert balagh.json("evidence", "--verify")["faults"] == []
    with closing(sqlite3.connect(balagh.home / "balagh.db")) as database:
        kept = [text for (text,) in database.execute("select text from files where text like '%words'")]
    assert kept == ["first words"], "the second article has it still"
    assert [one["role"] for one in list_records(balagh, second)] == ["page", "attachment"]
