"""The follower that docs/api.md shows, and what its copy is held against."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from monitor.payload import event_payload
from storage.articles import find_article, list_articles
from storage.database import Store
from storage.definitions import list_definitions
from storage.events import list_events
from storage.export import article_row
from storage.filter import ArticleFilter
from storage.portals import list_portals
from storage.tombstones import list_tombstones

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


def read_archive(store: Store) -> Rows:
    """What the archive holds, by the rows of the command line."""
    with store.read() as connection:
        forgotten = {one.article: one for one in list_tombstones(connection)}
        numbers = [one.id for one in list_articles(connection, ArticleFilter())]
        articles = {}
        for number in sorted([*numbers, *forgotten]):
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
