"""Who follows `/events` has the archive, row for row: through restarts, and while others write."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest

from monitor.payload import event_payload
from storage.articles import find_article
from storage.database import Store, open_store
from storage.events import list_events
from storage.export import article_row
from storage.portals import list_definitions, list_portals
from storage.tombstones import list_tombstones
from tests.web.api.changing import Writer
from tests.web.conftest import serving
from web.site import Site

PAGE = Path(__file__).parents[3] / "docs" / "api.md"
Rows = dict[str, dict[Any, Any]]


def load_follower() -> Callable[[str, str], None]:
    """The client that docs/api.md shows."""
    (block,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.S)
    names: dict[str, Any] = {}
    exec(block, names)
    follow: Callable[[str, str], None] = names["follow"]
    return follow


def read_copy(path: Path) -> Rows:
    """What a follower has."""
    with closing(sqlite3.connect(path)) as copy:
        rows = copy.execute("select what, id, row from kept where what <> 'next'").fetchall()
    found: Rows = {"article": {}, "portal": {}, "event": {}}
    for what, number, row in rows:
        found[what][number] = json.loads(row)
    return found


def read_archive(store: Store, count: int) -> Rows:
    """What the archive holds, by the rows of the command line."""
    with store.read() as connection:
        forgotten = {one.article: one for one in list_tombstones(connection)}
        articles = {}
        for number in range(1, count + 1):
            article = find_article(connection, number)
            assert article is not None
            articles[number] = article_row(article)
            del articles[number]["last_seen"]  # each visit changes it
            if stone := forgotten.get(number):
                told = {"at": stone.forgotten_at.isoformat(), "reason": stone.reason}
                articles[number]["forgotten"] = told
        watched = {one.id: one for one in list_portals(connection)}
        portals = {
            name: {"url": one.url, "region": one.region, "watched": name in watched}
            for name, one in list_definitions(connection).items()
        }
        events = {one.id: event_payload(one) for one in list_events(connection)}
    return {"article": articles, "portal": portals, "event": events}


def assert_same(copy: Rows, archive: Rows) -> None:
    shown = {
        name: {key: row[key] for key in ("url", "region", "watched")} for name, row in copy["portal"].items()
    }
    assert shown == archive["portal"]
    forgotten = {number for number, row in archive["article"].items() if "forgotten" in row}
    assert copy["article"] == archive["article"]
    for number, event in copy["event"].items():
        if event["article"] in forgotten:
            event["title"] = ""  # docs/api.md: who is told so erases it in what was had before
        assert event == archive["event"][number]
    assert list(copy["event"]) == sorted(archive["event"])


def write(store: Store, writer: Writer, steps: int, done: threading.Event) -> None:
    try:
        for _ in range(3):
            again = open_store(store.engine.url.render_as_string(hide_password=False))
            writer.reopen(again)
            writer.change(steps // 3)
            again.close()
    finally:
        done.set()


def test_a_copy_is_the_archive_through_restarts(store: Store, site: Site, tmp_path: Path) -> None:
    follow, path = load_follower(), str(tmp_path / "copy.db")
    writer, done = Writer(store, seed=7), threading.Event()
    thread = threading.Thread(target=write, args=(store, writer, 300, done))
    thread.start()
    rounds = 0
    while not done.is_set() or rounds < 2:
        with serving(site) as address:  # a server that starts and stops again
            for _ in range(3):
                follow(address, path)
        with pytest.raises(URLError):
            follow(address, path)
        rounds += 1
    thread.join()
    with serving(site) as address:
        follow(address, path)
        before = read_copy(Path(path))
        follow(address, path)  # nothing is told twice, and nothing changes
    archive = read_archive(store, len(writer.known))
    assert len(archive["event"]) > 150
    assert any("forgotten" in row for row in archive["article"].values())
    assert_same(read_copy(Path(path)), archive)
    assert_same(before, archive)
