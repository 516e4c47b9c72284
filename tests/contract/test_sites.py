"""The contract of each platform: recorded on a simulated site, read again as recorded, broken by a new site.

A site for each platform, and for each kind of source: all of them would take minutes. How well detection
reads every one of them is held elsewhere, against what the simulator knows to be true.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from crawler.platforms import GENERIC, list_platforms
from simulator import Portal, Simulator
from tests.conftest import Command

pytestmark = pytest.mark.slow

#: The platform of each site, and the site that takes its place.
SITES = {
    "blogger": ("blogger", "tableau"),
    "joomla": ("joomla", "modele"),
    "meknes": ("webforms", "modele"),
    "modele": ("dgct", "joomla"),
    "nextjs": ("nextjs", "deflist"),
    "olivero": ("drupal", "tableau"),
    "sitemap-seul": ("generic", "region"),
    "spip": ("spip", "modele"),
    "tableau": ("generic", "spip"),
    "wordpress-ar": ("wordpress", "joomla"),
}
ENDED_BADLY = {"differs", "failed"}


def describe(balagh: Command, portal: Portal) -> None:
    folder = balagh.home / "portals"
    folder.mkdir()
    (folder / "site.toml").write_text(f'url = "{portal.url}"\n', encoding="utf-8")


def check(balagh: Command, *words: str) -> dict[str, Any]:
    done = balagh.run("check", "site", "--json", *words)
    row: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == (1 if row["outcome"] in ENDED_BADLY else 0), done.stderr
    return row


@pytest.mark.parametrize("site", SITES)
def test_the_contract(balagh: Command, simulator: Simulator, site: str) -> None:
    platform, other = SITES[site]
    portal = simulator.add_portal(site)
    describe(balagh, portal)
    assert check(balagh, "--record") == {"id": "site", "outcome": "ok", "differences": [], "error": None}
    kept = json.loads((balagh.home / "portals" / "site" / "expected.json").read_text(encoding="utf-8"))
    assert kept["platform"] == platform
    assert len(kept["articles"]) == 3
    assert all(article["values"]["title"] for article in kept["articles"])
    asked = len(portal.requests)
    assert check(balagh) == {"id": "site", "outcome": "ok", "differences": [], "error": None}
    assert len(portal.requests) == asked, "without --live, the site is left alone"
    portal.set_site(other)
    assert check(balagh, "--live")["outcome"] in ENDED_BADLY


def test_each_platform_has_a_site() -> None:
    known = {one.id for one in list_platforms()}
    assert {platform for platform, _ in SITES.values()} == known | {GENERIC}
