"""Keep the answers of a crawl for whoever records its pages: an extension for Scrapy's settings to name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy import Request, signals
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

#: What Scrapy's settings say where pages are to be kept.
EXTENSION = {"crawler.contract.keeper.PageKeeper": 500}


class PageKeeper:
    """Gives each answer to the crawl's keeper: `pages`, a list for each portal's id."""

    def __init__(self, pages: dict[str, list[Response]]) -> None:
        self.pages = pages

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes its extensions."""
        pages = getattr(getattr(crawler.spider, "keeper", None), "pages", None)
        if pages is None:
            raise NotConfigured("nobody asked for the pages")
        extension = cls(pages)
        crawler.signals.connect(extension.keep, signals.response_received)
        return extension

    def keep(self, response: Response, request: Request) -> None:
        """Keep one answer, redirects followed and unpacked; robots.txt belongs to no portal."""
        visit = request.meta.get("visit")
        if visit is not None:
            self.pages.setdefault(visit.plan.portal, []).append(response)
