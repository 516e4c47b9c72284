"""Webhooks to real receivers on loopback, and what is refused before anything is stored."""

from __future__ import annotations

import base64
import socket
import ssl
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from monitor.channels import open_channel, webhook
from storage.model import DeliveryError
from tests.monitor.receiving import (
    MESSAGE,
    PAYLOAD,
    Receiver,
    answer,
    drip,
    drop,
    hang,
    make_certificate,
    refuse,
)

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def post(receiver: Receiver, secret: str | None = None) -> None:
    open_channel(receiver.url, allow_private=True, webhook_secret=secret).send(MESSAGE)


def fail(receiver: Receiver) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        post(receiver)
    assert "key" not in str(caught.value)  # where receivers keep their keys
    return caught.value


@pytest.mark.parametrize("host", ["exa mple.org", "example.org,", "<host>", "exa%20mple.org"])
def test_webhook_of_a_host_that_cannot_be_is_refused(host: str) -> None:
    assert "the webhook's address is none" in refuse(f"https://{host}/hook/key")


def test_webhook_is_signed_and_carries_the_delivery_id(receiver: Receiver) -> None:
    post(receiver, SECRET)
    post(receiver, SECRET)
    (path, headers, body), (_, again, _) = receiver.requests
    assert path == "/hook/key"
    assert Webhook(SECRET).verify(body, headers) == PAYLOAD
    assert headers["webhook-id"] == again["webhook-id"] == "dlv_1"
    assert headers["content-type"] == "application/json"
    assert headers["host"] == f"127.0.0.1:{receiver.port}"
    assert "بلاغ".encode() in body


def test_webhook_is_signed_with_the_old_secret_and_the_new_one_while_they_change(receiver: Receiver) -> None:
    new = "whsec_" + base64.b64encode(b"another key of twenty-four").decode()
    for both in (f"{new} {SECRET}", f"{SECRET}\n{new}"):
        post(receiver, both)
        _, headers, body = receiver.requests[-1]
        assert headers["webhook-signature"].count("v1,") == 2
        assert Webhook(SECRET).verify(body, headers) == Webhook(new).verify(body, headers) == PAYLOAD
    post(receiver, new)
    _, headers, body = receiver.requests[-1]
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(body, headers)


@pytest.mark.parametrize("size", [24, 25, 26, 32, 64])
@pytest.mark.parametrize("padded", [True, False])
def test_secrets_of_any_length_that_the_standard_knows_sign(
    receiver: Receiver, size: int, padded: bool
) -> None:
    secret = _secret(size)
    post(receiver, secret if padded else secret.rstrip("="))
    _, headers, body = receiver.requests[-1]
    assert Webhook(b"k" * size).verify(body, headers) == PAYLOAD


def test_webhook_without_a_secret_is_not_signed(receiver: Receiver) -> None:
    post(receiver)
    assert "webhook-signature" not in receiver.requests[0][1]
    assert abs(int(receiver.requests[0][1]["webhook-timestamp"]) - time.time()) < 10


def test_webhook_logs_in_with_odd_characters(receiver: Receiver) -> None:
    target = f"http://me:p%40%3A%C3%A9@127.0.0.1:{receiver.port}/بلاغ?a=1#part"
    open_channel(target, allow_private=True).send(MESSAGE)
    path, headers, _ = receiver.requests[0]
    assert path == "/%D8%A8%D9%84%D8%A7%D8%BA?a=1"
    assert headers["authorization"] == "Basic bWU6cEA6w6k="
    assert headers["host"] == f"127.0.0.1:{receiver.port}"


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_acceptance(receiver: Receiver, status: int) -> None:
    receiver.answer = answer(status)
    post(receiver)


@pytest.mark.parametrize("status", [400, 401, 404, 410, 500, 502])
def test_errors_are_told(receiver: Receiver, status: int) -> None:
    receiver.answer = answer(status)
    error = fail(receiver)
    assert str(error) == f"webhook 127.0.0.1:{receiver.port} answered {status}"
    assert error.retry_at is None


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(receiver: Receiver, status: int) -> None:
    receiver.answer = answer(status, {"location": receiver.url})
    assert "redirects are not followed" in str(fail(receiver))
    assert len(receiver.requests) == 1


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("asked", "seconds"), [("120", 120), ("0", 0), ("99999999999999", 86400), (timedelta(minutes=5), 300)]
)
def test_retry_after_is_heeded(receiver: Receiver, status: int, asked: str | timedelta, seconds: int) -> None:
    said = asked if isinstance(asked, str) else format_datetime(datetime.now(UTC) + asked, usegmt=True)
    receiver.answer = answer(status, {"Retry-After": said})
    retry_at = fail(receiver).retry_at
    assert retry_at is not None
    assert abs((retry_at - datetime.now(UTC)).total_seconds() - seconds) < 3


@pytest.mark.parametrize("said", ["soon", "-1", "", "Wed, 99 Foo 2026"])
def test_a_retry_after_that_cannot_be_read_is_none(receiver: Receiver, said: str) -> None:
    receiver.answer = answer(429, {"Retry-After": said})
    assert fail(receiver).retry_at is None


