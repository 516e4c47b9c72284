"""The item pipeline that Scrapy's settings name: each reading is decided on, one after the other.

`monitor.crawl` gives the spider a keeper; in a crawl by hand there is none, and the pipeline stays off.
(Not through the settings: Scrapy copies those deeply, and the copy would keep what nobody reads.)
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import DropItem, NotConfigured

from monitor.decide import Decider, Keeper
from storage.model import BalaghError, PollUnchanged, Reading

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

#: Polls that brought nothing are kept so many at a time, and no later than after so many seconds.
MOST_GATHERED = 100
LONGEST_SECONDS = 1.0


class DecidePipeline:
    """Hands readings to whoever keeps them, off the reactor's thread."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper
        self._gathered: list[PollUnchanged] = []
        self._enough = asyncio.Event()  #: so many that they are kept at once
        self._keeping: asyncio.Task[None] | None = None

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
            self._gather(item)
            return item
        try:
            await asyncio.to_thread(self.keeper.record, item)
        except Exception as error:
            self._note_failure([item.portal], error)
            raise DropItem(f"{item.portal}: {error}") from error
        return item

    async def close_spider(self) -> None:
        """Keep what is gathered."""
        self._enough.set()
        if self._keeping is not None:
            await self._keeping

    def _gather(self, poll: PollUnchanged) -> None:
        """Hold a poll that brought nothing until there are many: each commit waits for the disk."""
        self._gathered.append(poll)
        if len(self._gathered) >= MOST_GATHERED:
            self._enough.set()
        if self._keeping is None or self._keeping.done():
            self._keeping = asyncio.create_task(self._keep_gathered())

    async def _keep_gathered(self) -> None:
        """Keep what is gathered, and what is while that is written."""
        while self._gathered:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._enough.wait(), LONGEST_SECONDS)
            self._enough.clear()
            polls, self._gathered = self._gathered, []
            assert isinstance(self.keeper, Decider)  # nobody else makes plans for a glance
            try:
                await asyncio.to_thread(self.keeper.record_unchanged, polls)
            except Exception as error:  # noqa: BLE001 - as above
                self._note_failure([one.portal for one in polls], error)

    def _note_failure(self, portals: list[str], error: Exception) -> None:
        """Keep why nothing more is kept of them: without it they would be asked again at once."""
        why = str(error)
        if not isinstance(error, BalaghError):
            logger.error("what was read could not be kept, a fault of Balagh's own", exc_info=error)
            why = f"{type(error).__name__}: {error} (a fault of Balagh's own)"
        self.keeper.failures |= dict.fromkeys(portals, why)
