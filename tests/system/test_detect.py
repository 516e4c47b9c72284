"""`balagh detect`: an address, or what a definition describes; nothing is stored."""

from __future__ import annotations

import json

import pytest

from simulator import Portal, Simulator
from tests.conftest import Command


@pytest.fixture
def portal(simulator: Simulator) -> Portal:
    return simulator.add_portal("meknes", items=10)


def define(balagh: Command, text: str) -> None:
    folder = balagh.home / "portals"
    folder.mkdir()
    (folder / "mine.toml").write_text(text, encoding="utf-8")


def test_the_id_of_a_definition(balagh: Command, portal: Portal) -> None:
    define(balagh, f'url = "{portal.url}"\nplatform = "spip"\n')
    found = balagh.json("detect", "mine")
    assert (found["url"], found["platform"], found["error"]) == (portal.url, "spip", None)
    assert [(one["title"], one["published"]) for one in found["entries"]] == [
        (row["title"], row["date"]) for row in portal.truth()
    ]
    said = balagh.run("detect", "mine").stderr
    assert said.count(f"the listing {found['chosen']['url']}:") == 1, said
    assert (
        len([line for line in said.splitlines() if "also there: another list on the same page, " in line])
        == 1
    )
    assert [path.name for path in balagh.home.iterdir()] == ["portals"]


def test_a_source_that_is_stated_is_shown_with_its_entries(balagh: Command, portal: Portal) -> None:
    define(balagh, f'url = "{portal.url}"\n[[sources]]\nurl = "actualites/listeact.aspx"\n')
    found = balagh.json("detect", "mine")
    assert found["chosen"]["url"] == f"{portal.url}actualites/listeact.aspx"
    assert (found["chosen"]["verdict"], found["chosen"]["pages_on"]) == ("stated by the definition", None)
    assert {one["url"] for one in found["entries"]} <= {str(row["url"]) for row in portal.truth()}
    assert len(found["entries"]) == found["chosen"]["entries"] > 3
    articles = [one for one in portal.requests if "detailsact" in one.path]
    assert articles == [], "no article is visited"
    assert "stated by the definition" in balagh.run("detect", "mine").stderr


def test_a_stated_source_that_is_not_there(balagh: Command, portal: Portal) -> None:
    define(balagh, f'url = "{portal.url}"\n[[sources]]\nurl = "/nowhere.aspx"\n')
    portal.set_fault("error500", path="/nowhere.aspx")
    done = balagh.run("detect", "mine", "--json")
    document = json.loads(done.stdout)
    assert (done.returncode, document["chosen"]) == (1, None)
    assert "500" in document["error"]


def test_neither_address_nor_id(balagh: Command) -> None:
    done = balagh.run("detect", "nowhere")
    assert (done.returncode, done.stdout) == (1, "")
    assert "nowhere is neither an address (http://…) nor the id of a definition" in done.stderr