def test_a_dropped_connection_is_a_failure(receiver: Receiver) -> None:
    receiver.answer = drop
    said = str(fail(receiver))
    assert "cannot be reached" in said
    assert not said.endswith("."), "it stands within a sentence"


def test_nobody_there_is_a_failure() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        target = f"http://127.0.0.1:{free.getsockname()[1]}/key"
    with pytest.raises(DeliveryError, match="cannot be reached"):
        open_channel(target, allow_private=True).send(MESSAGE)


def test_a_receiver_that_hangs_is_left(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "READ_SECONDS", 0.2)
    receiver.answer = hang
    assert "did not answer in time" in str(fail(receiver))


def test_a_receiver_that_drips_is_left(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "WHOLE_SECONDS", 0.4)
    receiver.answer = drip
    started = time.monotonic()
    assert "did not answer in time" in str(fail(receiver))
    assert time.monotonic() - started < 1.5


def test_a_flood_of_an_answer_is_cut_off(receiver: Receiver) -> None:
    def flood(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"x" * 65536)

    receiver.answer = flood
    started = time.monotonic()
    post(receiver)
    assert time.monotonic() - started < 5


def test_an_answer_that_is_no_http_is_a_failure(receiver: Receiver) -> None:
    receiver.answer = lambda handler: handler.wfile.write(b"\x00\x01 hello\r\n\r\n") and None
    assert "cannot be reached" in str(fail(receiver))


def test_tls_never_falls_back_to_plain_text(receiver: Receiver) -> None:
    with pytest.raises(DeliveryError, match="cannot be reached"):
        open_channel(receiver.url.replace("http:", "https:"), allow_private=True).send(MESSAGE)
    assert receiver.requests == []


def test_tls_is_verified(receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_certificate(tmp_path / "pem", "localhost")
    speaks = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    speaks.load_cert_chain(tmp_path / "pem")
    receiver.server.socket = speaks.wrap_socket(receiver.server.socket, server_side=True)
    by_name = open_channel(f"https://localhost:{receiver.port}/key", allow_private=True)
    with pytest.raises(DeliveryError, match="certificate verify failed"):
        by_name.send(MESSAGE)
    trusts = ssl.create_default_context(cafile=tmp_path / "pem")
    monkeypatch.setattr(webhook, "_tls", lambda: trusts)
    with pytest.raises(DeliveryError, match="certificate verify failed"):  # signed, for another name
        open_channel(receiver.url.replace("http:", "https:"), allow_private=True).send(MESSAGE)
    assert receiver.requests == []
    open_channel(f"https://localhost:{receiver.port}/key", allow_private=True).send(MESSAGE)
    assert len(receiver.requests) == 1


PRIVATE = [
    "127.0.0.1",
    "[::1]",
    "10.1.2.3",
    "192.168.1.1",
    "169.254.169.254",
    "[::ffff:127.0.0.1]",
    "0.0.0.0",
]


@pytest.mark.parametrize("host", [*PRIVATE, "localhost", "a.localhost", "LOCALHOST."])
@pytest.mark.parametrize("target", ["http://{}/x", "https://u:p@{}:8443/x"])
def test_private_addresses_are_refused_at_once(host: str, target: str) -> None:
    assert "BALAGH_ALLOW_PRIVATE=1" in refuse(target.format(host), allow_private=False)


@pytest.mark.parametrize("host", ["hooks.example", "127.1", "2130706433", "0x7f.1"])
def test_names_of_private_addresses_are_refused_when_connecting(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    real = socket.getaddrinfo

    def resolve(name: str, *args: Any, **more: Any) -> Any:
        return real("127.0.0.1" if name == "hooks.example" else name, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    target = f"http://{host}:{receiver.port}/key"
    with pytest.raises(DeliveryError, match="BALAGH_ALLOW_PRIVATE=1"):
        open_channel(target, allow_private=False).send(MESSAGE)
    assert receiver.requests == []
    open_channel(target, allow_private=True).send(MESSAGE)
    assert len(receiver.requests) == 1


def test_a_name_that_leads_nowhere_may_be_a_slip_or_a_machine_without_internet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def look_up(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "told")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(DeliveryError, match=r"nowhere\.example has no address.* spelled right, .*internet"):
        open_channel("https://nowhere.example/key", allow_private=False).send(MESSAGE)


@pytest.mark.parametrize(
    "target", ["http:", "http://", "https:///x", "http://h:99999/", "http://[::1/", "http://h:0/"]
)
def test_addresses_that_are_none_are_refused(target: str) -> None:
    assert "looks like https://" in refuse(target)


def _secret(size: int) -> str:
    return "whsec_" + base64.b64encode(b"k" * size).decode()


@pytest.mark.parametrize(
    "secret",
    [
        "",
        " ",
        "whsec_",
        "whsec_not base64!",
        "é",
        "abcd",
        f"{SECRET} whsec_",
        f"{SECRET[:20]} {SECRET[20:]}",
        SECRET.removeprefix("whsec_"),
        _secret(23),
        _secret(65),
    ],
)
def test_secrets_that_are_none_are_refused(secret: str) -> None:
    said = refuse("https://hooks.example/x", webhook_secret=secret)
    assert "whsec_ and base64 of 24 to 64 bytes" in said
    assert "not base64!" not in said
    assert SECRET[:12] not in said
