"""Read portals by their definitions without an archive: none is opened or made."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.progress import Progress

from cli.output import messages
from storage.model import PollPlan, PollPostponed, PollRead, PortalError, Reading

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawler.politeness.hosts import Hosts
    from settings import Settings

PROGRESS_SECONDS = 0.2


class Gathered:
    """The readings of each portal and, where they are wanted, the answers they were made from."""

    def __init__(self, *, with_pages: bool = False) -> None:
        self.failures: dict[str, str] = {}
        self.readings: dict[str, list[Reading]] = {}
        self.pages: dict[str, list[Response]] | None = {} if with_pages else None
        self.ended = 0  #: portals whose poll is over

    def record(self, reading: Reading) -> None:
        """Hold one reading."""
        self.readings.setdefault(reading.portal, []).append(reading)
        self.ended += isinstance(reading, PollRead | PollPostponed)

    def last(self, portal_id: str) -> PollRead:
        """How a portal's poll ended. Raises PortalError where it ended without a word."""
        readings = self.readings.get(portal_id)
        if readings and isinstance(readings[-1], PollPostponed):
            raise PortalError(readings[-1].why)
        if not readings or not isinstance(readings[-1], PollRead):
            raise PortalError(f"{portal_id}: the poll ended without a word; run it again")
        return readings[-1]


def read_settings() -> Settings:
    """The settings in force. Raises UsageError."""
    from settings import load_settings

    return load_settings(os.environ)


def list_offered(settings: Settings) -> Mapping[str, Path]:
    """The file of each definition, shipped or the user's own. Raises ConfigurationError."""
    from crawler.definitions import SHIPPED, list_definitions

    return list_definitions([SHIPPED, settings.portals])


def read_portals(settings: Settings, plans: Sequence[PollPlan], *, with_pages: bool = False) -> Gathered:
    """What the spider reads after these plans, kept in memory only; once in a process."""
    from monitor.crawl import run_on_reactor

    gathered = Gathered(with_pages=with_pages)
    if plans:
        run_on_reactor(_crawl(settings, plans, gathered), allow_private=settings.allow_private)
    return gathered


def lend_hosts(settings: Settings) -> Hosts:
    """How hosts are to be asked, by the archive's word where there is an archive already."""
    from crawler.network import look_up
    from crawler.politeness.hosts import Hosts, Manners
    from monitor.hosts import LentBook
    from storage.database import find_store

    store = find_store(settings.database_url)
    manners = Manners(settings.delay_seconds, settings.requests_of_a_day)
    return Hosts(manners, LentBook(store) if store else None, look_up)


async def _crawl(settings: Settings, plans: Sequence[PollPlan], gathered: Gathered) -> None:
    from crawler.contract.keeper import EXTENSION
    from monitor.crawl import crawl
    from settings import scrapy_settings

    chosen = scrapy_settings(settings) | ({} if gathered.pages is None else {"EXTENSIONS": EXTENSION})
    with Progress(console=messages, transient=True, disable=not messages.is_terminal) as progress:
        task = progress.add_task("reading", total=len(plans))
        work = asyncio.ensure_future(crawl(plans, gathered, chosen, lend_hosts(settings)))
        while not work.done():
            await asyncio.wait([work], timeout=PROGRESS_SECONDS)
            progress.update(task, completed=gathered.ended)
        await work
