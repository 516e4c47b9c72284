"""What strangers write and ask reaches people as text: in terminals, tables, pages, feeds and lines."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from lxml import html

from cli.logs import JsonLines, TextLines
from monitor.channels import open_channel
from storage.database import open_store
from storage.evidence.keeping import EvidenceFolder
from storage.tokens import insert_token
from tests.conftest import Command
from tests.hostile.asked import REQUESTS, ask
from tests.hostile.written import TITLES, play
from tests.web.conftest import serving
from web.site import Site

#: What is printed for people, by command; `said` are the alerts in the terminal, `log` the watch's lines.
PRINTED = ("said", "log", "articles", "events", "search", "portals", "deliveries", "health")
_RAW = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a\u202b\u202d\u202e\u2066\u2067]")
_FORMULA = re.compile(r"[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_RAN = ("829348951", "uid=", "root:")  # what the expressions and paths would bring about


@dataclass(frozen=True)
class House:
    """The archive that was written into, and all that shows it."""

    faces: dict[str, str]
    ids: dict[str, int]
    rows: dict[str, dict[str, str]]
    address: str
    token: str

    def read(self, path: str) -> str:
        """What is served there."""
        answer = httpx.get(f"{self.address}{path}", trust_env=False, timeout=30)
        assert answer.status_code == 200, answer.text[:500]
        return answer.text


def _write(home: Path) -> None:
    """Have the portal write, and keep what every face showed."""
    (home / "faces").write_text(json.dumps(play(Command(home))), "utf-8")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home = tmp_path_factory.mktemp("written")
    _write(home)
    faces, ids = json.loads((home / "faces").read_text("utf-8"))
    rows = csv.DictReader(io.StringIO(faces["csv"].lstrip("\ufeff"), newline=""))
    by_name = {row["url"].rpartition("/")[2]: row for row in rows}
    store = open_store(f"sqlite:///{home / 'balagh.db'}")
    with store.write() as connection:
        made = insert_token(connection, "tests", datetime.now(UTC))
    assert made is not None
    site = Site(
        store,
        EvidenceFolder(home / "evidence", 100_000_000),
        timedelta(minutes=15),
        contact="https://balagh.example",
        open_channel=lambda target: open_channel(target, allow_private=False),
        requests_per_minute=10_000,
    )
    with serving(site) as address:
        yield House(faces, ids, by_name, address, made[1])
    store.close()


@pytest.mark.parametrize("name", TITLES)
def test_what_a_portal_writes(house: House, name: str) -> None:
    row = house.rows[name]
    assert not any(_FORMULA.match(cell) for cell in row.values())
    number = house.ids[name]
    page = html.fromstring(house.read(f"/articles/{number}?lang=fr"))
    assert not page.xpath("//script[not(@src='/static/balagh.js')] | //style | //img | //iframe | //base")
    assert not page.xpath("//meta[@http-equiv] | //*[@onerror or @onload or @onmouseover or @style]")
    assert len(page.xpath("//h1")) == 1
    text = page.text_content()
    assert not _RAW.search(text.replace("\t", "").replace("\r", ""))
    assert not any(ran in text for ran in _RAN)
    saved = httpx.get(f"{house.address}/articles/{number}/text.txt", trust_env=False)
    assert saved.headers["Content-Disposition"] == f'attachment; filename="article-{number}.txt"'
    assert saved.headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize("face", PRINTED)
def test_what_is_printed(house: House, face: str) -> None:
    printed = house.faces[face]
    assert printed if face != "search" else True
    assert not _RAW.search(printed)
    assert not any(ran in printed for ran in _RAN)
    assert not [line for line in printed.splitlines() if line.startswith("1999")]


@pytest.mark.parametrize("form", [TextLines("%(asctime)s %(message)s"), JsonLines()], ids=["text", "json"])
def test_a_line_of_the_log_stays_one(form: logging.Formatter) -> None:
    for said in TITLES.values():
        record = logging.LogRecord("x", logging.ERROR, "x", 1, "%s: %s", ("hostile", said), None)
        line = form.format(record)
        assert len(line.split("\n")) == 1 and not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", line)


def test_everything_was_written_and_told(house: House) -> None:
    assert set(house.ids) == {*TITLES, "first", "second", "third"}
    assert all(name in house.faces["alerts.jsonl"] for name in TITLES)
    assert all(ran not in said for said in house.faces.values() for ran in _RAN)


@pytest.mark.parametrize(
    "path", ["/feeds/all.atom", "/feeds/all.json", "/?portal=hostile", "/api/v1/articles"]
)
def test_what_is_shown_together(house: House, path: str) -> None:
    shown = house.read(path)
    assert not any(ran in shown for ran in _RAN)
    if path.endswith("atom"):
        elements = {one.tag for one in html.fromstring(shown.encode()).iter() if isinstance(one.tag, str)}
        assert not elements & {"script", "iframe", "img", "base", "style"}


@pytest.mark.parametrize("name", REQUESTS)
def test_what_is_asked(house: House, name: str) -> None:
    head, body, statuses = REQUESTS[name]
    body = body.replace(b"%7Btoken%7D", house.token.encode())
    status, headers, said = ask(house.address, head.replace("{token}", house.token), body)
    assert status in statuses, (status, headers, said[:500])
    assert not any(ran in said for ran in _RAN)
    assert "Traceback" not in said
    assert "<script>alert" not in said or "application/problem+json" in headers
    assert not name.startswith("target-") or json.loads(said)["field"] == "target"
    moved = re.search(r"(?im)^location: (.*)", headers)
    assert moved is None or re.match(r"/[^/\\]", moved[1]), moved
    assert not re.search(r"(?im)^set-cookie: a=b", headers)
    if status:
        assert "nosniff" in headers or status == 400  # of the server itself, before it is a request
