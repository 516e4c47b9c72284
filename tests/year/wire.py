"""Simulated portals without sockets: Scrapy's own layers down to the wire, and then the portal's answer.

Only the bench puts `handler_for` into Scrapy's settings. A host answers, refuses the connection, lets a
request wait for ever, or has lost its name.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import formatdate
from urllib.parse import urlsplit

from scrapy import Request as ScrapyRequest
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Headers
from scrapy.http import Response as ScrapyResponse
from scrapy.responsetypes import responsetypes

from crawler.addresses import canonical_address
from simulator.exchange import Request, Response
from simulator.outlet import Outlet
from simulator.server import Answer, Log

#: Spoils or dresses a host's answers.
Dress = Callable[[Request, Response], Response]
#: What the wire itself can do to a host, and how Scrapy tells of it.
CUTS: dict[str, type[Exception]] = {
    "refused": DownloadConnectionRefusedError,
    "timeout": DownloadTimeoutError,
    "no-name": CannotResolveHostError,
}
#: All that the wire itself raises: what the site did, and no fault of ours.
WIRE_FAULTS = (*CUTS.values(), ResponseDataLossError)


class Line(Outlet):
    """A host's place on the wire: an outlet without a socket."""

    def __init__(self, host: str, port: int = 8080) -> None:
        self.host, self.port = host, port
        self._serve: Answer | None = None
        self.cut: str | None = None  #: one of `CUTS`
        self.dresses: list[Dress] = []

    @property
    def is_open(self) -> bool:
        return self._serve is not None

    def open(self, answer: Answer, log: Log) -> None:
        self._serve = answer

    def close(self) -> None:
        self._serve = None

    release = close

    def answer(self, request: Request) -> Response:
        """The answer as it leaves the host. Raises what Scrapy raises where there is none."""
        if self.cut is not None:
            raise CUTS[self.cut](self.host)
        if self._serve is None:
            raise DownloadConnectionRefusedError(self.host)
        response = self._serve(request, threading.Event())
        for dress in self.dresses:
            response = dress(request, response)
        return response


class Wire:
    """All hosts by name, and the log of what was asked: the truth's own, not the watcher's."""

    def __init__(self) -> None:
        self._lines: dict[str, Line] = {}
        self.requests = 0
        self.asked: dict[str, list[tuple[datetime, int]]] = {}  #: address: when, and with which status

    def add(self, line: Line) -> Line:
        self._lines[f"{line.host}:{line.port}"] = line
        return line

    def answer(self, url: str, request: Request) -> Response:
        self.requests += 1
        line = self._lines.get(urlsplit(url).netloc)
        if line is None:
            raise CannotResolveHostError(url)
        response = line.answer(request)
        self.asked.setdefault(canonical_address(url), []).append((datetime.now(UTC), response.status))
        return _without_delay(response) if request.path == "/robots.txt" else response


def _without_delay(response: Response) -> Response:
    """A robots.txt that asks for no pause: these are waited for in real seconds, which a year has not."""
    if not isinstance(response.body, bytes):
        return response
    return replace(response, body=re.sub(rb"(?im)^crawl-delay:.*$", b"", response.body))


def handler_for(wire: Wire) -> type[BaseDownloadHandler]:
    """A download handler for Scrapy's settings that asks this wire."""

    class WireHandler(BaseDownloadHandler):
        async def download_request(self, request: ScrapyRequest) -> ScrapyResponse:
            return _respond(request, wire.answer(request.url, _simulated(request)))

    return WireHandler


def _simulated(request: ScrapyRequest) -> Request:
    parts = urlsplit(request.url)
    headers = {name.decode().lower(): b",".join(values).decode() for name, values in request.headers.items()}
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Request(request.method, target, {"host": parts.netloc, **headers}, request.body)


def _respond(request: ScrapyRequest, response: Response) -> ScrapyResponse:
    if not isinstance(response.body, bytes):
        raise DownloadTimeoutError(request.url)  # what is streamed here has no end
    if response.cut_at is not None:
        raise ResponseDataLossError(request.url)
    headers = Headers({"Content-Type": response.content_type, "Date": formatdate(usegmt=True)})
    for name, value in response.headers:
        headers.appendlist(name, value)
    body = b"" if request.method == "HEAD" else response.body
    kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
    return kind(url=request.url, status=response.status, headers=headers, body=body, protocol="HTTP/1.1")
