"""What can go wrong, in words for people: what happened, to what, and what to do."""

from __future__ import annotations

from datetime import datetime


class BalaghError(Exception):
    """Something asked for failed; the message is one sentence that a person can act on."""


class UsageError(BalaghError):
    """The command was used wrongly, or its settings cannot be used; it exits 2."""


class ConfigurationError(BalaghError):
    """A file that describes or records a portal cannot be used."""


class StorageError(BalaghError):
    """The archive cannot be opened, read or written."""


class NoRoomError(StorageError):
    """A disk is full: what was to be kept was not, none of it, and what was kept before is as it was."""


class LeaseLostError(StorageError):
    """Another process has taken over what this one was reading: its writes are refused."""


class PortalError(BalaghError):
    """A portal cannot be added, found or polled."""


class DeliveryError(BalaghError):
    """A channel did not accept a message; tried again later, at `retry_at` if the receiver named a time.

    A `permanent` one is not tried again by itself: the receiver said that it will never take this message.
    What libraries say in whole sentences loses its full stop: it stands within a sentence of ours.
    """

    def __init__(self, why: str, retry_at: datetime | None = None, *, permanent: bool = False) -> None:
        super().__init__(why.rstrip(". "))
        self.retry_at = retry_at
        self.permanent = permanent


class UnusableTargetError(UsageError):
    """A subscription's target names no channel, or one that cannot work."""
