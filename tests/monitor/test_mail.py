"""Mail of our own against a real SMTP server on loopback, and what the mail says."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from monitor.channels import Channel, mail, open_channel
from monitor.channels.mail import MailServer
from monitor.message import Message, render_digest, render_message, render_test
from storage.deliveries import DueDelivery
from storage.glimpses import Glimpse
from storage.model import (
    Delivery,
    DeliveryError,
    DeliveryStatus,
    Event,
    EventType,
    Manner,
    Origin,
    PublishedDate,
    Subscription,
    UnusableTargetError,
)
from tests.monitor.receiving import make_certificate

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
ODD = "p@:%\\\"' ü كلمة"


class Postbox:
    """Keeps what it is sent; answers what it was told to, then accepts."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.answers: dict[str, list[str]] = {"RCPT": [], "DATA": []}
        self.logins: list[tuple[str, str]] = []
        self.drops = 0

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.answers["RCPT"]:
            return self.answers["RCPT"].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answers["DATA"]:
            return self.answers["DATA"].pop(0)
        read = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(read, EmailMessage)
        read["x-to"] = (
            envelope.rcpt_tos[0].encode("idna" if "@" not in envelope.rcpt_tos[0] else "utf-8").hex()
        )
        self.received.append(read)
        if self.drops:
            self.drops -= 1
            server.transport.abort()
        return "250 kept"

    def log_in(
        self, server: SMTP, session: Any, envelope: Any, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password.decode() == ODD, handled=False)


