"""The way of a mail to a real SMTP server on loopback: refusals, TLS, what hangs."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from monitor.channels import mail
from monitor.channels.mail import MailServer
from storage.model import (
    DeliveryError,
    UnusableTargetError,
)
from tests.monitor.postbox import ODD, ONE, Postbox, fail, open_mail, send, serve
from tests.monitor.receiving import make_certificate


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
