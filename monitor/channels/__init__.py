"""Channels: the ways on which an alert leaves the house. One module for each; here a target finds its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from monitor.channels.address import refuse_invisible
from monitor.channels.file import FileChannel
from monitor.channels.terminal import TerminalChannel
from monitor.channels.webhook import WebhookChannel
from monitor.message import Message
from storage.model import UnusableTargetError

if TYPE_CHECKING:
    from monitor.channels.mail import MailServer

__all__ = ["Channel", "open_channel"]

_KNOWN = "https://…, mailto:ADDRESS, file:PATH, terminal: or an Apprise address such as tgram://…"


class Channel(Protocol):
    """A way to one receiver."""

    @property
    def name(self) -> str:
        """What people call it; holds no secret."""

    def send(self, message: Message) -> None:
        """Send once. Raises DeliveryError where the receiver did not accept it."""

    def close(self) -> None:
        """Give back what was kept open for the next message."""


def open_channel(
    target: str,
    *,
    allow_private: bool,
    webhook_secret: str | None = None,
    mail_server: MailServer | None = None,
) -> Channel:
    """The channel that a subscription's target names; nothing is sent.

    Raises UnusableTargetError, in one sentence, where the target names none or one that cannot work.
    """
    target = target.strip()
    refuse_invisible(target)
    scheme, colon, rest = target.partition(":")
    if not colon:
        meant = f"did you mean mailto:{target}? " if "@" in target else ""
        raise UnusableTargetError(f"{target!r} is no target; {meant}give {_KNOWN}")
    match scheme.lower():
        case "terminal":
            return TerminalChannel(rest)
        case "file":
            return FileChannel(rest)
        case "http" | "https":
            return WebhookChannel(target, allow_private=allow_private, secret=webhook_secret)
        case "mailto" if not rest.startswith("//"):
            from monitor.channels.mail import MailChannel

            return MailChannel(rest, mail_server)
    # Late: Apprise brings along some hundred modules that only its own subscribers need.
    from monitor.channels.apprise_target import AppriseChannel

    return AppriseChannel(target, allow_private=allow_private)
