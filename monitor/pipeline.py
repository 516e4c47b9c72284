"""The item pipeline that Scrapy's settings name: each reading is decided on, one after the other.

`monitor.crawl` gives the spider a keeper; in a crawl by hand there is none, and the pipeline stays off.
(Not through the settings: Scrapy copies those deeply, and the copy would keep what nobody reads.)
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import DropItem, NotConfigured

from monitor.decide import Decider, Keeper
from storage.model import BalaghError, PollUnchanged, Reading

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

#: Polls that brought nothing are kept so many at a time, and no later than after so many seconds.
MOST_GATHERED = 100
LONGEST_SECONDS = 1.0


class DecidePipeline:
    """Hands readings to whoever keeps them, off the reactor's thread."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper
        self._gathered: list[PollUnchanged] = []
        self._waiting: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy makes its pipelines."""
        keeper: Keeper | None = getattr(crawler.spider, "keeper", None)
        if keeper is None:
            raise NotConfigured("nobody asked for the readings to be kept (a crawl by hand)")
        return cls(keeper)

    async def process_item(self, item: Reading | PollUnchanged) -> Reading | PollUnchanged:
        """Decide on one reading; after one that could not be kept, the rest is left for the next poll."""
        if item.portal in self.keeper.failures:
            raise DropItem(f"{item.portal}: left for the next poll")
        if isinstance(item, PollUnchanged):
            await self._gather(item)
            return item
        try:
            await asyncio.to_thread(self.keeper.record, item)
        except BalaghError as error:
            self.keeper.failures[item.portal] = str(error)
            raise DropItem(f"{item.portal}: {error}") from error
        return item

    async def close_spider(self) -> None:
        """Keep what is gathered."""
        if self._waiting is not None:
            self._waiting.cancel()
        await self._keep_gathered()

    async def _gather(self, poll: PollUnchanged) -> None:
        """Hold a poll that brought nothing until there are many: each commit waits for the disk."""
        self._gathered.append(poll)
        if len(self._gathered) >= MOST_GATHERED:
            await self._keep_gathered()
        elif self._waiting is None or self._waiting.done():
            self._waiting = asyncio.create_task(self._keep_soon())

    async def _keep_soon(self) -> None:
        await asyncio.sleep(LONGEST_SECONDS)
        await self._keep_gathered()

    async def _keep_gathered(self) -> None:
        polls, self._gathered = self._gathered, []
        if not polls:
            return
        assert isinstance(self.keeper, Decider)  # nobody else makes plans for a glance
        try:
            await asyncio.to_thread(self.keeper.record_unchanged, polls)
        except BalaghError as error:
            self.keeper.failures |= {one.portal: str(error) for one in polls}
