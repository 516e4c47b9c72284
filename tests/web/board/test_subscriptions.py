"""Subscriptions over the site: behind a token, tried, tested, made, ended, and no other site's doing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import html
from lxml.html import HtmlElement
from sqlalchemy import text

from monitor.channels import open_channel
from storage.database import Store
from storage.evidence.keeping import EvidenceFolder
from storage.subscriptions import insert_subscription, list_subscriptions, record_failing, record_working
from storage.tokens import insert_token, remove_token
from tests.happenings import NOW, happen, make_portals
from tests.servers import running
from tests.sqlite import open_migrated
from tests.web.board.conftest import say
from tests.web.conftest import serving
from web.site import Site

LATER = NOW + timedelta(days=1)


class Officer:
    """Somebody with a browser and a token."""

    def __init__(self, client: httpx.Client, store: Store, token: str) -> None:
        self.client, self.store, self.token = client, store, token

    def read(self, path: str, status: int = 200, language: str = "en") -> HtmlElement:
        return self._page(self.client.get(path, params={"lang": language}), status)

    def send(self, path: str, status: int = 303, **fields: Any) -> httpx.Response:
        headers = {"Accept": "text/html", "Origin": str(self.client.base_url).rstrip("/")}
        answer = self.client.post(f"{path}?lang=en", data=fields, headers=headers)
        assert answer.status_code == status, (path, answer.status_code, answer.text[:2_000])
        return answer

    def enter(self) -> str:
        """Show the token; gives the mark of the session's forms."""
        self.send("/subscriptions/login", token=self.token)
        return self.find_mark()

    def find_mark(self) -> str:
        return str(self.read("/subscriptions").xpath("//input[@name='mark']/@value")[0])

    def count(self) -> int:
        with self.store.read() as connection:
            return len(list_subscriptions(connection))

    @staticmethod
    def _page(answer: httpx.Response, status: int) -> HtmlElement:
        assert answer.status_code == status, answer.text[:2_000]
        return html.fromstring(answer.text)


