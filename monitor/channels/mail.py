"""`mailto:ADDRESS` e-mail of our own, over the SMTP server of the settings; `letter.py` writes it."""

from __future__ import annotations

import smtplib
import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Timer
from typing import Any
from urllib.parse import unquote

from monitor.channels.letter import compose, read_address
from monitor.message import Message
from storage.model import DeliveryError, UnusableTargetError

#: For each answer of the server.
STEP_SECONDS = 20.0
#: From the greeting to the acceptance, however slowly the answers drip.
WHOLE_SECONDS = 60.0
PORTS = {"starttls": 587, "tls": 465, "none": 25}
_LONGEST_ANSWER = 200


@dataclass(frozen=True, slots=True)
class MailServer:
    """The SMTP server that takes our mail."""

    host: str
    sender: str  #: the address that mail comes from
    security: str = "starttls"  #: or `tls`, `none`
    port: int | None = None  #: the usual one for the security by default
    user: str | None = None
    password: str | None = field(default=None, repr=False)


class MailChannel:
    """Mails one address."""

    def __init__(self, rest: str, server: MailServer | None) -> None:
        receiver = read_address(unquote(rest), "mailto:")
        if server is None:
            raise UnusableTargetError(
                "mailto: needs a server; set BALAGH_SMTP_HOST and BALAGH_SMTP_FROM: docs/alerts.md tells more"
            )
        self.name = f"mail to {receiver.addr_spec}"
        self._server = server
        self._receiver = receiver
        self._sender = read_address(server.sender, "BALAGH_SMTP_FROM")

    def send(self, message: Message) -> None:
        """Send once; the server's acceptance of the whole message counts."""
        mail = compose(message, self._sender, self._receiver, datetime.now(UTC))
        try:
            with self._connect() as connection:
                # The domain is written in ASCII already; other letters can only stand before the @.
                connection.send_message(mail, self._sender.addr_spec, [self._receiver.addr_spec])
                with suppress(smtplib.SMTPException, OSError):
                    connection.quit()  # it was accepted: how the server takes leave changes nothing
        except (smtplib.SMTPException, OSError) as error:
            raise self._explain(error) from error

    def _explain(self, error: smtplib.SMTPException | OSError) -> DeliveryError:
        """What went wrong, for people; permanent where the receiver or the message was refused for good."""
        place = f"mail server {self._server.host}"
        match error:
            case smtplib.SMTPRecipientsRefused():
                code, answer = next(iter(error.recipients.values()))
                told = _told(code, answer)
                return DeliveryError(f"{place} refused the receiver: {told}", permanent=code >= 500)
            case smtplib.SMTPDataError(smtp_code=code, smtp_error=answer):
                told = _told(code, answer)
                return DeliveryError(f"{place} refused the message: {told}", permanent=code >= 500)
            case smtplib.SMTPAuthenticationError(smtp_code=code):
                return DeliveryError(f"{place} refused user and password ({code})")
            case smtplib.SMTPResponseException(smtp_code=code, smtp_error=answer):
                return DeliveryError(f"{place} did not take it: {_told(code, answer)}")
            case smtplib.SMTPNotSupportedError():
                return DeliveryError(f"{place} cannot do what is needed: {error}")
            case ssl.SSLError():
                return DeliveryError(f"{place} speaks no TLS that can be trusted: {error.reason}")
        return DeliveryError(f"{place} cannot be reached: {_why(error)}")

    @contextmanager
    def _connect(self) -> Iterator[smtplib.SMTP]:
        """A connection, encrypted and logged in as the settings say; ended in time in any case."""
        server = self._server
        port = server.port or PORTS[server.security]
        trusted = None if server.security == "none" else ssl.create_default_context()
        connection: _Timed
        if server.security == "tls":
            connection = _TimedTls(server.host, port, timeout=STEP_SECONDS, context=trusted)
        else:
            connection = _Timed(server.host, port, timeout=STEP_SECONDS)
        try:
            if server.security == "starttls":
                connection.starttls(context=trusted)
            if server.user is not None:
                _log_in(connection, server.user, server.password or "")
            yield connection
        finally:
            connection.close()


class _Timed(smtplib.SMTP):
    """A connection that is broken off when the whole took too long, be each answer ever so prompt."""

    def connect(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Connect, as the constructor does; the time runs from here."""
        self._watchdog = Timer(WHOLE_SECONDS, self._break_off)
        self._watchdog.daemon = True
        self._watchdog.start()
        try:
            return super().connect(*args, **kwargs)
        except BaseException:
            self._watchdog.cancel()
            raise

    def close(self) -> None:
        """Close, and stop the clock."""
        self._watchdog.cancel()
        super().close()

    def _break_off(self) -> None:
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


class _TimedTls(_Timed, smtplib.SMTP_SSL):
    """The same, encrypted from the start."""


def _log_in(connection: smtplib.SMTP, user: str, password: str) -> None:
    if f"{user}{password}".isascii():
        connection.login(user, password)
        return
    # smtplib's own login knows ASCII only.
    connection.ehlo_or_helo_if_needed()
    if "PLAIN" not in connection.esmtp_features.get("auth", "").upper().split():
        raise smtplib.SMTPNotSupportedError("AUTH PLAIN, for a password with letters beyond ASCII")
    secret = b64encode(f"\0{user}\0{password}".encode()).decode()
    code, answer = connection.docmd("AUTH", f"PLAIN {secret}")
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, answer)


def _told(code: int, answer: bytes | str) -> str:
    """The server's answer on one line, as far as it can be shown."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    words = "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
    return f"{code} {words[:_LONGEST_ANSWER]}".strip()


def _why(error: Exception) -> str:
    # smtplib calls it a broken connection, too, when it waited long enough.
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return "it did not answer in time"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "it broke off the connection"
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
