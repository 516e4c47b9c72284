"""Requests and answers as they went over the wire, for those pages whose bytes are to be kept as evidence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import NotConfigured
from scrapy.http import Headers as ScrapyHeaders
from scrapy.http import Response

from storage.model import Exchange

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_META = "exchanges"


def record_exchanges(request: Request) -> Request:
    """The request, with the wish to keep what is sent and answered, at each hop of a redirect."""
    request.meta[_META] = []
    return request


def list_exchanges(response: Response) -> tuple[Exchange, ...]:
    """What was recorded on the way to an answer, the answer itself last; nothing where nobody wished it."""
    return () if response.request is None else tuple(response.request.meta.get(_META, ()))


class ExchangeRecorder:
    """A downloader middleware next to the wire: behind it, bodies are unpacked and redirects are followed."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes its middlewares."""
        if getattr(crawler.spider, "keeper", None) is None:
            raise NotConfigured("nobody keeps what is read (a crawl by hand)")
        return cls()

    def process_response(self, request: Request, response: Response) -> Response:
        """Record one answer, if that is wished; pass it on as it is."""
        # Scrapy copies a request's meta to the one that follows a redirect: the list is the same.
        if _META in request.meta:
            request.meta[_META].append(_exchange(request, response))
        return response


def _exchange(request: Request, response: Response) -> Exchange:
    host = (b"Host", urlsplit(request.url).netloc.encode("ascii", "replace"))
    sent = tuple(_list_headers(request.headers))
    return Exchange(
        url=request.url.partition("#")[0],
        method=request.method,
        request_headers=sent if b"Host" in request.headers else (host, *sent),  # Twisted adds it on its way
        request_body=request.body,
        status=response.status,
        headers=tuple(_list_headers(response.headers)),
        body=response.body,
        ip=None if response.ip_address is None else str(response.ip_address),
        fetched_at=datetime.now(UTC),
    )


def _list_headers(headers: ScrapyHeaders) -> Iterator[tuple[bytes, bytes]]:
    return ((name, value) for name in headers for value in headers.getlist(name))