@pytest.fixture
def told() -> Iterator[tuple[str, list[Any]]]:
    """A webhook's receiver: its address and what it was sent."""
    sent: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(410 if self.path.endswith("gone") else 204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with running(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
        yield f"http://127.0.0.1:{server.server_port}/secret", sent


@pytest.fixture
def officer(tmp_path: Path) -> Iterator[Officer]:
    store = open_migrated(tmp_path / "balagh.db")
    with store.write() as connection:
        make_portals(connection)
        happen(connection)
        made = insert_token(connection, "officer", NOW)
    assert made is not None
    evidence = EvidenceFolder(tmp_path / "evidence", 100_000_000)
    site = Site(
        store, evidence, timedelta(minutes=15), "https://balagh.example", now=lambda: LATER,
        open_channel=lambda target: open_channel(target, allow_private=True),
    )  # fmt: skip
    with serving(site) as address, httpx.Client(base_url=address, trust_env=False) as client:
        yield Officer(client, store, made[1])
    store.close()


def test_without_a_token_nothing_is_shown(officer: Officer) -> None:
    for path in ("/subscriptions", "/subscriptions/new", "/subscriptions/1"):
        page = officer.read(path)
        assert "balagh token new" in say(page) and page.xpath("//input[@name='token']"), path
    for wrong in ("", "balagh_no", officer.token[:-1], "é\u200f" * 30):
        page = html.fromstring(officer.send("/subscriptions/login", 403, token=wrong).text)
        assert "This token does not stand." in say(page), wrong
        assert "balagh_session" not in officer.client.cookies


def test_a_token_opens_a_session_that_ends(officer: Officer) -> None:
    answer = officer.send("/subscriptions/login", token=officer.token)
    cookie = answer.headers["Set-Cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=strict", "Path=/subscriptions"))
    assert "Secure" not in cookie and officer.token not in cookie
    page = officer.client.get("/subscriptions?lang=en")
    assert "Entered with the token “officer”" in page.text
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("no-store", "same-origin")
    officer.send("/subscriptions/logout", mark=officer.find_mark())
    assert "Entered with" not in officer.client.get("/subscriptions?lang=en").text
    # The cookie is worth nothing any more, also where somebody has kept it.
    kept = {"Cookie": cookie.partition(";")[0]}
    assert "Entered with" not in officer.client.get("/subscriptions?lang=en", headers=kept).text


def test_a_session_goes_with_its_token(officer: Officer) -> None:
    officer.enter()
    with officer.store.write() as connection:
        remove_token(connection, "officer")
        insert_token(connection, "officer", LATER)
    assert officer.read("/subscriptions").xpath("//input[@name='token']")


def test_the_whole_way_from_trying_to_the_end(officer: Officer, told: tuple[str, list[Any]]) -> None:
    target, sent = told
    mark = officer.enter()
    asked = {"mark": mark, "target": target, "event": ["new", "edited"], "in": "fr"}
    tried = html.fromstring(officer.send("/subscriptions/new", 200, do="rehearse", **asked).text)
    assert "6 alerts would have been sent in the last 30 days." in say(tried)
    assert (officer.count(), sent) == (0, [])
    tested = html.fromstring(officer.send("/subscriptions/new", 200, do="test", **asked).text)
    assert "The test message was accepted; nothing was stored." in say(tested)
    assert (officer.count(), len(sent)) == (0, 1)
    made = officer.send(
        "/subscriptions/new", do="make", words="eau\r\nماء", quiet_from="22:00", quiet_to="07:00", **asked
    )
    assert made.headers["Location"] == "/subscriptions/1?said=made&lang=en"
    again = officer.send(
        "/subscriptions/new", do="make", words="ماء\neau", quiet_from="22:00", quiet_to="07:00", **asked
    )
    assert again.headers["Location"] == "/subscriptions/1?said=there&lang=en"

    listed = officer.client.get("/subscriptions?lang=en").text
    assert "http://127.0.0.1:" in listed and "secret" not in listed
    page = officer.read("/subscriptions/1")
    assert "secret" not in say(page) and "in French, at once, nothing from 22:00 to 07:00" in say(page)
    officer.send("/subscriptions/1/end", mark=mark)
    assert officer.count() == 0
    assert officer.client.get("/subscriptions/1?lang=en").status_code == 404
    officer.send("/subscriptions/1/end", 404, mark=mark)


def test_what_was_given_up_is_sent_again(officer: Officer, told: tuple[str, list[Any]]) -> None:
    mark = officer.enter()
    officer.send("/subscriptions/new", mark=mark, do="make", target=f"{told[0]}/gone", **{"in": "en"})
    with officer.store.write() as connection:
        connection.execute(
            text(
                "insert into deliveries (id, subscription, event, status, attempts, due_at, error) "
                "values ('dlv_1', 1, 1, 'failed', 11, :now, 'answered 410')"
            ),
            {"now": datetime(2026, 11, 24).isoformat(" ")},  # noqa: DTZ001  # as SQLite keeps it
        )
    page = officer.read("/subscriptions/1")
    assert "given up after the last attempt" in say(page.xpath("//tbody")[0]) and "answered 410" in say(page)
    officer.send("/subscriptions/1/retry", mark=mark)
    assert "on its way" in say(officer.read("/subscriptions/1").xpath("//tbody")[0])
    tested = html.fromstring(officer.send("/subscriptions/1/test", 200, mark=mark).text)
    assert "The test message was not accepted: " in say(tested)


def test_alerts_that_do_not_arrive_are_told_to_all_and_why_to_who_may_know(officer: Officer) -> None:
    with officer.store.write() as connection:
        number = insert_subscription(connection, "mailto:me@ngo.example", NOW).id
        record_failing(connection, number, "mail server x refused user and password (535)", NOW, LATER)
    told = {
        "en": f"The alerts of subscription {number} have not arrived since",
        "fr": f"Les alertes de l'abonnement {number} n'arrivent plus depuis le",
        "ar": f"تنبيهات الاشتراك {number} لا تصل منذ",
    }
    for language, sentence in told.items():
        page = say(officer.read("/health", language=language))
        assert sentence in page and "535" not in page, language
    officer.enter()
    assert "refused user and password (535)" in say(officer.read("/subscriptions"))
    with officer.store.write() as connection:
        record_working(connection, number)
    assert "have not arrived" not in say(officer.read("/health"))


def test_whoever_asks_for_everything_is_told_what_that_means(officer: Officer) -> None:
    mark = officer.enter()
    asked = {"mark": mark, "target": "https://hooks.example/x", "in": "ar", "do": "rehearse"}
    page = html.fromstring(officer.send("/subscriptions/new", 200, **asked).text)
    assert "Without a condition, everything that is found is sent (3 portals are watched)." in say(page)
    nowhere = officer.send("/subscriptions/new", 200, region="Souss-Massa", **asked)
    assert "No portal that is watched is there" in nowhere.text


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no target": ({"target": ""}, "target"),
    "a target without a channel": ({"target": "nonsense"}, "target"),
    "a file of the server": ({"target": "file:/etc/balagh"}, "target"),
    "the server's terminal": ({"target": " Terminal:"}, "target"),
    "a template of the server": ({"target": "tgram://1:a/2?template=/etc/passwd"}, "target"),
    "an unknown portal": ({"portal": "nowhere"}, "portal"),
    "an unknown region": ({"region": "Atlantis"}, "region"),
    "an unknown province": ({"province": "Atlantis"}, "province"),
    "an unknown event": ({"event": "moved"}, "event"),
    "an unknown kind": ({"kind": "poem"}, "kind"),
    "an unknown language": ({"language": "de"}, "language"),
    "an open quotation": ({"words": 'voirie "eau'}, "words"),
    "only exclusions": ({"words": "eau\n-eau"}, "words"),
    "another language of messages": ({"in": "de"}, "in"),
    "no such digest": ({"digest": "yearly"}, "digest"),
    "no such hour": ({"digest": "daily", "hour": "25:00"}, "digest"),
    "half of the quiet hours": ({"quiet_from": "22:00"}, "quiet"),
    "no such zone": ({"timezone": "../etc"}, "timezone"),
    "no days": ({"alive": "0"}, "alive"),
}


