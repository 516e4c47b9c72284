"""What vanishes is withdrawn only while its site answers otherwise; what stands elsewhere has moved."""

from __future__ import annotations

import json
import time

import pytest

from simulator import Portal, Simulator
from tests.conftest import Command


def look(balagh: Command) -> str:
    """Visit every known article once, later than a proof's spacing; gives the state of the portal."""
    time.sleep(1.1)
    return str(json.loads(balagh.run("poll", "--recheck", "--json").stdout)["state"])


def list_events(balagh: Command) -> list[tuple[str, str]]:
    """(type, title) of what happened since the baseline, told or not."""
    return [(one["type"], one["title"]) for one in balagh.lines("events") if one["origin"] != "baseline"]


@pytest.fixture
def watched(balagh: Command, simulator: Simulator) -> Portal:
    """A site without ETags that is watched: its baseline is done."""
    portal = simulator.add_portal("modele", items=6)
    balagh.ok("add", portal.url, "--id", "x")
    return portal


def test_a_site_that_says_it_of_every_article_withdraws_none(balagh: Command, watched: Portal) -> None:
    for fault, state in (("articles-not-found", "redesigned"), ("articles-to-front", "redesigned")):
        watched.set_fault(fault)
        assert [look(balagh) for _ in range(3)] == [state] * 3, fault
        watched.set_fault(None)
        assert look(balagh) == "healthy", fault
    assert {kind for kind, _ in list_events(balagh)} == {"broken", "recovered"}
    assert balagh.lines("articles", "--status", "withdrawn") == []


def test_an_outage_between_the_looks_begins_the_proof_anew(balagh: Command, watched: Portal) -> None:
    item = watched.items[2]
    watched.withdraw(item.id, "404")
    look(balagh)
    watched.set_fault("error500")
    for _ in range(2):
        look(balagh)
    watched.set_fault(None)
    look(balagh)
    kinds = [kind for kind, _ in list_events(balagh)]
    assert kinds == ["broken", "recovered"], "a look after an outage is the first one"
    look(balagh)
    assert list_events(balagh)[-1] == ("withdrawn", item.title)
    gone = [one for one in balagh.lines("events") if one["type"] == "withdrawn"]
    records = balagh.json("evidence", str(gone[0]["article"]))["manifest"]["records"]
    assert [one["status"] for one in records if one["role"] == "gone"] == [404, 404, 404]


def test_what_comes_back_with_other_words_is_one_event(balagh: Command, watched: Portal) -> None:
    item = watched.items[1]
    watched.withdraw(item.id, "410")
    for _ in range(2):
        look(balagh)
    watched.restore(item.id)
    watched.edit(item.id, text=["تم تأجيل الدورة إلى يوم 27 فبراير 2024."])
    for _ in range(2):
        look(balagh)
    told = [one for one in balagh.lines("events") if one["origin"] == "watch"]
    assert [(one["type"], one["changed"]) for one in told] == [
        ("withdrawn", ["status"]),
        ("restored", ["text", "kind"]),
    ]


def test_what_is_published_again_at_another_address_has_moved(balagh: Command, watched: Portal) -> None:
    answers = {"404": watched.items[1], "301": watched.items[2], "stays": watched.items[3]}
    new = {answer: watched.republish(item.id, answer) for answer, item in answers.items()}
    for _ in range(3):
        look(balagh)
    every = [(one["type"], one["title"]) for one in balagh.lines("events") if one["type"] == "moved"]
    assert sorted(every) == sorted(("moved", answers[answer].title) for answer in ("404", "301"))
    told = [one["type"] for one in balagh.lines("events") if one["origin"] == "watch"]
    assert told == ["new"], "what stands twice is another article"
    urls = {row["url"] for row in balagh.lines("articles")}
    assert {one.url for one in new.values()} <= urls
    assert {answer for answer, item in answers.items() if item.url in urls} == {"stays"}
