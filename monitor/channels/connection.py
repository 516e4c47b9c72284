"""Connections of channels: to public addresses only, checked on what is connected to, and ended in time."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable
from ipaddress import ip_address
from time import monotonic
from typing import Any

import httpcore

from crawler.network import explain_private, is_public
from storage.model import DeliveryError

_NO_ADDRESS = "has no address; see that it is spelled right, and that this machine has internet"


def find_private(host: str) -> str | None:
    """The sentence for a host that is seen to be private without asking anybody; None for all others."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return explain_private(host, "127.0.0.1")
    try:
        literal = str(ip_address(name.split("%", maxsplit=1)[0]))
    except ValueError:
        return None
    return None if is_public(literal) else explain_private(host, host)


class Deadline:
    """The instant by which all that is under way has to be over."""

    def __init__(self) -> None:
        self._at = monotonic()

    def set(self, seconds: float) -> None:
        """So long from now."""
        self._at = monotonic() + seconds

    def time_left(self, timeout: float | None) -> float:
        """Seconds for the next step. Raises httpcore's timeout where there are none."""
        left = self._at - monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the whole took too long")
        return left if timeout is None else min(left, timeout)


class CheckedBackend(httpcore.NetworkBackend):
    """Resolves names itself, and waits for nothing beyond a deadline, which is set for each request."""

    def __init__(self, allow_private: bool, deadline: Deadline) -> None:
        self._allow_private = allow_private
        self._deadline = deadline
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of the name's addresses that answers."""
        refusal: Exception = httpcore.ConnectError(f"{host} {_NO_ADDRESS}")
        for address in self._resolve(host, port):
            try:
                stream = self._backend.connect_tcp(
                    address, port, self._deadline.time_left(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                refusal = error
            else:
                return _TimedStream(stream, self._deadline)
        raise refusal

    def _resolve(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} {_NO_ADDRESS}") from error
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        open_to_us = [one for one in addresses if self._allow_private or is_public(one)]
        if addresses and not open_to_us:
            raise DeliveryError(explain_private(host, addresses[0]))
        return open_to_us


class _TimedStream(httpcore.NetworkStream):
    """A stream whose every wait ends when the whole is to end."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.time_left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.time_left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._deadline.time_left(timeout)
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
