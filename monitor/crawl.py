"""Run the spider over poll plans, on Twisted's reactor, in this process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Mapping, Sequence
from importlib import import_module
from typing import Any, TypeVar

from scrapy.crawler import Crawler
from scrapy.settings import Settings as ScrapySettings
from scrapy.utils.reactor import install_reactor

from crawler.network import PublicOnlyResolver
from crawler.politeness.hosts import Hosts, Manners, name_host
from crawler.politeness.round import Round
from crawler.spider import Complete, PortalSpider
from monitor.decide import Decider, Keeper
from storage.model import PollPlan

_T = TypeVar("_T")


def run_on_reactor(work: Coroutine[Any, Any, _T], *, allow_private: bool) -> _T:
    """Run the reactor until `work` is done, once in a process; gives what it gives, raises what it raises."""
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    # Imported late: only now is it the right one. Its interface, as mypy knows it, lacks half of what it has.
    reactor: Any = import_module("twisted.internet.reactor")
    outcome: dict[str, Any] = {}

    async def finish() -> None:
        try:
            outcome["value"] = await work
        except BaseException as error:  # noqa: BLE001 - raised again below, out of the reactor
            outcome["error"] = error
        reactor.stop()

    PublicOnlyResolver(reactor, allow_private).install_on_reactor()
    reactor.callWhenRunning(lambda: asyncio.ensure_future(finish()))
    try:
        reactor.run(installSignalHandlers=False)
    except KeyboardInterrupt:
        reactor.fireSystemEvent("shutdown")  # or its threads keep the process from ending
        raise
    if "error" in outcome:
        raise outcome["error"]
    value: _T = outcome["value"]
    return value


async def crawl(
    plans: Sequence[PollPlan],
    keeper: Keeper,
    scrapy_settings: Mapping[str, Any],
    hosts: Hosts | None = None,
) -> None:
    """Read the portals of these plans in one crawl; the keeper keeps what was read.

    `hosts` knows how each is to be asked, for all crawls of this process; without it, this one is alone.
    """
    for name in ("scrapy", "twisted", "crawler", "portal"):
        logging.getLogger(name).setLevel(logging.ERROR)
    # Not by a runner, which would make a second copy of the settings for each crawl.
    crawler = Crawler(PortalSpider, ScrapySettings(dict(scrapy_settings)))
    asked = Round(hosts or Hosts(Manners.from_settings(scrapy_settings)))
    await asked.begin(name_host(plan.definition.url) for plan in plans)
    try:
        await crawler.crawl_async(plans=plans, keeper=keeper, complete=_find_complete(keeper), round=asked)
    finally:
        await asked.end()


def _find_complete(keeper: Keeper) -> Complete | None:
    """Plans for a glance are filled in by who keeps the archive; others are not given any."""
    if not isinstance(keeper, Decider):
        return None

    async def complete(plan: PollPlan) -> PollPlan:
        return await asyncio.to_thread(keeper.complete, plan)

    return complete
