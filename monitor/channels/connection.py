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


class CheckedBackend(httpcore.NetworkBackend):
    """Resolves names itself, and lets one request take no longer than `seconds` in all."""

    def __init__(self, allow_private: bool, seconds: float) -> None:
        self._allow_private = allow_private
        self._until = monotonic() + seconds
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
        refusal: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._resolve(host, port):
            try:
                stream = self._backend.connect_tcp(
                    address, port, _time_left(self._until, timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                refusal = error
            else:
                return _TimedStream(stream, self._until)
        raise refusal

    def _resolve(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} has no address") from error
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        open_to_us = [one for one in addresses if self._allow_private or is_public(one)]
        if addresses and not open_to_us:
            raise DeliveryError(explain_private(host, addresses[0]))
        return open_to_us


class _TimedStream(httpcore.NetworkStream):
    """A stream whose every wait ends when the whole is to end."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream = stream
        self._until = until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _time_left(self._until, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _time_left(self._until, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _time_left(self._until, timeout)
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, left), self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _time_left(until: float, timeout: float | None) -> float:
    left = until - monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the whole took too long")
    return left if timeout is None else min(left, timeout)
