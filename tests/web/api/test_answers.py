"""What the interface answers is what the command line prints, from the same archive."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from storage.evidence.manifest import verify_written
from tests.conftest import Command
from tests.storage.archive import fill, make_archive
from tests.web.api.conftest import Shown
from tests.web.conftest import serving
from web.site import Site


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The command line and the site over one archive."""
    home = tmp_path_factory.mktemp("both")
    archive = fill(make_archive(home))
    site = Site(archive.store, archive.evidence, timedelta(minutes=15), contact="x")
    with serving(site) as address, httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        yield Command(home), client
    archive.store.close()


SAME = {
    "articles": ("/articles", ("articles",)),
    "articles of a kind": ("/articles?kind=results&until=2026-11-01", ("articles", "--kind", "results")),
    "one article": ("/articles/1", ("show", "1")),
    "a diff": ("/articles/1/diff?from=1&to=2", ("diff", "1", "1", "2")),
    "the last diff": ("/articles/1/diff", ("diff", "1")),
    "search": ("/search?q=admise", ("search", "admise")),
    "search, the best first": ("/search?q=admise%20-eau&best=true", ("search", "admise", "-eau", "--best")),
    "statistics": ("/statistics?by=kind", ("stats", "--by", "kind")),
    "a record": ("/portals/commune/record?year=2026", ("record", "commune", "--year", "2026")),
}  # fmt: skip


@pytest.mark.parametrize(("address", "words"), SAME.values(), ids=SAME)
def test_the_same_as_the_command_line(both: Any, address: str, words: tuple[str, ...]) -> None:
    command, client = both
    answer = client.get(f"/api/v1{address}").json()
    printed = [json.loads(line) for line in command.ok(*words, "--json").splitlines()]
    assert answer.get("items", [answer]) == printed


def test_portals_and_their_health(both: Any) -> None:
    command, client = both
    portals = client.get("/api/v1/portals").json()["items"]
    assert portals == command.lines("portals")
    health = client.get("/api/v1/health").json()["items"]
    printed = [json.loads(line) for line in command.run("health", "--json").stdout.splitlines()]
    assert [printed[0].pop("definition_error")] == [None]  # it names files of the server
    assert health == printed
    one = client.get("/api/v1/portals/commune").json()
    more = ("advice", "certificate", "last_read", "last_new")
    assert one == portals[0] | {name: health[0][name] for name in more}


def test_events_are_those_of_the_log(both: Any) -> None:
    command, client = both
    items = client.get("/api/v1/events?after=1").json()["items"]
    more = ("article_then", "portal_now")
    assert [{name: one[name] for name in one if name not in more} for one in items] == command.lines(
        "events", "--after", "1"
    )


def test_pages_lead_through_all_newest_first(shown: Shown) -> None:
    whole = shown.ask("/api/v1/articles").json()
    assert (len(whole["items"]), whole["next"]) == (2, None)
    pages, address = [], "/api/v1/articles?limit=1&portal=commune"
    while address:
        answer = shown.ask(address).json()
        pages += answer["items"]
        address = answer["next"]
    assert pages == whole["items"]


