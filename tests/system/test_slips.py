"""A slip in a definition is its writer's, and what is listed and cannot be read is told all the same."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from typing import Any
from urllib.parse import urlsplit

import pytest

from simulator import Portal, Simulator
from tests.conftest import Command


@pytest.fixture
def portal(simulator: Simulator, balagh: Command) -> Portal:
    balagh.environ["BALAGH_RECHECK_SECONDS"] = "86400"  # no article is visited unasked
    portal = simulator.add_portal("meknes", items=6)
    balagh.ok("add", portal.url, "--id", "mine")
    balagh.ok("subscribe", f"file:{balagh.home / 'told.jsonl'}")
    return portal


def define(balagh: Command, url: str, more: str) -> None:
    (balagh.home / "portals" / "mine.toml").write_text(f'url = "{url}"\n{more}\n', encoding="utf-8")


def find_health(balagh: Command, code: int) -> dict[str, Any]:
    done = balagh.run("health", "--json")
    assert done.returncode == code, done.stdout + done.stderr
    health: dict[str, Any] = json.loads(done.stdout)
    return health


#: What is written into a definition, and what is said of it.
SLIPS = {
    "entry, with a search for the list": (
        '[listing]\nentry = "li.rien"',
        "`listing.entry` = li.rien matches nothing",
    ),
    "entry, of a list that is stated": (
        '[[sources]]\nurl = "actualites/listeact.aspx"\n[listing]\nentry = "li.rien"',
        "`listing.entry` = li.rien matches nothing on",
    ),
    "text": ('[article]\ntext = ".rien"', "`article.text` = .rien matches nothing"),
}


def test_a_selector_that_matches_nothing(balagh: Command, portal: Portal) -> None:
    for slip, (more, said) in SLIPS.items():
        define(balagh, portal.url, more)
        portal.clear_requests()
        for _ in range(2):
            assert balagh.run("poll", "mine", "--recheck").returncode == 1, slip
        if "article" in said:
            assert "redesigned" in balagh.ok("poll", "mine"), "its list alone says nothing of its articles"
        if "listing" in said:
            assert len(portal.requests) <= 2 * 9, "no search in places where nothing can be"
        health = find_health(balagh, 1)
        assert (health["state"], said in health["evidence"]) == ("redesigned", True), health["evidence"]
        assert "selector in portals/mine.toml" in health["advice"]
    assert "broken" not in {row["type"] for row in balagh.lines("events")}
    with contextlib.closing(sqlite3.connect(balagh.home / "balagh.db")) as database, database:
        database.execute("update portals set redefined_at = datetime(redefined_at, '-25 hours')")
    balagh.run("poll", "mine", "--recheck")
    assert "broken" in {row["type"] for row in balagh.lines("events")}, "nobody mended it for a day"
    define(balagh, portal.url, "")
    balagh.ok("poll", "mine")
    assert find_health(balagh, 0)["state"] == "healthy", "where no article is due, one is read for it"


def test_what_is_sought_without_its_selector_is_noted(balagh: Command, portal: Portal) -> None:
    define(balagh, portal.url, '[listing]\ndate = ".rien"\n[article]\ntitle = "h6"')
    balagh.ok("poll", "mine", "--recheck")
    evidence = find_health(balagh, 0)["evidence"]
    assert "`listing.date` = .rien matches nothing in" in evidence
    assert "`article.title` = h6 matches nothing on 6 article pages" in evidence
    slip = "`listing.date` = .rien matches nothing in"
    assert slip in balagh.run("detect", "mine").stderr
    done = balagh.run("check", "--live", "mine")
    assert slip in done.stdout + done.stderr


def test_what_is_listed_and_cannot_be_read_is_told_once(balagh: Command, portal: Portal) -> None:
    item = portal.publish("بلاغ حول انقطاع الماء")
    row = next(one for one in portal.truth() if one["title"] == item.title)
    page = urlsplit(str(row["url"]))
    portal.set_fault("error500", path=f"{page.path}?{page.query}")
    for _ in range(6):
        balagh.run("poll", "mine", "--recheck")
    unread = find_health(balagh, 0)["unread"]
    assert (unread["count"], unread["new"], unread["told"]) == (1, 1, 1)
    (new,) = [one for one in balagh.lines("events") if one["origin"] == "watch"]
    assert (new["type"], new["title"]) == ("new", item.title)
    portal.set_fault(None)
    balagh.run("poll", "mine", "--recheck")
    assert find_health(balagh, 0)["unread"] is None
    told = [one["type"] for one in balagh.lines("events") if one["origin"] == "watch"]
    assert told == ["new", "edited"]
    lines = (balagh.home / "told.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["type"] for row in rows] == ["new", "edited"]
    assert "its page could not be read" in lines[0], lines[0]
