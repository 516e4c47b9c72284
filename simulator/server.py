"""Serves one portal over HTTP on loopback; knows nothing of what is on the pages."""

from __future__ import annotations

import contextlib
import datetime as dt
import socket
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from simulator.exchange import LoggedRequest, Request, Response

#: Answers a request; the event is set when the server stops, to end what waits.
Answer = Callable[[Request, threading.Event], Response]
#: Takes one line of the log.
Log = Callable[[LoggedRequest], None]

#: A form that is larger is not read further, in bytes.
_LARGEST_BODY = 1_000_000
#: How long a thread may take to end when the server stops, in seconds.
_JOIN_SECONDS = 2.0


class PortalServer(ThreadingHTTPServer):
    """One listening socket; each connection has its daemon thread."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, host: str, port: int, answer: Answer, log: Log) -> None:
        self.answer = answer
        self.log = log
        self.stopping = threading.Event()
        self._connections: dict[threading.Thread, socket.socket] = {}
        self._lock = threading.Lock()
        self._loop: threading.Thread | None = None
        super().__init__((host, port), _Conversation)

    def begin(self) -> None:
        """Serve in a daemon thread."""
        self._loop = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)
        self._loop.start()

    def end(self) -> None:
        """Close the socket and all connections, save the one that asks for it."""
        self.stopping.set()
        if self._loop:
            self.shutdown()
            self._loop.join()
        self.server_close()
        with self._lock:
            threads = [thread for thread in self._connections if thread is not threading.current_thread()]
            for thread in threads:
                _hang_up(self._connections[thread])
        for thread in threads:
            thread.join(_JOIN_SECONDS)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Keep count of the open connections, so that ``end`` can close them."""
        with self._lock:
            self._connections[threading.current_thread()] = request
            if self.stopping.is_set():
                _hang_up(request)
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._lock:
                del self._connections[threading.current_thread()]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that go away are no error here."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def _hang_up(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # the other side may be faster
        connection.shutdown(socket.SHUT_RDWR)


class _Conversation(BaseHTTPRequestHandler):
    """One connection, with as many requests as the client keeps it open for."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def _converse(self) -> None:
        server = cast(PortalServer, self.server)
        request = self._read()
        response = server.answer(request, server.stopping)
        line = LoggedRequest(
            portal="",
            time=dt.datetime.now(dt.UTC),
            method=request.method,
            path=request.target,
            headers=request.headers,
            status=response.status,
        )
        self._send(response, line, server)

    do_GET = do_POST = do_HEAD = _converse  # noqa: N815  (the names that http.server looks for)

    def _read(self) -> Request:
        announced = self.headers.get("Content-Length", "")
        size = min(int(announced), _LARGEST_BODY) if announced.isdecimal() else 0
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(self.command, self.path, headers, self.rfile.read(size) if size else b"")

    def _send(self, response: Response, line: LoggedRequest, server: PortalServer) -> None:
        if isinstance(response.body, bytes):
            body = b"" if line.method == "HEAD" else response.body[: response.cut_at]
            line.bytes = len(body)
            server.log(line)
            self.wfile.write(self._head(response, len(response.body)) + body)
            if response.cut_at is not None:
                self._break()
        else:
            server.log(line)
            self.wfile.write(self._head(response, None))
            self._stream(response.body, line)

    def _stream(self, chunks: Iterator[bytes], line: LoggedRequest) -> None:
        for chunk in chunks:
            self.wfile.write(chunk)
            line.bytes += len(chunk)

    def _head(self, response: Response, length: int | None) -> bytes:
        """Status line and headers; without a length the end of the connection is the end of the body."""
        server = cast(PortalServer, self.server)
        self.close_connection = self.close_connection or length is None or server.stopping.is_set()
        lines = [f"HTTP/1.1 {response.status} {HTTPStatus(response.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in response.headers]
        lines += [f"Content-Type: {response.content_type}", f"Date: {formatdate(usegmt=True)}"]
        if not any(name == "Server" for name, _ in response.headers):
            lines += ["Server: Microsoft-IIS/8.5", "X-Powered-By: ASP.NET"]
        lines += ["Connection: close"] if self.close_connection else []
        lines += [f"Content-Length: {length}"] if length is not None else []
        return "\r\n".join([*lines, "", ""]).encode("latin-1")

    def _break(self) -> None:
        """Reset the connection instead of closing it."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the log is ``Portal.requests``."""
