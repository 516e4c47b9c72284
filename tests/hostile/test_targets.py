"""Alerts go to no private address, whatever a target's name leads to when it is used."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from monitor.channels import apprise_target, guard, open_channel
from monitor.message import Message, render_test
from monitor.subscribing import refuse_local
from storage.model import DeliveryError, Manner, UnusableTargetError
from tests.servers import running

#: Names of `.test` lead to this machine, as of somebody who changed them after they were checked.
TARGETS = {
    "webhook-by-name": "http://inside.test:{}/x",
    "webhook-in-decimal": "http://2130706433:{}/x",
    "webhook-in-hexadecimal": "http://0x7f000001:{}/x",
    "webhook-in-octal": "http://0177.0.0.1:{}/x",
    "webhook-cut-short": "http://127.1:{}/x",
    "webhook-of-everything": "http://0:{}/x",
    "webhook-mapped": "http://[::ffff:127.0.0.1]:{}/x",
    "webhook-behind-a-login": "http://a:b@inside.test:{}/x",
    "apprise-json-by-name": "json://inside.test:{}/x",
    "apprise-json-in-decimal": "json://2130706433:{}/x",
    "apprise-json-mapped": "json://[::ffff:7f00:1]:{}/x",
    "apprise-form-by-name": "form://inside.test:{}/x",
    "apprise-xml-by-name": "xml://inside.test:{}/x",
    "apprise-ntfy-by-name": "ntfy://inside.test:{}/topic",
    "apprise-gotify-by-name": "gotify://inside.test:{}/token",
    "apprise-of-another-apprise": "apprise://inside.test:{}/abcdef",
    "apprise-irc-by-name": "irc://inside.test:{}/#channel",
    "apprise-matrix-by-name": "matrix://a:b@inside.test:{}/#room",
    "apprise-mattermost-by-name": "mmost://inside.test:{}/abcdefghijklmnopqrstuvwxyz",
    "apprise-rocket-by-name": "rocket://a:b@inside.test:{}/#channel",
    "apprise-nextcloud-by-name": "ncloud://a:b@inside.test:{}/someone",
    "apprise-home-assistant-by-name": "hassio://inside.test:{}/abcdefghijklmnop",
    "apprise-onebot-by-name": "onebot://inside.test:{}/12345",
    "apprise-kodi-by-name": "kodi://inside.test:{}",
    "apprise-signal-by-name": "signal://inside.test:{}/+15551234567/+15551234568",
    "apprise-mastodon-by-name": "toot://token@inside.test:{}",
    "apprise-json-that-follows": "json://inside.test:{}/x?redirect=yes&verify=no",
    "apprise-mail-by-name": "mailto://a:b@inside.test:{}?smtp=inside.test&from=a@b.example&to=c@d.example",
}


@dataclass
class Inside:
    """A server of this machine, and how often it was asked."""

    port: int
    asked: list[str]


@pytest.fixture(scope="module")
def inside() -> Iterator[Inside]:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            is_elsewhere = "/onward" in self.path
            self.send_response(307 if is_elsewhere else 200)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with running(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as server:
        yield Inside(server.server_port, asked)


@pytest.fixture
def _names(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = guard._usual

    def look_up(host: Any, port: Any, *words: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        return usual("127.0.0.1" if name == "inside.test" else name, port, *words, **named)

    monkeypatch.setattr(guard, "_usual", look_up)
    monkeypatch.setattr(socket, "getaddrinfo", guard._look_up)


def _message() -> Message:
    return render_test("dlv_test_1", Manner(), datetime(2026, 11, 24, tzinfo=UTC))


@pytest.mark.usefixtures("_names")
@pytest.mark.parametrize("name", TARGETS)
def test_no_alert_goes_inside(inside: Inside, name: str) -> None:
    inside.asked.clear()
    with pytest.raises((DeliveryError, UnusableTargetError), match="BALAGH_ALLOW_PRIVATE=1"):
        open_channel(TARGETS[name].format(inside.port), allow_private=False).send(_message())
    assert inside.asked == []


@pytest.mark.usefixtures("_names")
@pytest.mark.parametrize("name", ["webhook-by-name", "apprise-json-by-name", "apprise-ntfy-by-name"])
def test_it_would_be_reached_if_it_were_permitted(inside: Inside, name: str) -> None:
    inside.asked.clear()
    open_channel(TARGETS[name].format(inside.port), allow_private=True).send(_message())
    assert len(inside.asked) == 1


@pytest.mark.parametrize("target", ["http://127.0.0.1:{}/onward", "json://127.0.0.1:{}/onward?redirect=yes"])
def test_no_alert_follows_a_redirect(inside: Inside, target: str) -> None:
    inside.asked.clear()
    with pytest.raises(DeliveryError):
        open_channel(target.format(inside.port), allow_private=True).send(_message())
    assert [path.rstrip("/") for path in inside.asked] == ["/onward"]


def test_no_service_of_the_machine_is_for_those_from_elsewhere() -> None:
    """Services that name neither a host nor a key act where Balagh runs."""
    services = apprise_target.N_MGR
    local = [
        name
        for name in services.schemas()
        if set(services[name].templates) & {"{schema}://", "{schema}://_/"}
    ]
    assert {"syslog", "glib"} < set(local)
    for name in local:
        with pytest.raises(UnusableTargetError):
            refuse_local(f"{name}://")
