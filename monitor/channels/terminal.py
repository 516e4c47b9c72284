"""`terminal:` the alert as people read it, on standard output."""

from __future__ import annotations

import sys

from monitor.message import Message
from storage.model import DeliveryError, UnusableTargetError


class TerminalChannel:
    """Writes to the terminal in which Balagh runs."""

    name = "terminal"

    def __init__(self, rest: str) -> None:
        if rest:
            raise UnusableTargetError("terminal: takes nothing after its colon")

    def send(self, message: Message) -> None:
        """Write the alert and an empty line, in one piece."""
        encoding = sys.stdout.encoding or "utf-8"
        # A terminal that has no Arabic shows question marks; that is no reason to keep the alert back.
        text = f"{message.text}\n\n".encode(encoding, "replace").decode(encoding)
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except OSError as error:
            raise DeliveryError(f"standard output cannot be written ({error.strerror})") from error

    def close(self) -> None:
        """Nothing is kept open."""
