"""A portal with two lists is walked back on both: to a day, and later on to their ends."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from simulator import Portal, Simulator
from tests.conftest import Command
from tests.system.interrupted import count_asked, kill_after, read_key

pytestmark = pytest.mark.slow

LISTS = ("/en/news", "/ar/news")
PAGE_SIZE = 4  # of which three pages are read when it is added


@pytest.fixture
def portal(balagh: Command, simulator: Simulator) -> Portal:
    """The English and the Arabic half of a town's site, each with a list of its own."""
    portal = simulator.add_portal("bilingue", items=27, page_size=PAGE_SIZE)
    folder = balagh.home / "portals"
    folder.mkdir()
    sources = "".join(f'[[sources]]\nurl = "{one}"\n' for one in LISTS)
    (folder / "town.toml").write_text(f'url = "{portal.url}"\n{sources}', encoding="utf-8")
    balagh.ok("add", "town")
    return portal


def list_kept(balagh: Command) -> set[str]:
    return {read_key(row["url"]) for row in balagh.lines("articles")}


def list_true(portal: Portal, since: str = "") -> set[str]:
    """What its lists show, from a day on."""
    return {read_key(item.url) for item in portal.items if str(item.date) >= since}


def find_day(portal: Portal) -> str:
    """A day on the fourth page of the second list, above which the first one shows nothing on its fourth."""
    days = [str(item.date) for item in portal.items if item.language == "ar"]
    return sorted(days, reverse=True)[3 * PAGE_SIZE + 2]


def read_package(balagh: Command) -> dict[str, Any]:
    """What the data package says of the portal's past."""
    balagh.ok("export", "--format", "datapackage", "-o", "package")
    with Path(balagh.home, "package", "portals.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    with Path(balagh.home, "package", "coverage.csv").open(encoding="utf-8-sig", newline="") as file:
        stretches = list(csv.DictReader(file))
    assert [one["stretch"] for one in stretches] == ["watched"]
    assert stretches[0]["from"] <= stretches[0]["to"], "it ends before it begins"
    return row


def test_each_list_is_walked_to_the_day_and_then_to_its_end(balagh: Command, portal: Portal) -> None:
    before = read_package(balagh)
    assert (before["past"], before["past_told"]) == ("", "")
    watched = list_kept(balagh)
    since = find_day(portal)
    asked = count_asked(portal)
    bounded = balagh.json("backfill", "town", "--since", since)
    assert (bounded["error"], bounded["complete"]) == (None, False)
    assert list_kept(balagh) >= list_true(portal, since)
    assert list_kept(balagh) <= list_true(portal, since) | watched
    above = {f"GET {one}/p{number}" for one in LISTS for number in (2, 3)}
    assert above <= set(asked.counts)
    told = f"what is older than {since} was not asked for"
    past = read_package(balagh)
    assert (past["past"], past["past_told"], past["past_pages"]) == ("stopped", told, str(bounded["pages"]))
    assert past["oldest"] == bounded["oldest"]

    asked.counts.clear()
    assert kill_after(balagh, asked, 9, "backfill", "town")
    done = balagh.json("backfill", "town")
    assert (done["error"], done["complete"]) == (None, True)
    assert list_kept(balagh) == list_true(portal)
    assert not above & set(asked.counts), "it began above where it left something"
    past = read_package(balagh)
    assert (past["past"], past["past_told"]) == ("ended", "nothing older is left")
    balagh.ok("remove", "town")
    assert read_package(balagh)["past"] == "ended"
