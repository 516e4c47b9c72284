"""Keeps one loopback address: opens a server on it, closes it, and lets nobody else have it in between."""

from __future__ import annotations

import socket
import threading

from simulator.server import Answer, Log, PortalServer


class Outlet:
    """An address that is either open (a server listens) or closed (connections are refused)."""

    def __init__(self, host: str, port: int = 0) -> None:
        self._placeholder: socket.socket | None = _reserve(host, port)
        self._server: PortalServer | None = None
        self._lock = threading.Lock()
        self.host, self.port = self._placeholder.getsockname()

    @property
    def is_open(self) -> bool:
        """Whether a server listens."""
        return self._server is not None

    def open(self, answer: Answer, log: Log) -> None:
        """Listen and answer; does nothing when it is open already, or released."""
        with self._lock:
            if self._placeholder is None:
                return
            self._placeholder.close()
            self._placeholder = None
            self._server = PortalServer(self.host, self.port, answer, log)
            self._server.begin()

    def close(self) -> None:
        """Cut all connections and refuse new ones, but keep the address."""
        with self._lock:
            if self._server is not None:
                self._server.end()
                self._server = None
                self._placeholder = _reserve(self.host, self.port)

    def release(self) -> None:
        """Close and give the address back."""
        self.close()
        with self._lock:
            if self._placeholder is not None:
                self._placeholder.close()
                self._placeholder = None


def _reserve(host: str, port: int) -> socket.socket:
    """A socket that is bound and does not listen: who connects is refused."""
    placeholder = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        placeholder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        placeholder.bind((host, port))
    except OSError:
        placeholder.close()
        raise
    return placeholder
