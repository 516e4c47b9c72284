"""The item pipeline that Scrapy's settings name: each reading is decided on, one after the other.

`monitor.crawl` puts a Decider under BALAGH_DECIDER. In a crawl by hand there is none: the pipeline stays off.
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

    def __init__(self, decider: Keeper) -> None:
        self.decider = decider

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes its pipelines."""
        decider = crawler.settings.get("BALAGH_DECIDER")
        if decider is None:
            raise NotConfigured("nobody asked for the readings to be kept (a crawl by hand)")
        return cls(decider)

    async def process_item(self, item: Reading) -> Reading:
        """Decide on one reading; after one that could not be kept, the rest is left for the next poll."""
        if item.portal in self.decider.failures:
            raise DropItem(f"{item.portal}: left for the next poll")
        try:
            await asyncio.to_thread(self.decider.record, item)
        except BalaghError as error:
            self.decider.failures[item.portal] = str(error)
            raise DropItem(f"{item.portal}: {error}") from error
        return item
