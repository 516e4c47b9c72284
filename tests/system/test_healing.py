"""A watched site that changes is followed: nothing known is news again, nothing is withdrawn by it."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from crawler.addresses import canonical_address
from simulator import Simulator
from simulator.portal import Portal
from tests.conftest import Command

CHANGES = {
    "another system, the old addresses are dead": ("modele", "spip", "404"),
    "another system, the old addresses redirect": ("spip", "wordpress-ar", "redirect"),
    "dated to undated": ("joomla", "modele", "404"),
    "a list of half the length": ("wordpress-ar", "laravel", "404"),
    "another layout at the same addresses": ("meknes", "cards", "layout"),
    "another host, by redirect": ("laravel", "redirect", "move"),
    "another host, by a page that links to it": ("tableau", "link", "move"),
    "dl to table, another charset": ("deflist", "tableau", "404"),
    "the old addresses lead to the front page": ("double", "joomla", "home"),
    "Blogger to WordPress": ("blogger", "wordpress-ar", "404"),
}


def change(portal: Portal, to: str, how: str) -> None:
    if how == "move":
        portal.move(how=to)
    elif how == "layout":
        portal.set_layout(to)
    else:
        portal.set_site(to, old=how)


def polled(balagh: Command) -> dict[str, object]:
    row: dict[str, object] = json.loads(balagh.run("poll", "x", "--json").stdout)
    return row


def told(balagh: Command) -> Counter[str]:
    return Counter(event["type"] for event in balagh.lines("events") if event["origin"] == "watch")


def list_moves(balagh: Command, known: dict[int, str]) -> dict[str, str]:
    """Where each of the known articles was that has moved, and where it is now."""
    moved = [event for event in balagh.lines("events") if event["type"] == "moved"]
    return {known[event["article"]]: canonical_address(event["url"]) for event in moved}


def list_known(balagh: Command) -> dict[int, str]:
    """The address of each article, before any has moved."""
    return {event["article"]: canonical_address(event["url"]) for event in balagh.lines("events")}


def list_items(portal: Portal) -> dict[str, tuple[object, object]]:
    """What stands at each address of a portal: the title and the day that its site shows anywhere."""
    return {canonical_address(str(row["url"])): (row["title"], row["published"]) for row in portal.truth()}


@pytest.mark.slow
@pytest.mark.parametrize(("first", "to", "how"), CHANGES.values(), ids=CHANGES)
def test_a_changed_site_is_followed(
    simulator: Simulator, balagh: Command, first: str, to: str, how: str
) -> None:
    portal = simulator.add_portal(first, items=14)
    balagh.ok("add", portal.url, "--id", "x")
    known, before = list_known(balagh), list_items(portal)
    change(portal, to, how)
    assert [polled(balagh)["state"] for _ in range(2)] == ["healthy"] * 2
    assert not told(balagh)
    moves, after = list_moves(balagh, known), list_items(portal)
    assert moves.keys() == set(known.values()) - after.keys()
    assert {old: after[new] for old, new in moves.items()} == {old: before[old] for old in moves}


def test_what_is_published_after_the_change_is_told(simulator: Simulator, balagh: Command) -> None:
    portal = simulator.add_portal("modele", items=14)
    balagh.ok("add", portal.url, "--id", "x")
    portal.set_site("spip", old="404")
    polled(balagh)
    portal.publish(title="بلاغ عن انقطاع الماء يوم الأحد بحي الرياض")
    polled(balagh)
    assert told(balagh) == {"new": 1}


def test_a_portal_has_moved_that_leads_to_a_site_where_nothing_is_known(
    simulator: Simulator, balagh: Command
) -> None:
    portal, other = simulator.add_portal("modele", items=14), simulator.add_portal("laravel")
    balagh.ok("add", portal.url, "--id", "x")
    portal.move(to=other.outlet, how="redirect")
    row = polled(balagh)
    assert (row["outcome"], row["state"]) == ("failed", "moved")
    assert f"leads to {other.base}" in str(row["error"])
    assert not told(balagh)