class _Controller(Controller):
    """Listens where there is room, and says where."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def server(postbox: Postbox) -> Iterator[MailServer]:
    yield from serve(postbox, "none", enable_SMTPUTF8=True)


def serve(postbox: Postbox, security: str, host: str = "127.0.0.1", **more: Any) -> Iterator[MailServer]:
    controller = _Controller(postbox, hostname="127.0.0.1", port=0, **more)
    controller.start()
    yield MailServer(host, "alerts@ngo.example", security, controller.port)
    controller.stop()


def open_mail(server: MailServer | None, target: str = "mailto:officer@ngo.example") -> Channel:
    return open_channel(target, allow_private=True, mail_server=server)


def send(channel: Channel, message: Message) -> None:
    with closing(channel):
        channel.send(message)


def fail(server: MailServer, message: Message) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        send(open_mail(server), message)
    assert ODD not in str(caught.value)
    return caught.value


def due(
    number: int = 7,
    event_type: EventType = EventType.NEW,
    title: str = "بلاغ حول انقطاع الماء",
    language: str = "ar",
    **more: Any,
) -> DueDelivery:
    url, thread = more.get("url", "https://meknes.example/1?a=1&b=2"), more.get("thread")
    event = Event(
        number, event_type, Origin.WATCH, more.get("portal", "meknes"), 3, 2, (), url, title, NOW,
        summary=more.get("summary", ""),
    )  # fmt: skip
    subscription = Subscription(4, "uid", "mailto:x", (), (), (), NOW, manner=Manner(language))
    delivery = Delivery(f"dlv_{number}", 4, number, DeliveryStatus.LEASED, 1, NOW)
    return DueDelivery(delivery, event, subscription, thread)


ONE = render_message(due())


def test_a_mail_arrives_as_it_was_meant(server: MailServer, postbox: Postbox) -> None:
    send(open_mail(server), ONE)
    send(open_mail(server), render_message(due(8, EventType.WITHDRAWN, thread="dlv_7")))
    first, second = postbox.received
    assert first["subject"] == "جديد (\u2068meknes\u2069): \u2068بلاغ حول انقطاع الماء\u2069"
    assert first["from"] == "Balagh <alerts@ngo.example>"
    assert first["to"] == "officer@ngo.example"
    assert first["message-id"] == "<dlv_7@ngo.example>"
    assert first["in-reply-to"] is None
    assert second["in-reply-to"] == second["references"] == first["message-id"]
    assert first["auto-submitted"] == "auto-generated"
    assert first["content-language"] == "ar"
    assert first["list-unsubscribe"] == "<mailto:alerts@ngo.example?subject=unsubscribe%204>"
    assert abs((first["date"].datetime - datetime.now(UTC)).total_seconds()) < 60
    text = first.get_body(("plain",)).get_content()
    assert text.splitlines()[:3] == ONE.text.splitlines()
    assert text.splitlines()[1] == "رُصد في: \u20662026-03-01 09:30 UTC\u2069"
    assert "بعبارة \u2066unsubscribe 4\u2069" in text


LONG = [
    "4 تنبيهات: جديد 2، سحب 1، تعذّر القراءة 1",
    "a " * 60 + "بلاغ " * 30 + "é è à " * 10,
    "plain words " * 20,
    "بلاغ\r\nBcc: other@x.example\n\n<script>",
    "=?utf-8?b?QQ==?= بلاغ",
    "=?utf-8?q?=0d=0aBcc:_x@x.example?=",
]


@pytest.mark.parametrize("title", LONG)
def test_headers_hold_any_title_and_nothing_else(server: MailServer, postbox: Postbox, title: str) -> None:
    message = render_message(due(title=title))
    send(open_mail(server), message)
    (read,) = postbox.received
    assert " ".join(read["subject"].split()) == message.title
    assert read["bcc"] is None
    names = {"from", "to", "subject", "date", "message-id", "auto-submitted", "list-unsubscribe"}
    ours = {name.lower() for name in read if not name.lower().startswith("x-")}
    assert ours == names | {"mime-version", "content-type", "content-language"}


def read_html(message: Message, server: MailServer, postbox: Postbox) -> Any:
    send(open_mail(server), message)
    return lxml.html.fromstring(postbox.received[-1].get_body(("html",)).get_content())


def test_html_is_right_to_left_and_holds_no_foreign_markup(server: MailServer, postbox: Postbox) -> None:
    page = read_html(
        render_digest(
            "bat_1",
            [
                due(1, title="<img src=x onerror=alert(1)>", url="javascript:alert(1)"),
                due(2, EventType.EDITED, url='https://x.example/"><b>', summary="<i>−10</i>"),
                due(3, portal="rabat"),
            ],
        ),
        server,
        postbox,
    )
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    assert page.xpath("//img | //script | //i | //b") == []
    assert set(page.xpath("//a/@href")) == {'https://x.example/"><b>', "https://meknes.example/1?a=1&b=2"}
    assert page.xpath("//h2/span/text()") == ["meknes", "rabat"]
    assert "<img src=x onerror=alert(1)>" in page.text_content()
    assert {"dlv_1", "dlv_2", "dlv_3"} <= set(page.text_content().split())
    assert postbox.received[0]["message-id"] == "<bat_1@ngo.example>"


HOSTILE = "<b>Avis</b>\u202e\x1b[2J\n\tVoirie " + "mot " * 200
DAY = PublishedDate("2024-02-12T08:00:00+00:00", "minute", "meta")
GLIMPSES = {
    "all of it": ("fr", EventType.NEW, Glimpse(DAY, "tender", "Le conseil\nse réunit."),
        ["Publié le\u00a0: 12 février 2024", "Nature\u00a0: marché"], "\u2068Le conseil se réunit.\u2069"),
    "a month alone": ("en", EventType.NEW, Glimpse(PublishedDate("2024-02", "month"), "news", "Rain."),
        ["Published: February 2024", "Kind: news"], "\u2068Rain.\u2069"),
    "nothing is known": ("ar", EventType.WITHDRAWN, Glimpse(PublishedDate(), "poem", ""),
        ["تاريخ النشر: غير معروف"], None),
    "an edit tells its words": ("en", EventType.EDITED, Glimpse(DAY, "budget", "Rain."),
        ["Published: 12 February 2024", "Kind: budget"], None),
    "hostile": ("fr", EventType.NEW, Glimpse(DAY, "notice", HOSTILE),
        ["Publié le\u00a0: 12 février 2024", "Nature\u00a0: avis"], "\u2068<b>Avis</b>[2J Voirie mot "),
}  # fmt: skip


@pytest.mark.parametrize("name", GLIMPSES)
def test_a_mail_of_one_article_says_its_day_its_kind_and_how_it_begins(
    server: MailServer, postbox: Postbox, name: str
) -> None:
    language, what, glimpse, lines, beginning = GLIMPSES[name]
    message = render_message(replace(due(7, what, language=language), glimpse=glimpse))
    page = read_html(message, replace(server, public_url="https://balagh.example/"), postbox)
    told = postbox.received[-1].get_body(("plain",)).get_content().splitlines()
    first = told.index(lines[0])
    assert told[first : first + len(lines)] == lines
    assert told[first + len(lines)].endswith("https://balagh.example/articles/3")
    if beginning is None:
        assert told[first + len(lines) + 2] == "-- "
    else:
        assert told[first + len(lines) + 2].startswith(beginning)
        assert len(told[first + len(lines) + 2]) <= 305
        assert page.xpath("//p[@dir='auto']/text()")[0].startswith(beginning.strip("\u2068\u2069"))
    assert {"https://balagh.example/articles/3"} < set(page.xpath("//a/@href"))
    assert page.xpath("//b") == [] and all(line in page.text_content() for line in lines)


def test_without_an_address_of_ours_no_page_of_ours_is_named(server: MailServer, postbox: Postbox) -> None:
    page = read_html(ONE, server, postbox)
    assert set(page.xpath("//a/@href")) == {"https://meknes.example/1?a=1&b=2"}


def test_addresses_in_what_is_said_are_links(server: MailServer, postbox: Postbox) -> None:
    words = "attachments: −https://x.example/a.pdf +https://x.example/b.pdf"
    event = replace(
        due(1, EventType.EDITED).event, changed=("attachments",), summary=words.replace("−", "\u2212")
    )
    page = read_html(render_message(replace(due(1), event=event)), server, postbox)
    assert page.xpath("//p[contains(., 'الملفات')]//a/@href") == [
        f"https://x.example/{one}.pdf" for one in "ab"
    ]


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("en", "ltr"), ("ar", "rtl")])
def test_a_test_says_that_it_is_one(
    server: MailServer, postbox: Postbox, language: str, direction: str
) -> None:
    message = render_test("dlv_test", Manner(language), NOW)
    page = read_html(message, server, postbox)
    assert page.get("dir") == direction
    title, said = message.text.splitlines()
    assert (page.xpath("//h1/text()"), page.xpath("//p[not(@class)]/text()")) == ([title], [said])
    assert postbox.received[0]["list-unsubscribe"] is None


@pytest.mark.parametrize(
    ("step", "answer", "permanent"),
    [
        ("RCPT", "451 4.7.1 greylisted, come again", False),
        ("RCPT", "550 5.1.1 nobody of that name", True),
        ("DATA", "452 4.3.1 no room", False),
        ("DATA", "554 5.7.1 refused by policy", True),
    ],
)
def test_refusals_are_told_and_last_as_long_as_the_server_says(
    server: MailServer, postbox: Postbox, step: str, answer: str, permanent: bool
) -> None:
    postbox.answers[step] = [answer]
    error = fail(server, ONE)
    assert answer in str(error)
    assert error.permanent is permanent
    assert postbox.received == []
    send(open_mail(server), ONE)
    assert len(postbox.received) == 1


def test_a_repeat_after_a_lost_answer_has_the_same_id(server: MailServer, postbox: Postbox) -> None:
    postbox.drops = 1
    error = fail(server, ONE)
    assert "cannot be reached: it broke off the connection" in str(error)
    assert not error.permanent
    send(open_mail(server), ONE)
    assert [read["message-id"] for read in postbox.received] == ["<dlv_7@ngo.example>"] * 2


def test_tls_is_verified_and_a_password_of_any_letters_logs_in(
    postbox: Postbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_certificate(tmp_path / "pem", "localhost")
    speaks = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    speaks.load_cert_chain(tmp_path / "pem")
    asks = {"require_starttls": True, "auth_required": True, "authenticator": postbox.log_in}
    for plain in serve(postbox, "starttls", "localhost", tls_context=speaks, **asks):
        known = MailServer(plain.host, plain.sender, "starttls", plain.port, "me", ODD)
        assert "no TLS that can be trusted" in str(fail(known, ONE))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "pem"))
        send(open_mail(known), ONE)
        assert postbox.logins == [("me", ODD)]
        assert "refused user and password (535)" in str(
            fail(MailServer(plain.host, plain.sender, "starttls", plain.port, "me", "ascii"), ONE)
        )
        assert "did not take it: 530" in str(fail(plain, ONE))
    assert len(postbox.received) == 1


def test_a_server_without_starttls_gets_nothing(server: MailServer, postbox: Postbox) -> None:
    wants = MailServer(server.host, server.sender, "starttls", server.port, "me", ODD)
    assert "STARTTLS" in str(fail(wants, ONE))
    assert postbox.received == []


def test_addresses_of_other_letters_arrive_where_the_server_can(server: MailServer, postbox: Postbox) -> None:
    send(open_mail(server, "mailto:أمين@جمعية.example"), ONE)
    assert "أمين" in bytes.fromhex(postbox.received[0]["x-to"]).decode()
    for plain in serve(postbox, "none", enable_SMTPUTF8=False):
        send(open_mail(plain, "mailto:officer@جمعية.example"), ONE)
        with pytest.raises(DeliveryError, match="SMTPUTF8"):
            send(open_mail(plain, "mailto:أمين@جمعية.example"), ONE)
    assert postbox.received[1]["to"] == "officer@xn--ogbf3b7b0a.example"


def test_a_server_that_hangs_or_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = MailServer("127.0.0.1", "alerts@ngo.example", "none", listening.getsockname()[1])
        monkeypatch.setattr(mail, "STEP_SECONDS", 0.2)
        assert "did not answer in time" in str(fail(server, ONE))
    assert "cannot be reached" in str(fail(server, ONE))


def test_a_server_that_never_comes_to_an_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "WHOLE_SECONDS", 0.3)

    def drip(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection, suppress(OSError):
            while True:
                connection.sendall(b"220-wait\r\n")
                time.sleep(0.02)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=drip, args=[listening])
        thread.start()
        server = MailServer("127.0.0.1", "alerts@ngo.example", "none", listening.getsockname()[1])
        assert "cannot be reached" in str(fail(server, ONE))
        thread.join(10)
        assert not thread.is_alive()


def test_tls_from_the_start(postbox: Postbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_certificate(tmp_path / "pem", "localhost")
    speaks = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    speaks.load_cert_chain(tmp_path / "pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "pem"))
    for server in serve(postbox, "tls", "localhost", ssl_context=speaks):
        send(open_mail(server), ONE)
    assert len(postbox.received) == 1


@pytest.mark.parametrize(
    "target",
    [
        "mailto:",
        "mailto:officer",
        "mailto:@ngo.example",
        "mailto:officer@",
        "mailto:a@b.example,c@d.example",
        "mailto:a@b.example?subject=x",
        "mailto:a%0d%0aBcc:c@b.example",
        "mailto:a@b..example",
        "mailto:Officer <a@b.example>",
        "mailto:a@b@c.example",
    ],
)
def test_what_is_no_address_is_refused(target: str) -> None:
    with pytest.raises(UnusableTargetError, match="mailto: takes one address"):
        open_mail(MailServer("127.0.0.1", "alerts@ngo.example"), target)


def test_without_a_server_or_with_a_wrong_sender_nobody_subscribes() -> None:
    with pytest.raises(UnusableTargetError, match="BALAGH_SMTP_HOST and BALAGH_SMTP_FROM"):
        open_mail(None)
    with pytest.raises(UnusableTargetError, match="BALAGH_SMTP_FROM takes one address"):
        open_mail(MailServer("127.0.0.1", "nobody"))
