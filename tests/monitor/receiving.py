"""A receiver on loopback that keeps what it is sent, and answers as a test wants."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from monitor.channels import open_channel
from monitor.message import Message
from storage.deliveries import DueDelivery
from storage.model import (
    Delivery,
    DeliveryStatus,
    Event,
    EventType,
    Origin,
    Subscription,
    UnusableTargetError,
)

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


def refuse(target: str, *, allow_private: bool = True, **more: Any) -> str:
    with pytest.raises(UnusableTargetError) as caught:
        open_channel(target, allow_private=allow_private, **more)
    return str(caught.value)


def due(event_type: EventType, title: str = "بلاغ (1)", summary: str = "") -> DueDelivery:
    url = "https://meknes.example/1"
    event = Event(7, event_type, Origin.WATCH, "meknes", 3, 2, ("text",), url, title, NOW, summary=summary)
    subscription = Subscription(4, "uid", "terminal:", (), (), (), NOW)
    delivery = Delivery("dlv_1", 4, 7, DeliveryStatus.LEASED, 1, NOW)
    return DueDelivery(delivery, event, subscription)


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
