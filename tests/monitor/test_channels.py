"""Channels against real receivers on loopback, and what each refuses before anything is stored."""

from __future__ import annotations

import base64
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from monitor.channels import open_channel, webhook
from monitor.message import Message, render_digest, render_message
from monitor.payload import event_payload
from storage.deliveries import DueDelivery
from storage.model import (
    Delivery,
    DeliveryError,
    DeliveryStatus,
    Event,
    EventType,
    Origin,
    Subscription,
    UnusableTargetError,
)

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
PAYLOAD = {"type": "new", "timestamp": NOW.isoformat(), "data": {"event": {"title": "بلاغ"}}}
MESSAGE = Message("dlv_1", "New on meknes: بلاغ", "New on meknes: بلاغ\nhttps://meknes.example/1", PAYLOAD)

Answer = Callable[[BaseHTTPRequestHandler], None]


class Receiver:
    """A web server that keeps what it was sent and answers as it was told."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.answer: Answer = answer(204)
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.requests.append((self.path, headers, body))
                receiver.answer(self)

            def log_message(self, *args: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_args: None  # type: ignore[method-assign]
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/hook/key"
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))

    def __enter__(self) -> Receiver:
        self._thread.start()
        return self

    def __exit__(self, *_args: object) -> None:
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()


def answer(status: int, headers: dict[str, str] | None = None, body: bytes = b"") -> Answer:
    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return send


def drop(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def hang(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(1.5)


def drip(handler: BaseHTTPRequestHandler) -> None:
    """An answer that never comes to its end, though each byte comes soon."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nx: ")
    for _ in range(60):
        time.sleep(0.05)
        handler.wfile.write(b"y")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as one:
        yield one


def post(receiver: Receiver, secret: str | None = None) -> None:
    open_channel(receiver.url, allow_private=True, webhook_secret=secret).send(MESSAGE)


def fail(receiver: Receiver) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        post(receiver)
    assert "key" not in str(caught.value)  # where receivers keep their keys
    return caught.value


def refuse(target: str, *, allow_private: bool = True, **more: Any) -> str:
    with pytest.raises(UnusableTargetError) as caught:
        open_channel(target, allow_private=allow_private, **more)
    return str(caught.value)


# Webhooks


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


