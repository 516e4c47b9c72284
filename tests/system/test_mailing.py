"""Mail of our own through the command: from the subscription to the postbox, threaded, and in digests."""

from __future__ import annotations

import json
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from simulator import Simulator
from storage.events import list_events
from storage.model import Origin
from storage.subscriptions import insert_subscription
from tests.conftest import Command
from tests.happenings import happen, make_portals
from tests.monitor.postbox import ODD, Postbox, serve
from tests.monitor.receiving import make_certificate
from tests.sqlite import open_migrated


# The way is in the clear here; that a login is encrypted elsewhere, tests/monitor/test_mail.py shows.
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_from_the_subscription_to_the_postbox(balagh: Command, simulator: Simulator) -> None:
    postbox = Postbox()
    portal = simulator.add_portal("meknes", items=4)
    balagh.ok("add", portal.url, "--id", "meknes")
    (balagh.home / "password").write_text(f"{ODD}\n", encoding="utf-8")
    asks = {"auth_required": True, "auth_require_tls": False, "authenticator": postbox.log_in}
    for server in serve(postbox, "none", **asks):
        balagh.environ |= {
            "BALAGH_SMTP_HOST": server.host,
            "BALAGH_SMTP_PORT": str(server.port),
            "BALAGH_SMTP_FROM": server.sender,
            "BALAGH_SMTP_SECURITY": "none",
            "BALAGH_SMTP_USER": "me",
            "BALAGH_SMTP_PASSWORD_FILE": "password",
            "BALAGH_PUBLIC_URL": "https://balagh.example",
        }
        target = "mailto:officer@ngo.example"
        tested = balagh.json("subscribe", target, "--in", "fr", "--test")
        assert tested == {"target": target, "accepted": True, "error": None}
        assert balagh.lines("subscriptions") == []
        balagh.ok("subscribe", target, "--in", "ar")
        balagh.ok("subscribe", target, "--digest", "weekly@sun-06:30", "--timezone", "Asia/Kolkata")
        item = portal.publish(title="بلاغ حول السوق", text=["ينعقد السوق يوم الأحد."])
        balagh.ok("poll")
        portal.edit(item.id, text=["ينعقد السوق يوم السبت."])
        balagh.ok("poll", "--recheck")
        postbox.answers["DATA"] = ["554 no"]
        portal.edit(item.id, text=["ينعقد السوق يوم الخميس."])
        balagh.ok("poll", "--recheck")
        (failed,) = balagh.lines("deliveries", "--failed")
        assert "refused the message: 554 no" in failed["error"]
        balagh.ok("deliveries", "--retry")
    test, new, edited, again = postbox.received
    assert test["subject"] == "Balagh\u00a0: Essai"
    assert new["subject"] == "جديد (\u2068meknes\u2069): \u2068بلاغ حول السوق\u2069"
    told, later = (one.get_body(("plain",)).get_content().splitlines() for one in (new, edited))
    article = next(one["article"] for one in balagh.lines("events") if "السوق" in one["title"])
    assert "النوع: بلاغ" in told and "النوع: بلاغ" in later
    assert any(one.endswith(f"https://balagh.example/articles/{article}") for one in told), told
    assert any(one.startswith("\u2068") and "ينعقد السوق يوم الأحد." in one for one in told[1:]), told
    assert edited["subject"].startswith("تعديل (")
    assert edited["references"] == new["message-id"]
    assert again["message-id"] == f"<{failed['id']}@ngo.example>"
    assert ODD not in str(postbox.received)
    waiting = [one for one in balagh.lines("deliveries") if one["subscription"] == 2]
    assert {one["status"] for one in waiting} == {"pending"}
    due = {datetime.fromisoformat(one["due_at"]) for one in waiting}
    assert {(at.weekday(), at.hour, at.minute) for at in due} == {(6, 1, 0)}  # UTC


@dataclass(frozen=True)
class Server:
    """A mail server as strangers have it, and what becomes of an alert that is sent over it."""

    security: str
    status: str
    sentence: str | None = None
    asks: tuple[str, ...] = ()
    password: str = ODD
    answers: dict[str, list[str]] = field(default_factory=dict)
    trusted: bool = True