@pytest.mark.parametrize(
    "address", ["/portals", "/articles/1", "/events?amended=0", "/articles/1/evidence.warc.gz"]
)
def test_what_is_known_is_not_sent_again(shown: Shown, address: str) -> None:
    first = shown.ask(f"/api/v1{address}")
    tag = first.headers["ETag"]
    for known in (tag, f'"other", W/{tag}', "*"):
        again = shown.ask(f"/api/v1{address}", headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert shown.ask(f"/api/v1{address}", headers={"If-None-Match": '"other"'}).status_code == 200


def test_evidence_is_what_the_command_line_checks(shown: Shown, tmp_path: Any) -> None:
    (tmp_path / "article-1.warc.gz").write_bytes(shown.ask("/api/v1/articles/1/evidence.warc.gz").content)
    (tmp_path / "article-1.manifest.json").write_bytes(shown.ask("/api/v1/articles/1/evidence").content)
    findings = verify_written(tmp_path / "article-1.warc.gz")
    assert (findings.faults, findings.records) == ([], 5)


def test_exports_are_those_of_the_command_line(both: Any, tmp_path: Any) -> None:
    command, client = both
    for form in ("jsonl", "csv", "parquet"):
        path = tmp_path / f"set.{form}"
        command.ok("export", "--format", form, "--status", "present", "-o", str(path))
        answer = client.get("/api/v1/export", params={"format": form, "status": "present"})
        assert answer.content == path.read_bytes()
    command.ok("export", "--format", "datapackage", "-o", str(tmp_path / "set.zip"))
    answer = client.get("/api/v1/export?format=datapackage")
    assert _unpack(io.BytesIO(answer.content)) == _unpack(tmp_path / "set.zip")


def _unpack(package: Any) -> dict[str, bytes]:
    with zipfile.ZipFile(package) as files:
        return {name: files.read(name) for name in files.namelist()}


def test_what_breaks_off_is_not_taken_for_whole(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(rows: Any, out: Any) -> None:
        out.write("{}\n" * 100_000)
        raise OSError("the disk went away")

    monkeypatch.setattr("storage.dataset.formats.write_jsonl", fail)
    with pytest.raises(httpx.RemoteProtocolError):
        shown.ask("/api/v1/export?format=jsonl")
    monkeypatch.undo()
    assert shown.ask("/api/v1/export?format=jsonl").status_code == 200


def test_exports_take_turns_and_let_go_of_readers_that_went(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    going_on = threading.Event()

    def wait(rows: Any, out: Any) -> None:
        out.write("{}\n" * 100_000)
        out.flush()
        while not going_on.is_set():
            out.write("{}\n")
            out.flush()

    monkeypatch.setattr("storage.dataset.formats.write_jsonl", wait)
    address = "/api/v1/export?format=jsonl"
    with (
        shown.client.stream("GET", address),
        shown.client.stream("GET", address),
        shown.client.stream("GET", address),
        shown.client.stream("GET", address),
    ):
        full = shown.ask(address)
        assert (full.status_code, full.headers["Retry-After"]) == (503, "60")
        assert full.headers["Content-Type"] == "application/problem+json"
    going_on.set()
    monkeypatch.undo()
    for _ in range(100):
        if shown.ask(address).status_code == 200:
            return
    raise AssertionError("exports whose readers went still hold their turns")


def test_subscribing_and_its_end(shown: Shown) -> None:
    address, hook = "/api/v1/subscriptions", "http://127.0.0.1:9/new"
    wanted = {"target": f"{hook}?key=secret", "kinds": ["tender"], "told": {"language": "ar"}}
    made = shown.ask(address, "POST", json=wanted)
    assert made.status_code == 201
    number = made.json()["id"]
    assert made.headers["Location"] == f"{address}/{number}"
    assert "secret" not in made.text
    assert shown.ask(made.headers["Location"]).json() == made.json()
    again = shown.ask(address, "POST", json=wanted)
    assert (again.status_code, again.json()) == (200, made.json())
    tested = shown.ask(f"{address}/{number}/test", "POST")
    assert tested.json()["accepted"] is False
    assert tested.json()["error"]
    assert shown.ask(f"{address}/{number}", "DELETE").status_code == 204
    assert shown.ask(f"{address}/{number}", "DELETE").status_code == 404
    assert number not in [one["id"] for one in shown.ask(address).json()["items"]]


def test_a_token_that_is_revoked_stands_no_more_and_its_day_is_kept(both: Any) -> None:
    command, client = both
    token = command.ok("token", "new", "aggregator").strip()
    shows = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/subscriptions", headers=shows).status_code == 200
    assert command.lines("token", "list")[0]["used_on"] is not None
    command.ok("token", "revoke", "aggregator")
    refused = client.get("/api/v1/subscriptions", headers=shows)
    assert refused.status_code == 401
    assert "invalid_token" in refused.headers["WWW-Authenticate"]


def test_who_asks_too_often_waits(shown: Shown) -> None:
    archive = shown.archive
    site = Site(archive.store, archive.evidence, timedelta(minutes=15), "x", requests_per_minute=1)
    with serving(site) as address, httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        assert [client.get("/api/v1/portals").status_code for _ in range(2)] == [200, 429]
        refused = client.get("/api/v1/portals")
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert client.get("/feeds/all.atom").status_code == 429
        assert client.get("/").status_code == client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("allowed", "origin", "told"),
    [
        ((), "https://a.example", None),
        (("https://a.example",), "https://a.example", "https://a.example"),
        (("https://a.example",), "https://b.example", None),
        (("*",), "https://b.example", "*"),
    ],
)
def test_scripts_of_other_sites(
    shown: Shown, allowed: tuple[str, ...], origin: str, told: str | None
) -> None:
    archive = shown.archive
    site = Site(archive.store, archive.evidence, timedelta(minutes=15), "x")
    with (
        serving(replace(site, cors_origins=allowed)) as address,
        httpx.Client(base_url=address, trust_env=False, timeout=60) as client,
    ):
        answer = client.get("/api/v1/portals", headers={"Origin": origin})
    assert answer.headers.get("Access-Control-Allow-Origin") == told
    assert "Access-Control-Allow-Credentials" not in answer.headers
