"""What is remembered between requests is never shown once it no longer holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import httpx
import pytest

from monitor.remembering import ByPortal
from monitor.statistics.counting import read_statistics
from monitor.statistics.rows import describe
from storage import portals
from storage.database import Store
from storage.filter import ArticleFilter
from storage.model import PortalDefinition, ReasonSort
from storage.statistics import Grouping
from tests.web.conftest import serving
from tests.web.feeds.happening import Happening
from web.site import Site


def test_figures_are_those_of_the_archive_at_once(store: Store, site: Site) -> None:
    happening = Happening(store)
    steps = {
        "nothing": lambda: 0,
        "an article": lambda: happening.publish("one"),
        "one of another portal": lambda: happening.publish("oujda-2", kind="tender", language="fr"),
        "an edit": lambda: happening.edit(1, "أخرى", ReasonSort.PUNCTUATION),
        "one is withdrawn": lambda: happening.withdraw(2),
        "one is forgotten": lambda: happening.forget(1),
        "a portal is added": lambda: _add(store, happening),
    }
    with serving(site) as address, httpx.Client(base_url=address, trust_env=False) as client:
        for step, take in steps.items():
            take()
            for by in (Grouping.PORTAL, Grouping.REGION, Grouping.MONTH):
                with store.read() as connection:
                    counted = describe(read_statistics(connection, ArticleFilter(), by))
                assert client.get(f"/api/v1/statistics?by={by}").json() == counted, (step, by)


def _add(store: Store, happening: Happening) -> None:
    with store.write() as connection:
        definition = PortalDefinition(url="https://new.example/", region="Oriental")
        portals.insert_portal(connection, "new", definition, happening.now)


def test_pages_show_a_change_at_once(store: Store, site: Site) -> None:
    happening = Happening(store)
    with serving(site) as address, httpx.Client(base_url=address, trust_env=False) as client:

        def read(path: str) -> str:
            return client.get(path, headers={"Accept-Language": "en"}).raise_for_status().text

        paths = ("/?until=2026-12-31", "/portals/meknes", "/feeds/all.atom", "/feeds/kinds/communique.atom")
        assert not any("بلاغ one" in read(path) for path in paths)
        number = happening.publish("one")
        assert all("بلاغ one" in read(path) for path in paths)
        happening.withdraw(number)
        assert all("ithdrawn" in read(path) for path in paths)
        with store.write() as connection:
            renamed = PortalDefinition(url="https://meknes.example/", name={"en": "Renamed"})
            portals.set_definition(connection, "meknes", renamed, happening.now)
        assert all("Renamed" in read(path) for path in ("/", "/portals", "/health", "/record", paths[2]))
        with store.write() as connection:
            portals.set_paused(connection, "meknes", True, happening.now)
        assert "paused" in read("/health").lower()


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_what_is_remembered_of_a_portal_ends_with_its_next_change(store: Store) -> None:
    happening, asked = Happening(store), list[str]()
    memory: ByPortal[int] = ByPortal(most=2)

    def find(stamps: Mapping[str, int]) -> dict[str, int]:
        def find_out(missing: Sequence[str]) -> dict[str, int]:
            asked.extend(missing)
            return dict.fromkeys(missing, len(asked))

        asked.clear()
        with store.read() as connection:
            return memory.find(connection, stamps, find_out)

    both = {"meknes": 1, "oujda": 1}
    assert find(both) == {"meknes": 2, "oujda": 2} and asked == ["meknes", "oujda"]
    assert find(both) and not asked
    number = happening.publish("one")
    assert find(both) and asked == ["meknes"]
    with store.read() as before:
        before.exec_driver_sql("select count(*) from events").all()
        happening.forget(number)  # known by an amendment alone
        assert find(both) and asked == ["meknes"]
        # Who began to read before is given what it sees, and that is not remembered.
        assert memory.find(before, both, lambda missing: dict.fromkeys(missing, -1))["meknes"] == -1
    assert find(both)["meknes"] > 0 and not asked
    assert find({"meknes": 2}) and asked == ["meknes"]
    assert find({"third": 1, "meknes": 2}) and asked == ["third"]
    assert find({"oujda": 1}) and asked == ["oujda"]  # of two at most
