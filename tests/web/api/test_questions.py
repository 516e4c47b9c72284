"""Questions that cannot be answered: each is told which field is at fault, and the cure."""

from __future__ import annotations

import httpx
import pytest

from tests.web.api.conftest import Shown

BAD = {
    "an unknown parameter": ("/articles?kidn=tender", 422, "kidn"),
    "a parameter where there is none": ("/portals?kind=tender", 422, "kind"),
    "a parameter twice": ("/articles?kind=tender&kind=news", 422, "kind"),
    "a kind": ("/articles?kind=novel", 422, "kind"),
    "a day": ("/articles?since=yesterday", 422, "since"),
    "a day that never was": ("/search?q=x&until=2026-02-30", 422, "until"),
    "an empty day": ("/articles?since=", 422, "since"),
    "days in the wrong order": ("/articles?since=2026-02-12&until=2026-02-11", 422, "until"),
    "days in the wrong order, searched": ("/search?q=x&since=2026-02-12&until=2026-02-11", 422, "until"),
    "days in the wrong order, exported": ("/export?format=csv&since=2026-02&until=2026-01-11", 422, "since"),
    "days in the wrong order, counted": ("/statistics?since=2026-02-12&until=2025-02-12", 422, "until"),
    "a status": ("/articles?status=lost", 422, "status"),
    "a portal": ("/articles?portal=nowhere", 422, "portal"),
    "a portal's health": ("/health?portal=nowhere", 422, "portal"),
    "a portal in the address": ("/portals/nowhere", 404, "portal"),
    "no limit": ("/articles?limit=0", 422, "limit"),
    "too high a limit": ("/events?limit=100000", 422, "limit"),
    "a limit that is no number": ("/articles?limit=ten", 422, "limit"),
    "a place in the list": ("/articles?before=newest", 422, "before"),
    "a cursor": ("/events?after=abc", 422, "after"),
    "a cursor below all": ("/events?after=-1", 422, "after"),
    "a cursor of another archive": ("/events?after=1000000", 422, "after"),
    "an amendment of another archive": ("/events?amended=1000000", 422, "amended"),
    "a number that no database holds": (f"/events?after={2**63}", 422, "after"),
    "a character that no text holds": ("/articles?portal=%00", 422, "portal"),
    "an article": ("/articles/99", 404, "number"),
    "an article's number": ("/articles/first", 422, "number"),
    "a revision": ("/articles/1/diff?from=7", 422, "from"),
    "no words": ("/search?q=", 422, "q"),
    "words that name nothing": ("/search?q=-x", 422, "q"),
    "no question": ("/search", 422, "q"),
    "an event": ("/search?q=x&event=lost", 422, "event"),
    "a grouping": ("/statistics?by=colour", 422, "by"),
    "a year": ("/portals/commune/record?year=2999", 422, "year"),
    "a year that is none": ("/portals/commune/record?year=MMXX", 422, "year"),
    "a format": ("/export?format=docx", 422, "format"),
    "no format": ("/export", 422, "format"),
    "an instant": ("/export?format=csv&as_of=2026-02-30", 422, "as_of"),
    "an instant without its zone": ("/export?format=csv&as_of=2026-02-12T10:30", 422, "as_of"),
    "a subscription": ("/subscriptions/99", 404, "number"),
    "a place among deliveries": ("/deliveries?after=7", 422, "after"),
    "a delivery's status": ("/deliveries?status=lost", 422, "status"),
    "no address": ("/nothing", 404, None),
}  # fmt: skip


def assert_problem(answer: httpx.Response, status: int, field: str | None) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert said.get("field") == field
    assert said["cure"]
    assert said["detail"] == f"{said['title']}; {said['cure']}"
    assert said["status"] == status
    for foreign in ("input should", "field required", "not permitted", "value error", "string should"):
        assert foreign not in said["detail"].lower()


@pytest.mark.parametrize(("address", "status", "field"), BAD.values(), ids=BAD)
def test_a_bad_question(shown: Shown, address: str, status: int, field: str | None) -> None:
    assert_problem(shown.ask(f"/api/v1{address}"), status, field)


