"""The item pipeline that Scrapy's settings name: each reading is decided on, one after the other.

`monitor.crawl` gives the spider a keeper; in a crawl by hand there is none, and the pipeline stays off.
(Not through the settings: Scrapy copies those deeply, and the copy would keep what nobody reads.)
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import DropItem, NotConfigured

from monitor.decide import Keeper
from storage.model import BalaghError, Reading

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class DecidePipeline:
    """Hands readings to whoever keeps them, off the reactor's thread."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes its pipelines."""
        keeper: Keeper | None = getattr(crawler.spider, "keeper", None)
        if keeper is None:
            raise NotConfigured("nobody asked for the readings to be kept (a crawl by hand)")
        return cls(keeper)

    async def process_item(self, item: Reading) -> Reading:
        """Decide on one reading; after one that could not be kept, the rest is left for the next poll."""
        if item.portal in self.keeper.failures:
            raise DropItem(f"{item.portal}: left for the next poll")
        try:
            await asyncio.to_thread(self.keeper.record, item)
        except BalaghError as error:
            self.keeper.failures[item.portal] = str(error)
            raise DropItem(f"{item.portal}: {error}") from error
        return item