OFFICER = "mailto:officer@ngo.example"
LOGIN = ("auth_required", "require_starttls")
SERVERS = {
    "encrypted on demand": Server("starttls", "sent"),
    "encrypted from the start": Server("tls", "sent"),
    "login required": Server("starttls", "sent", asks=LOGIN),
    "a wrong password": Server("starttls", "pending", "refused user and password (535)", LOGIN, "wrong"),
    "a certificate of nobody's": Server("tls", "pending", "no TLS that can be trusted", trusted=False),
    "speaks in the clear": Server(
        "none", "pending", "does not encrypt by STARTTLS; set BALAGH_SMTP_SECURITY="
    ),
    "no such receiver": Server(
        "starttls", "failed", "refused the receiver: 550 5.1.1 nobody", answers={"RCPT": ["550 5.1.1 nobody"]}
    ),
    "greylisted": Server(
        "starttls", "pending", "refused the receiver: 451 4.7.1 later", answers={"RCPT": ["451 4.7.1 later"]}
    ),
}


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_each_kind_of_mail_server_ends_in_a_state_that_is_told_and_in_the_right_retry(
    balagh: Command,
) -> None:
    store = open_migrated(balagh.home / "balagh.db")
    with store.write() as connection:
        make_portals(connection)
        happen(connection)
        event = next(one.id for one in list_events(connection) if one.origin is Origin.WATCH)
        numbers = [insert_subscription(connection, OFFICER, datetime.now(UTC)).id for _ in SERVERS]
    store.close()
    make_certificate(balagh.home / "pem", "localhost")
    found = {
        name: try_server(balagh, SERVERS[name], "--replay", str(event), "--to", str(number))
        for name, number in zip(SERVERS, numbers, strict=True)
    }
    for name, one in SERVERS.items():
        row, code, received = found[name]
        assert (row["status"], row["attempts"]) == (one.status, 1), (name, row)
        assert (one.sentence or "") in (row["error"] or ""), (name, row)
        assert (code, received) == ((0, 1) if one.status == "sent" else (1, 0)), name
        if one.status == "pending":  # tried again in ten seconds, and a little chance
            wait = datetime.fromisoformat(row["due_at"]) - row["ended_at"]
            assert wait < timedelta(seconds=12.5), name
    tell_of_failing(balagh, list(SERVERS), found)
    again = balagh.run("deliveries", "--failed", "--retry")
    assert again.returncode == 1  # its server is not there any more
    assert "1 alert put on the way again: 0 sent now, 1 not accepted (mail server" in again.stderr


def tell_of_failing(
    balagh: Command, names: list[str], found: dict[str, tuple[dict[str, Any], int, int]]
) -> None:
    """Which of the subscriptions fail, and why, is said by `health` and `doctor`."""
    health = balagh.run("health")
    doctor = balagh.run("doctor", "--json")
    assert (health.returncode, doctor.returncode) == (1, 1)
    wrong = [one["said"] for one in map(json.loads, doctor.stdout.splitlines()) if one["mark"] == "wrong"]
    told = " ".join(health.stderr.split())
    for number, name in enumerate(names, 1):
        sentence = f"the alerts of subscription {number} ({OFFICER}) fail since "
        is_failing = found[name][0]["error"] is not None
        assert (sentence in told) is is_failing, name
        assert (
            any(one.startswith(sentence) and found[name][0]["error"] in one for one in wrong) is is_failing
        ), name


def try_server(balagh: Command, one: Server, *words: str) -> tuple[dict[str, Any], int, int]:
    """Send an event over it; gives its delivery, the exit code, and how many mails came."""
    postbox = Postbox()
    postbox.answers |= {step: [*answers] for step, answers in one.answers.items()}
    speaks = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    speaks.load_cert_chain(balagh.home / "pem")
    how = {"starttls": {"tls_context": speaks}, "tls": {"ssl_context": speaks}, "none": {}}[one.security]
    asks = dict.fromkeys(one.asks, True) | ({"authenticator": postbox.log_in} if one.asks else {})
    for server in serve(postbox, one.security, "localhost", **how, **asks):
        balagh.environ |= {
            "BALAGH_SMTP_HOST": server.host,
            "BALAGH_SMTP_PORT": str(server.port),
            "BALAGH_SMTP_FROM": server.sender,
            "BALAGH_SMTP_SECURITY": "starttls" if one.security == "none" else one.security,
            "BALAGH_SMTP_USER": "me" if one.asks else "",
            "BALAGH_SMTP_PASSWORD": one.password if one.asks else "",
            "SSL_CERT_FILE": str(balagh.home / "pem") if one.trusted else "",
        }
        done = balagh.run("deliveries", *words, "--json")
    row = json.loads(done.stdout)
    return row | {"ended_at": datetime.now(UTC)}, done.returncode, len(postbox.received)
