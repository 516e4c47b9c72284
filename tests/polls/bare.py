"""A bare Scrapy spider with parsel over the same lists: asks with validators, takes the rows of what is new.

    python -m tests.polls.bare PORT PORTALS ROUNDS CHANGED --state FILE [--cold] [--handler CLASS]

Resident: first round, unchanged ones and a changed one in one process, a crawl each; the validators are left
in the file. `--cold`: one crawl with the validators that stand there; who starts the process measures it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.utils.reactor import install_reactor

from tests.polls.measuring import Meter, publish
from tests.polls.server import list_url

SETTINGS: dict[str, Any] = {
    "TELNETCONSOLE_ENABLED": False,
    "LOG_LEVEL": "ERROR",
    "HTTPERROR_ALLOWED_CODES": [304],
    "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
}

Known = dict[str, dict[str, Any]]  #: of each address: the headers to ask with, and the rows that were seen


class ListSpider(Spider):
    """Asks for each list once."""

    name = "list"

    def __init__(self, urls: list[str], known: Known, found: list[str], **more: Any) -> None:
        super().__init__(**more)
        self.urls, self.known, self.found = urls, known, found

    async def start(self) -> AsyncIterator[Request]:
        for url in self.urls:
            yield Request(url, headers=self.known.get(url, {}).get("headers"), dont_filter=True)

    def parse(self, response: Response) -> Iterator[dict[str, str | None]]:
        if response.status == 304:
            return
        before = self.known.get(response.url)
        seen = set(before["rows"]) if before else set()
        kept = self.known[response.url] = {"headers": _validators(response), "rows": sorted(seen)}
        for row in response.css("ul.news li.item"):
            address = response.urljoin(row.css("h3 a::attr(href)").get() or "")
            if address not in seen:
                kept["rows"].append(address)
                if before:
                    self.found.append(address)
                title, day = row.css("h3 a::text").get(), row.css(".date::text").get()
                yield {"address": address, "title": title, "date": day}


def _validators(response: Response) -> dict[str, str]:
    pairs = (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified"))
    sent = {asked: response.headers.get(given) for asked, given in pairs}
    return {name: value.decode() for name, value in sent.items() if value is not None}


class Rounds:
    """One crawl for each round."""

    def __init__(self, port: int, portals: int, state: Path, handler: str | None) -> None:
        self._port, self._state = port, state
        self._urls = [list_url(number, port) for number in range(portals)]
        self._settings = SETTINGS | ({"DOWNLOAD_HANDLERS": {"http": handler}} if handler else {})
        self._known: Known = {}

    async def play(self, rounds: int, changed: int) -> None:
        """The resident spider."""
        for what in ["first", *["unchanged"] * rounds, "changed"]:
            if what == "changed":
                publish(self._port, changed)
            meter, found = Meter(self._port), list[str]()
            meter.start()
            await self._crawl(found)
            meter.stop(what, len(self._urls), len(found))
        self._state.write_text(json.dumps(self._known), encoding="utf-8")

    async def play_cold(self) -> None:
        """One round after a start, with what was known before."""
        self._known = json.loads(self._state.read_text(encoding="utf-8"))
        await self._crawl([])

    async def _crawl(self, found: list[str]) -> None:
        runner = AsyncCrawlerRunner(Settings(self._settings))
        await runner.crawl(ListSpider, urls=self._urls, known=self._known, found=found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for word in ("port", "portals", "rounds", "changed"):
        parser.add_argument(word, type=int)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--cold", action="store_true")
    parser.add_argument("--handler")
    asked = parser.parse_args()
    install_reactor(SETTINGS["TWISTED_REACTOR"])
    reactor: Any = import_module("twisted.internet.reactor")
    rounds = Rounds(asked.port, asked.portals, asked.state, asked.handler)
    failures: list[BaseException] = []

    async def run() -> None:
        try:
            await (rounds.play_cold() if asked.cold else rounds.play(asked.rounds, asked.changed))
        except BaseException as error:  # noqa: BLE001 - raised below, out of the reactor
            failures.append(error)
        reactor.stop()

    reactor.callWhenRunning(lambda: asyncio.ensure_future(run()))
    reactor.run()
    if failures:
        raise failures[0]


if __name__ == "__main__":
    main()