WANTED = {"target": "https://hooks.example/new"}
BAD_SUBSCRIPTIONS = {
    "no target": ({}, "target"),
    "no target at all": ({"target": ""}, "target"),
    "a target that is no text": ({"target": 7}, "target"),
    "a target longer than any": ({"target": "https://x.example/" + "y" * 2_000}, "target"),
    "a target with what no text holds": ({"target": "https://x.example/\0"}, "target"),
    "a list": ([], "body"),
    "nothing": (None, "body"),
    "a field with braces": (WANTED | {"{0}": 1}, "{0}"),
    "a list that is none": (WANTED | {"kinds": "tender"}, "kinds"),
    "a list of numbers": (WANTED | {"kinds": [7]}, "kinds.0"),
    "a list that is too long": (WANTED | {"words": ["x"] * 101}, "words"),
    "an object that is none": (WANTED | {"told": "daily"}, "told"),
    "days that are none": (WANTED | {"told": {"alive_days": "ten"}}, "told.alive_days"),
    "part of a day": (WANTED | {"told": {"alive_days": 1.5}}, "told.alive_days"),
    "no day": (WANTED | {"told": {"alive_days": 0}}, "told.alive_days"),
    "too many days": (WANTED | {"told": {"alive_days": 10**30}}, "told.alive_days"),
    "a target that is none": ({"target": "somewhere"}, "target"),
    "a file of the server's machine": ({"target": "file:alerts.jsonl"}, "target"),
    "its screen": ({"target": "terminal:"}, "target"),
    "an unknown field": (WANTED | {"kind": ["tender"]}, "kind"),
    "a kind": (WANTED | {"kinds": ["novel"]}, "kinds"),
    "a portal": (WANTED | {"portals": ["nowhere"]}, "portals"),
    "a language": (WANTED | {"languages": ["klingon"]}, "languages"),
    "an event": (WANTED | {"events": ["lost"]}, "events"),
    "a region": (WANTED | {"regions": ["Atlantis"]}, "regions"),
    "a province": (WANTED | {"provinces": ["Atlantis"]}, "provinces"),
    "words without a word": (WANTED | {"words": ["…"]}, "words"),
    "a digest": (WANTED | {"told": {"digest": "sometimes"}}, "told.digest"),
    "quiet hours": (WANTED | {"told": {"quiet": "night"}}, "told.quiet"),
    "a time zone": (WANTED | {"told": {"timezone": "Moon/Base"}}, "told.timezone"),
    "the language of messages": (WANTED | {"told": {"language": "de"}}, "told.language"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "field"), BAD_SUBSCRIPTIONS.values(), ids=BAD_SUBSCRIPTIONS)
def test_a_bad_subscription(shown: Shown, body: object, field: str) -> None:
    before = shown.ask("/api/v1/subscriptions").json()
    assert_problem(shown.ask("/api/v1/subscriptions", "POST", json=body), 422, field)
    assert shown.ask("/api/v1/subscriptions").json() == before


def test_what_is_sent_is_bounded_and_read_as_json(shown: Shown) -> None:
    address = "/api/v1/subscriptions"
    assert_problem(shown.ask(address, "POST", content=b"[" * 100_000), 413, None)
    assert_problem(shown.ask(address, "POST", content=iter([b"[" * 50_000] * 2)), 413, None)
    broken = shown.ask(address, "POST", content=b"{", headers={"Content-Type": "application/json"})
    assert_problem(broken, 400, "body")
    assert broken.json()["title"] == "what was sent is no JSON"
    plain = shown.ask(address, "POST", content=b'{"a": "secret"}', headers={"Content-Type": "text/plain"})
    assert_problem(plain, 422, "body")
    assert ("application/json" in plain.text, "secret" in plain.text) == (True, False)


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/subscriptions"),
        ("POST", "/subscriptions"),
        ("GET", "/subscriptions/1"),
        ("DELETE", "/subscriptions/1"),
        ("POST", "/subscriptions/1/test"),
        ("GET", "/deliveries"),
        ("POST", "/deliveries/retry"),
    ],
)
@pytest.mark.parametrize(
    "shows", [None, "Bearer balagh_wrong", "Bearer", "Basic dGVzdHM6eA==", "Bearer é"], ids=str
)
def test_nothing_of_subscriptions_without_a_token(
    shown: Shown, method: str, address: str, shows: str | None
) -> None:
    headers = {"Authorization": shows.encode()} if shows else {}
    before = shown.ask("/api/v1/subscriptions").json()
    answer = shown.client.request(method, f"/api/v1{address}", headers=headers, json=WANTED)
    assert_problem(answer, 401, "Authorization")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert shown.ask("/api/v1/subscriptions").json() == before


@pytest.mark.parametrize("address", ["/subscriptions/1", "/deliveries/retry", "/subscriptions/1/test"])
def test_nothing_changes_by_get(shown: Shown, address: str) -> None:
    before = shown.ask("/api/v1/subscriptions").json()
    for method in ("GET", "HEAD", "PUT", "PATCH"):
        shown.ask(f"/api/v1{address}", method)
    assert shown.ask("/api/v1/subscriptions").json() == before
    assert shown.ask("/api/v1/deliveries/retry").status_code == 405
