"""Ask leave before each request: where many machines poll, a host may be another one's by now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

from scrapy import Request
from scrapy.exceptions import IgnoreRequest, NotConfigured

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Grant(Protocol):
    """The right to ask, as long as it lasts."""

    async def may_ask(self, portal: str) -> bool:
        """Whether a portal's host may be asked; waits while that is not known."""
        ...


class LeaveMiddleware:
    """A downloader middleware that lets a request wait, or drops it, as whoever keeps the readings says."""

    def __init__(self, crawler: Crawler, grant: Grant) -> None:
        self._crawler = crawler
        self._grant = grant

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes its middlewares."""
        grant: Grant | None = getattr(getattr(crawler.spider, "keeper", None), "grant", None)
        if grant is None:
            raise NotConfigured("nobody else polls")
        return cls(crawler, grant)

    async def process_request(self, request: Request) -> None:
        """Wait until its portal is ours to ask. Raises IgnoreRequest where another one has it."""
        portal = self._crawler.spider.find_portal(request)  # type: ignore[union-attr]
        if portal is not None and not await self._grant.may_ask(portal):
            raise IgnoreRequest(f"{portal} is polled by another worker by now")
