"""What whoever keeps the site running is told: is it ready, how does it fare, what did it answer."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from storage import migrate
from storage.database import Store, open_store
from tests.conftest import Command
from tests.web.conftest import serving
from tests.web.feeds.happening import Happening
from web.measures import FRESH
from web.site import Site

sqlite = pytest.mark.parametrize("store", ["sqlite"], indirect=True)
Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def measure(client: httpx.Client) -> Samples:
    """What Prometheus reads, by name and labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return {
        (one.name, tuple(sorted(one.labels.items()))): one.value
        for family in text_string_to_metric_families(answer.text)
        for one in family.samples
    }


def test_figures_of_the_archive(store: Store, site: Site) -> None:
    happening = Happening(store)
    happening.withdraw(happening.publish("one"))
    happening.publish("oujda-2")
    clock = [happening.now + timedelta(minutes=5)]
    with (
        serving(replace(site, now=lambda: clock[0])) as address,
        httpx.Client(base_url=address, trust_env=False) as client,
    ):
        first = measure(client)
        happening.publish("three")
        assert measure(client)["balagh_articles", ()] == 2  # asked a moment ago
        clock[0] += timedelta(seconds=FRESH)
        later = measure(client)
    said = {
        "balagh_archive_up": (1, 1),
        "balagh_articles": (2, 3),
        "balagh_newest_event_seconds": (300, 310 - 3600),
        "balagh_delivery_overdue_seconds": (0, 0),
    }
    assert {name: (first[name, ()], later[name, ()]) for name in said} == said
    kind = (("origin", "watch"), ("type", "new"))
    assert [one["balagh_events_total", kind] for one in (first, later)] == [2, 3]
    assert later["balagh_events_total", (("origin", "watch"), ("type", "withdrawn"))] == 1
    assert first["balagh_portals", (("state", "unpolled"),)] == 2
    assert first["balagh_portals", (("state", "frozen"),)] == 0
    assert first["balagh_deliveries", (("status", "pending"),)] == 0
    assert not [labels for _, labels in later if "meknes" in str(labels)]


@sqlite
def test_requests_are_counted_by_template(site: Site, client: httpx.Client) -> None:
    for path in (
        "/",
        "/feeds/all.atom",
        "/feeds/all.json",
        "/feeds/portals/no.atom",
        "/a",
        "/b",
        "/static/style.css",
        "/portals",
        "/api/v1/portals",
        "/api/v1/portals",
    ):
        client.get(path)
    client.request("BREW", "/")
    counted = measure(client)

    def count(route: str, status: int, method: str = "GET") -> float:
        labels = (("method", method), ("route", route), ("status", str(status)))
        return counted["balagh_http_requests_total", labels]

    assert count("/feeds/all.{form}", 200) == count("(none)", 404) == 2
    assert count("/", 200) == count("/feeds/portals/{portal}.{form}", 404) == count("/static", 200) == 1
    assert count("/", 405, "other") == 1
    assert (count("/portals", 200), count("/api/v1/portals", 200)) == (1, 2)
    assert counted["balagh_http_request_seconds_count", (("route", "/feeds/all.{form}"),)] == 2
    with serving(site) as address:  # another application of the same process counts its own
        other = httpx.get(f"{address}/metrics", trust_env=False).text
    assert "balagh_http_requests_total{" not in other


def test_not_ready(site: Site, tmp_path: Path) -> None:
    old, gone = (open_store(f"sqlite:///{tmp_path / name}.db") for name in ("old", "gone"))
    migrate.upgrade(old, migrate.list_versions()[-2])
    for store, said in ((old, "restart balagh serve"), (gone, "tables are of version none")):
        with serving(replace(site, store=store)) as address:
            ready, alive = (httpx.get(f"{address}/{path}", trust_env=False) for path in ("readyz", "healthz"))
        assert (ready.status_code, alive.status_code) == (503, 200)
        assert said in ready.text
        assert str(tmp_path) not in ready.text
        store.close()
    assert not (tmp_path / "gone.db").exists()


@sqlite
def test_an_archive_that_does_not_answer(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "broken.db"
    path.write_bytes(b"no database at all" * 1_000)
    store = open_store(f"sqlite:///{path}")
    with (
        serving(replace(site, store=store)) as address,
        httpx.Client(base_url=address, trust_env=False) as client,
    ):
        ready = client.get("/readyz")
        assert (ready.status_code, ready.text) == (
            503,
            "the archive does not answer; see the log of balagh serve\n",
        )
        assert measure(client)["balagh_archive_up", ()] == 0
        assert client.get("/feeds/all.atom").status_code == 503
    store.close()


@sqlite
def test_the_log_names_routes_and_no_readers(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "web.requestlog"):
        client.get("/feeds/search.atom?q=secret")
        client.get("/healthz")
        client.get("/metrics")
        client.get("/")
    lines = [one for one in caplog.records if one.name == "web.requestlog"]
    assert [(one.route, one.status) for one in lines] == [("/feeds/search.{form}", 200), ("/", 200)]  # type: ignore[attr-defined]
    assert all(re.fullmatch(r"GET \S+ 200 in [\d.]+ ms", one.getMessage()) for one in lines)
    assert not [one for one in lines if hasattr(one, "reader")]


def test_json_log_and_the_word_of_a_proxy_that_nobody_trusts(balagh: Command) -> None:
    balagh.begin()
    balagh.environ |= {
        "BALAGH_LOG": "json",
        "BALAGH_LOG_READERS": "1",
        "BALAGH_TRUSTED_PROXIES": "192.0.2.1",
    }
    process = balagh.start("serve", "--port", "0")
    assert process.stderr is not None
    begin = json.loads(process.stderr.readline())
    assert set(begin) == {"time", "level", "logger", "message"}
    assert begin["time"].endswith("+00:00")
    address = re.search(r"http://\S+/", begin["message"])
    assert address
    headers = {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https"}
    feed = httpx.get(f"{address[0]}feeds/all.json", headers=headers, trust_env=False).json()
    process.terminate()
    _, said = process.communicate(timeout=20)
    assert process.returncode == 0, said
    line = json.loads(said.splitlines()[0])
    assert (line["reader"], line["route"]) == ("127.0.0.1", "/feeds/all.{form}")
    assert feed["feed_url"].startswith("http://127.0.0.1:")


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_probes_may_ask_for_the_headers_alone(client: httpx.Client, path: str) -> None:
    answer = client.head(path)
    assert (answer.status_code, answer.content) == (200, b"")
