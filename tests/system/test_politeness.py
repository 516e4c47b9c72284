"""How portals are asked, as a server that logs everything sees it, by the `balagh` command."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from crawler.definitions import load_definition
from storage import portals
from tests.conftest import Command, wait_until
from tests.sqlite import open_migrated
from tests.system.town import ENDLESS, NEVER, Answer, House, Town, a_town

pytestmark = pytest.mark.slow


@pytest.fixture
def town() -> Iterator[Town]:
    with a_town() as built:
        yield built


def poll(balagh: Command, *words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in balagh.run("poll", *words, "--json").stdout.splitlines()]


def find_host(balagh: Command, house: House) -> dict[str, Any]:
    return next(row for row in balagh.lines("health", "--hosts") if row["host"] == house.name)


def find_health(balagh: Command) -> dict[str, Any]:
    """How the only portal fares, well or not."""
    row: dict[str, Any] = json.loads(balagh.run("health", "--json").stdout)
    return row


def make_all_overdue(balagh: Command, houses: list[House]) -> None:
    """As after a night in which nothing ran."""
    store = open_migrated(balagh.home / "balagh.db")
    last_night = datetime.now(UTC) - timedelta(hours=9)
    with store.write() as connection:
        for house in houses:
            house.describe(balagh.home / "portals")
            definition = load_definition(balagh.home / "portals" / f"{house.id}.toml")
            portals.insert_portal(connection, house.id, definition, last_night)
    store.close()


def add(balagh: Command, *houses: House) -> dict[str, dict[str, Any]]:
    """Add sites in one go; gives what came of each, by its id."""
    for house in houses:
        house.describe(balagh.home / "portals")
    path = balagh.home / "portals.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("url", "id"), *((one.url, one.id) for one in houses)])
    done = balagh.run("add", "--from", str(path), "--json")
    rows = (json.loads(line) for line in done.stdout.splitlines())
    return {row["id"]: row for row in rows}


def test_robots_are_obeyed_and_pauses_outlast_a_command(balagh: Command, town: Town) -> None:
    slow = town.build(robots="User-agent: balagh\nCrawl-delay: 0.2\nDisallow: /private\n")
    beside = town.build()  # another site on the same server
    ours = {"BALAGH_CONTACT": "mailto:owner@example.org", "BALAGH_PUBLIC_URL": "https://بلاغ.المغرب:8443/"}
    balagh.environ |= ours
    balagh.environ["BALAGH_DELAY_SECONDS"] = "0.05"
    assert all(row["error"] is None for row in add(balagh, slow, beside).values())
    assert {row["outcome"] for row in poll(balagh)} == {"unchanged"}
    assert "/private/2" not in town.paths(slow) and "/private/2" in town.paths(beside)
    assert town.paths(slow).count("/robots.txt") == 1, "it is read once a day"
    assert town.find_shortest_pause(lambda one: one.address) >= 0.05, "one at a time for a shared address"
    assert town.find_shortest_pause(lambda one: one.place, slow) >= 0.2, "a pause outlasts its command"
    assert {one.agent for one in town.log} == {
        "User-Agent: Balagh/0.1 (+https://xn--mgbb9cvb.xn--mgbc0a9azcg:8443/about-the-robot; "
        "mailto:owner@example.org)"
    }
    row = find_host(balagh, slow)
    assert (row["address"], row["crawl_delay"], row["refused"] > 0) == ("127.0.0.1", 0.2, True)
    assert row["today"] == row["requests"] == len(town.paths(slow))
    lines = balagh.lines("health", slow.id, "--requests")
    assert {one["error"] for one in lines if one["url"].endswith("/private/2")} == {"not asked: robots.txt"}


def test_who_asks_us_to_wait_is_left_alone(balagh: Command, town: Town) -> None:
    house, busy = town.build(), (503, {"Retry-After": "3600"}, b"")
    add(balagh, house)
    house.items, house.answers["/news/4"] = 6, busy
    assert [row["state"] for row in poll(balagh)] == ["healthy"]
    assert [one for one in town.paths(house) if one in ("/news/4", "/news/5", "/news/6")] == ["/news/4"]
    health = find_health(balagh)
    assert "it asked us to wait until" in health["wait"]["why"] and health["state"] == "healthy"
    assert any("asked us to wait" in (one["error"] or "") for one in balagh.lines("health", "--requests"))
    asked = len(town.log)
    row = poll(balagh)[0]
    assert (row["outcome"], "asked us to wait until" in row["error"]) == ("failed", True)
    refused = balagh.run("backfill", house.id)
    assert (refused.returncode, "asked us to wait until" in refused.stderr) == (1, True), refused.stderr
    balagh.run("watch", "--for", "2")
    balagh.run("check", house.id, "--live")
    assert len(town.log) == asked, "nobody asks it before its time"
    assert find_health(balagh)["state"] == "healthy", "and nothing is made of that"


def test_a_short_wait_is_sat_out_and_none_is_a_redesign(balagh: Command, town: Town) -> None:
    house = town.build()
    add(balagh, house)
    house.answers["/feed.xml"] = (429, {"Retry-After": "1"}, b"")
    row = poll(balagh)[0]
    assert (row["state"], "asked us to wait until" in row["error"]) == ("unreachable", True)
    assert town.paths(house)[-1] == "/feed.xml", "the rest of the poll is dropped"
    del house.answers["/feed.xml"]
    assert poll(balagh)[0]["state"] == "healthy"
    told, next_one = next(pair for pair in pairwise(town.log) if pair[0].status == 429)
    assert next_one.begun - told.ended >= 0.99, (told, next_one)
    house.answers["/feed.xml"] = (503, {"Retry-After": "some day"}, b"")
    for _ in range(2):
        before = len(town.log)
        assert poll(balagh)[0]["state"] == "unreachable"
        assert len(town.log) == before + 1, "asked by hand it is asked, once"
    assert find_host(balagh, house)["failures"] == 2
    balagh.forget_robots()
    house.answers["/robots.txt"] = (503, {"Retry-After": "90"}, b"")
    before = len(town.log)
    row = poll(balagh)[0]
    assert (row["state"], "asked us to wait until" in row["error"]) == ("unreachable", True), row
    assert town.paths(house)[before:] == ["/robots.txt"], "an old copy is no reason to ask on"


ROBOTS: dict[str, tuple[Answer, str | None]] = {
    "endless": ((200, {}, ENDLESS), None),
    "a page": ((200, {"Content-Type": "text/html"}, b"<html>User-agent: *\nDisallow: /"), None),
    "round and round": ((302, {"Location": "/robots.txt"}, b""), None),
    "forbidden": ((403, {}, b""), None),
    "ten megabytes": ((200, {}, b"User-agent: *\nDisallow: /\n" + b"#" * 10_000_000), "asks us not to read"),
    "failing": ((500, {}, b""), "answered 500; until it can be read, nothing else is asked"),
    "busy": ((429, {"Retry-After": "600"}, b""), "asked us to wait until"),
    "silent": ((NEVER, {}, b""), "robots.txt: it did not answer in time"),
}


def test_robots_of_all_kinds_are_bounded_and_explained(balagh: Command, town: Town) -> None:
    (balagh.home / "balagh.toml").write_text("timeout_seconds = 2\n", encoding="utf-8")
    houses = {
        name: town.build(f"127.0.0.{number}", answers={"/robots.txt": answer}, items=1)
        for number, (name, (answer, _)) in enumerate(ROBOTS.items(), 2)
    }
    rows = add(balagh, *houses.values())
    for name, (_, error) in ROBOTS.items():
        row, paths = rows[houses[name].id], town.paths(houses[name])
        assert (row["error"] is None) == (error is None), (name, row)
        assert error is None or error in row["error"], (name, row)
        assert set(paths) == ({"/robots.txt"} if error else {"/robots.txt", "/", "/feed.xml", "/news/1"}), (
            name
        )
        assert len(paths) <= 10, name


def test_a_day_has_so_many_requests_and_backfill_is_served_last(balagh: Command, town: Town) -> None:
    house = town.build()
    add(balagh, house)
    used = len(town.log)
    balagh.environ["BALAGH_REQUESTS_PER_DAY"] = str(2 * used)
    done = balagh.run("backfill", house.id)
    assert (done.returncode, "as many as a backfill may use up; it goes on at" in done.stderr) == (1, True)
    assert len(town.log) == used
    assert poll(balagh)[0]["outcome"] == "unchanged"
    balagh.environ["BALAGH_REQUESTS_PER_DAY"] = str(used)
    row = poll(balagh)[0]
    assert (row["outcome"], f"of the {used} requests of a day are used" in row["error"]) == ("failed", True)
    assert find_health(balagh)["state"] == "healthy"


def test_no_burst_after_downtime(balagh: Command, town: Town) -> None:
    houses = [town.build(f"127.0.0.{2 + number % 5}", items=1) for number in range(50)]
    make_all_overdue(balagh, houses)
    balagh.environ |= {"BALAGH_DELAY_SECONDS": "0.03", "BALAGH_POLL_SECONDS": "2"}
    with balagh.start("watch") as watching:
        try:
            assert wait_until(lambda: town.paths().count("/news/1") == 50, 180), "all are polled"
        finally:
            watching.terminate()
            watching.communicate(timeout=30)
    assert town.find_shortest_pause(lambda one: one.address) >= 0.03