def make_certificate(path: Path, name: str) -> None:
    """A certificate for `name` that nobody signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
    day = timedelta(days=1)
    builder = builder.not_valid_before(datetime.now(UTC) - day).not_valid_after(datetime.now(UTC) + day)
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    signed = builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    path.write_bytes(signed + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


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


# Files, the terminal, Apprise, and no channel at all


@pytest.mark.parametrize("form", ["file:{}", "file://{}", "FILE:{}", "file://localhost{}"])
def test_file_takes_a_line_for_each_message(tmp_path: Path, form: str) -> None:
    path = tmp_path / "alerts.jsonl"
    channel = open_channel(form.format(path), allow_private=False)
    assert not path.exists()
    channel.send(MESSAGE)
    channel.send(MESSAGE)
    assert [json.loads(line) for line in path.read_text().splitlines()] == [PAYLOAD, PAYLOAD]


def test_file_goes_on_after_a_torn_line(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    path.write_text('{"type": "ne')
    open_channel(f"file:{path}", allow_private=False).send(MESSAGE)
    assert json.loads(path.read_text().splitlines()[1]) == PAYLOAD


def test_file_with_a_space_in_its_address(tmp_path: Path) -> None:
    open_channel(f"file://{tmp_path}/a%20b", allow_private=False).send(MESSAGE)
    assert (tmp_path / "a b").exists()


def test_files_that_cannot_be_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "does not exist" in refuse(f"file:{tmp_path}/no/alerts")
    assert "is no file" in refuse(f"file:{tmp_path}")
    assert "needs a path" in refuse("file:")
    assert "another machine" in refuse("file://host/alerts")
    monkeypatch.setattr("os.access", lambda *_args: False)
    assert "cannot be written" in refuse(f"file:{tmp_path}/alerts")


def test_a_folder_that_went_away_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    channel = open_channel(f"file:{tmp_path}/gone/alerts", allow_private=False)
    (tmp_path / "gone").rmdir()
    with pytest.raises(DeliveryError, match="cannot be written"):
        channel.send(MESSAGE)


def test_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    open_channel("terminal:", allow_private=False).send(MESSAGE)
    assert capsys.readouterr().out == f"{MESSAGE.text}\n\n"
    assert "nothing after its colon" in refuse("terminal:x")


def test_a_file_gets_a_line_for_each_delivery_of_a_digest(tmp_path: Path) -> None:
    digest = render_digest("bat_1", [due(EventType.NEW), due(EventType.EDITED)])
    open_channel(f"file:{tmp_path}/alerts", allow_private=False).send(digest)
    lines = [json.loads(line) for line in (tmp_path / "alerts").read_text(encoding="utf-8").splitlines()]
    assert [one["type"] for one in lines] == ["new", "edited"]
    assert all("event" in one["data"] for one in lines)


def test_a_webhook_gets_a_digest_as_one_request(receiver: Receiver) -> None:
    digest = render_digest("bat_1", [due(EventType.NEW), due(EventType.EDITED)])
    open_channel(receiver.url, allow_private=True).send(digest)
    ((_, headers, body),) = receiver.requests
    read = json.loads(body)
    assert (headers["webhook-id"], read["type"], read["data"]["delivery"]) == ("bat_1", "digest", "bat_1")
    assert [one["event"]["type"] for one in read["data"]["deliveries"]] == ["new", "edited"]


def test_apprise_reaches_its_receiver(receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    channel = open_channel(f"json://user:p%2Cw@127.0.0.1:{receiver.port}/key", allow_private=True)
    channel.send(MESSAGE)
    body = json.loads(receiver.requests[0][2])
    assert body["title"] == MESSAGE.title
    assert body["message"] == "https://meknes.example/1"
    receiver.answer = answer(500)
    with pytest.raises(DeliveryError, match=r"^Apprise json did not accept it") as caught:
        channel.send(MESSAGE)
    assert len(receiver.requests) == 2  # one attempt
    assert "p%2Cw" not in str(caught.value) + caplog.text
    assert caplog.text == ""


@pytest.mark.parametrize("login", ["me:كلمة", "قارئ:p@ss", "me:é"])
def test_apprise_logs_in_with_letters_of_any_script(receiver: Receiver, login: str) -> None:
    user, _, password = login.partition(":")
    target = f"json://{user}:{quote(password)}@127.0.0.1:{receiver.port}/key"
    open_channel(target, allow_private=True).send(MESSAGE)
    expected = base64.b64encode(login.encode()).decode()
    assert receiver.requests[0][1]["authorization"] == f"Basic {expected}"


def test_apprise_follows_no_redirects(receiver: Receiver) -> None:
    receiver.answer = answer(307, {"location": receiver.url})
    with pytest.raises(DeliveryError):
        open_channel(f"json://127.0.0.1:{receiver.port}/key", allow_private=True).send(MESSAGE)
    assert len(receiver.requests) == 1


@pytest.mark.parametrize(
    "target", ["json://127.0.0.1/x", "ntfy://localhost/topic", "mailtos://u:p@ngo.example?smtp=10.0.0.1"]
)
def test_apprise_to_a_private_address_is_refused(target: str) -> None:
    assert "BALAGH_ALLOW_PRIVATE=1" in refuse(target, allow_private=False)


def test_apprise_splits_what_is_longer_than_the_service_takes(receiver: Receiver) -> None:
    long = Message("bat_1", "5000 alerts", "5000 alerts\n" + "https://meknes.example/1\n" * 5000, PAYLOAD)
    open_channel(f"json://127.0.0.1:{receiver.port}/key", allow_private=True).send(long)
    said = "".join(json.loads(body)["message"] for _, _, body in receiver.requests)
    assert len(receiver.requests) > 1
    assert said.count("https://meknes.example/1") >= 4990  # some are cut in two


def test_what_is_no_channel_is_refused() -> None:
    assert "BALAGH_SMTP_HOST" in refuse("mailto:officer@ngo.example")
    assert "no channel is called pigeon:" in refuse("pigeon://secret")
    assert "give https://" in refuse("officer@ngo.example")
    assert "give https://" in refuse("")
    assert "begins with" in refuse("://x")
    said = refuse("tgram://secret")
    assert "tgram://" in said
    assert "secret" not in said
    assert "%2C" in refuse("json://a.example,json://b.example")


# The words of a message


def due(event_type: EventType, title: str = "بلاغ (1)", summary: str = "") -> DueDelivery:
    url = "https://meknes.example/1"
    event = Event(7, event_type, Origin.WATCH, "meknes", 3, 2, ("text",), url, title, NOW, summary=summary)
    subscription = Subscription(4, "uid", "terminal:", (), (), (), NOW)
    delivery = Delivery("dlv_1", 4, 7, DeliveryStatus.LEASED, 1, NOW)
    return DueDelivery(delivery, event, subscription)


@pytest.mark.parametrize("event_type", [one for one in EventType if one is not EventType.ALIVE])
def test_every_event_has_its_words(event_type: EventType) -> None:
    message = render_message(due(event_type))
    assert message.title == f"{event_type.value.capitalize()} on meknes: \u2068بلاغ (1)\u2069"
    assert message.text == f"{message.title}\nFound: 2026-03-01 09:30 UTC\nhttps://meknes.example/1"


def test_an_edit_shows_its_words_and_a_withdrawal_its_reason() -> None:
    edited = render_message(due(EventType.EDITED, summary="text: \u2212\u206810\u2069 +\u206812\u2069"))
    assert edited.text.endswith("\nText: \u2068“10”\u2069 → \u2068“12”\u2069")
    withdrawn = render_message(due(EventType.WITHDRAWN, summary="answered 404"))
    assert withdrawn.text.endswith("\nWhy: answered 404")


def test_a_portal_cannot_steer_the_terminal() -> None:
    message = render_message(due(EventType.NEW, title="a\x1b[31m\r\nb\u202ec\u2069 \x9b" + "ب" * 1000))
    assert message.title.startswith("New on meknes: \u2068a[31m bc ")
    assert not {"\x1b", "\r", "\x9b", "\u202e"} & set(message.text)
    assert len(message.title) < 400


def test_a_summary_that_is_cut_gives_the_line_its_direction_back() -> None:
    message = render_message(due(EventType.EDITED, summary="+\u2068" + "كلمة " * 1000 + "\u2069"))
    assert message.text.count("\u2068") == message.text.count("\u2069")


def test_payload_has_the_keys_of_events_json() -> None:
    one = due(EventType.EDITED, summary="why")
    keys = ["id", "type", "origin", "portal", "article", "revision", "changed", "url", "title", "at"]
    assert list(event_payload(one.event)) == keys
    payload = render_message(one).payload
    assert json.loads(json.dumps(payload)) == payload
    assert payload["type"] == "edited"
    assert payload["timestamp"] == payload["data"]["event"]["at"] == "2026-03-01T09:30:00+00:00"
    assert payload["data"]["delivery"] == "dlv_1"
    assert payload["data"]["subscription"] == 4
    assert payload["data"]["event"]["summary"] == "why"
