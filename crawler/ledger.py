"""The ledger of a poll: each request that went over the wire, and how it was answered."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol, Self, cast

from scrapy import Request
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response

from crawler.politeness.retry_after import describe_wait, find_wait
from storage.model import RequestMade

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_ASKED = "asked_at"
_LONGEST_ADDRESS = 500


class _Spider(Protocol):
    def note_request(self, request: Request, made: RequestMade) -> None: ...


class RequestLedger:
    """A downloader middleware next to the wire: behind it, bodies are unpacked and redirects are followed."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes its middlewares."""
        if getattr(crawler.spider, "keeper", None) is None:
            raise NotConfigured("nobody keeps what is asked (a crawl by hand)")
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Note when it was asked."""
        request.meta[_ASKED] = datetime.now(UTC)

    def process_response(self, request: Request, response: Response) -> Response:
        """Note an answer; pass it on as it is."""
        until = find_wait(response, datetime.now(UTC))
        asked = None if until is None else describe_wait(until)
        self._note(request, response.status, len(response.body), asked)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Note that there was no answer; what was never asked, for robots.txt, is no request."""
        if not isinstance(exception, IgnoreRequest):
            self._note(request, None, None, type(exception).__name__)

    def _note(self, request: Request, status: int | None, size: int | None, error: str | None) -> None:
        latency = request.meta.get("download_latency")
        made = RequestMade(
            asked_at=request.meta.get(_ASKED) or datetime.now(UTC),
            method=request.method,
            url=request.url[:_LONGEST_ADDRESS],
            status=status,
            size_bytes=size,
            milliseconds=None if latency is None or status is None else round(latency * 1000),
            error=error,
        )
        cast("_Spider", self._crawler.spider).note_request(request, made)