def test_what_cannot_be_used_is_named_in_the_readers_language_and_nothing_is_stored(officer: Officer) -> None:
    mark = officer.enter()
    usual = {"mark": mark, "target": "https://hooks.example/x", "in": "en", "do": "make"}
    for name, (fields, field) in REFUSED.items():
        for language, word in (("ar", "تعذر استعمال الحقل"), ("fr", "ne peut pas être utilisé")):
            answer = officer.client.post(f"/subscriptions/new?lang={language}", data=usual | fields)
            assert answer.status_code == 422, (name, answer.text[:500])
            page = html.fromstring(answer.text)
            (alert,) = page.xpath("//div[@role='alert']")
            assert word in say(alert), name
            wrong = page.xpath("//*[@aria-invalid='true']")
            assert [one.get("name") or one.xpath(".//input/@name")[0] for one in wrong] in (
                [field], [f"{field}_from"],
            ), name  # fmt: skip
    assert officer.count() == 0


FOREIGN = {
    "another site's page": {"Origin": "https://evil.example"},
    "a page without a name": {"Origin": "null"},
    "another site, as the browser says": {"Sec-Fetch-Site": "cross-site"},
    "a neighbour": {"Sec-Fetch-Site": "same-site"},
}


def test_no_other_site_changes_anything(officer: Officer) -> None:
    mark = officer.enter()
    usual = {"mark": mark, "target": "https://hooks.example/x", "in": "en", "do": "make"}
    for name, headers in FOREIGN.items():
        assert officer.client.post("/subscriptions/new", data=usual, headers=headers).status_code == 403, name
        login = officer.client.post("/subscriptions/login", data={"token": officer.token}, headers=headers)
        assert login.status_code == 403, name
    for name, fields in {
        "no mark": {"mark": ""}, "another mark": {"mark": mark[::-1]}, "odd": {"mark": "é"},
    }.items():  # fmt: skip
        officer.send("/subscriptions/new", 403, **(usual | fields))
        assert officer.count() == 0, name
    stranger = httpx.post(f"{officer.client.base_url}/subscriptions/new", data=usual, trust_env=False)
    assert stranger.status_code == 403
    # Nothing changes by a look.
    officer.send("/subscriptions/new", **usual)
    for path in (
        "/subscriptions/1/end",
        "/subscriptions/1/retry",
        "/subscriptions/1/test",
        "/subscriptions/logout",
    ):
        assert officer.client.get(path).status_code in (404, 405, 422), path
    assert officer.count() == 1


SENT = {
    "no form": ({"Content-Type": "application/json"}, b"{}", 415),
    "no text": ({"Content-Type": "application/x-www-form-urlencoded"}, b"token=%FF", 422),
    "a NUL": ({"Content-Type": "application/x-www-form-urlencoded"}, b"token=%00", 422),
    "too long": ({"Content-Type": "application/x-www-form-urlencoded"}, b"token=" + b"x" * 1_000_000, 413),
}


def test_what_is_no_form_is_refused(officer: Officer) -> None:
    for name, (headers, body, status) in SENT.items():
        answer = officer.client.post("/subscriptions/login", content=body, headers=headers)
        assert answer.status_code == status, (name, answer.text)
