"""`mailto:ADDRESS` e-mail of our own, over the SMTP server of the settings; `letter.py` writes it."""

from __future__ import annotations

import smtplib
import socket
import ssl
from base64 import b64encode
from contextlib import closing, suppress
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
    public_url: str | None = None  #: of Balagh's own pages, to which mails lead


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
        self._session: _Timed | None = None

    def send(self, message: Message) -> None:
        """Send once; the server's acceptance of the whole message counts."""
        mail = compose(message, self._sender, self._receiver, datetime.now(UTC), self._server.public_url)
        try:
            session = self._begin()
            # The domain is written in ASCII already; other letters can only stand before the @.
            session.send_message(mail, self._sender.addr_spec, [self._receiver.addr_spec])
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            raise self._explain(error) from error
        session.rest()

    def try_session(self) -> None:
        """Connect and log in; nothing is sent. Raises DeliveryError."""
        try:
            self._begin().rest()
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            raise self._explain(error) from error

    def close(self) -> None:
        """Take leave of the server: a session is kept for the next mail."""
        if self._session is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._session.quit()  # all was accepted: how the server takes leave changes nothing
        self._hang_up()

    def _begin(self) -> _Timed:
        """The session that is open, if the server still answers in it, or a new one."""
        if self._session is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._session.hurry()
                if self._session.noop()[0] == 250:
                    return self._session
            self._hang_up()
        self._session = self._connect()
        _log_in(self._session, self._server)
        return self._session

    def _hang_up(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

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
            case smtplib.SMTPNotSupportedError() if "STARTTLS" in str(error):
                return DeliveryError(
                    f"{place} does not encrypt by STARTTLS; set BALAGH_SMTP_SECURITY=tls where it speaks TLS "
                    "from the start, or none where it is on this machine and needs no encryption"
                )
            case smtplib.SMTPNotSupportedError():
                return DeliveryError(f"{place} cannot do what is needed: {error}")
            case ssl.SSLError():
                return DeliveryError(f"{place} speaks no TLS that can be trusted: {error.reason}")
        return DeliveryError(f"{place} cannot be reached: {_why(error)}")

    def _connect(self) -> _Timed:
        server = self._server
        port = server.port or PORTS[server.security]
        if server.security == "tls":
            trusted = ssl.create_default_context()
            return _TimedTls(server.host, port, timeout=STEP_SECONDS, context=trusted)
        return _Timed(server.host, port, timeout=STEP_SECONDS)


def greet(server: MailServer) -> None:
    """Begin a session as for a mail, and take leave. Raises DeliveryError or UnusableTargetError."""
    with closing(MailChannel(server.sender, server)) as channel:
        channel.try_session()


class _Timed(smtplib.SMTP):
    """A session that is broken off when one mail takes too long in all, be each answer ever so prompt."""

    def connect(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Connect, as the constructor does; the time runs from here."""
        self.hurry()
        try:
            return super().connect(*args, **kwargs)
        except BaseException:
            self.rest()
            raise

    def hurry(self) -> None:
        """Let the time run."""
        self._watchdog = Timer(WHOLE_SECONDS, self._break_off)
        self._watchdog.daemon = True
        self._watchdog.start()

    def rest(self) -> None:
        """Stop the clock until the next mail."""
        self._watchdog.cancel()

    def close(self) -> None:
        """Close, and stop the clock."""
        self.rest()
        super().close()

    def _break_off(self) -> None:
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


class _TimedTls(_Timed, smtplib.SMTP_SSL):
    """The same, encrypted from the start."""


def _log_in(session: smtplib.SMTP, server: MailServer) -> None:
    """Encrypt and log in as the settings say."""
    if server.security == "starttls":
        session.starttls(context=ssl.create_default_context())
    if server.user is None:
        return
    user, password = server.user, server.password or ""
    if f"{user}{password}".isascii():
        session.login(user, password)
        return
    # smtplib's own login knows ASCII only.
    session.ehlo_or_helo_if_needed()
    if "PLAIN" not in session.esmtp_features.get("auth", "").upper().split():
        raise smtplib.SMTPNotSupportedError("AUTH PLAIN, for a password with letters beyond ASCII")
    secret = b64encode(f"\0{user}\0{password}".encode()).decode()
    code, answer = session.docmd("AUTH", f"PLAIN {secret}")
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
