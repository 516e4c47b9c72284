"""A real SMTP server on loopback that keeps what it is sent, and mails for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from monitor.channels import Channel, open_channel
from monitor.channels.mail import MailServer
from monitor.message import Message, render_message
from storage.deliveries import DueDelivery
from storage.model import (
    Delivery,
    DeliveryError,
    DeliveryStatus,
    Event,
    EventType,
    Manner,
    Origin,
    Subscription,
)

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
