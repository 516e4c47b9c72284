"""A bare aiohttp poller over the same lists: asks with validators, takes the rows of what is new with parsel.

python -m tests.polls.plain PORT PORTALS ROUNDS CHANGED
"""

from __future__ import annotations

import argparse
import asyncio

from aiohttp import ClientSession, TCPConnector
from parsel import Selector

from tests.polls.measuring import Meter, publish
from tests.polls.server import list_url

AT_ONCE = 16


class Poller:
    """One client for all rounds."""

    def __init__(self, session: ClientSession) -> None:
        self._session, self._gate = session, asyncio.Semaphore(AT_ONCE)
        self._headers: dict[str, dict[str, str]] = {}
        self._rows: dict[str, set[str]] = {}

    async def poll(self, url: str) -> int:
        """How many rows of a list are new."""
        async with self._gate, self._session.get(url, headers=self._headers.get(url)) as answer:
            body = await answer.read()
            sent = (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified"))
            given = answer.headers
            self._headers[url] = {ask: given[name] for ask, name in sent if name in given}
        if answer.status == 304:
            return 0
        links = Selector(text=body.decode()).css("ul.news li.item h3 a::attr(href)")
        rows, before = set(links.getall()), self._rows.get(url)
        self._rows[url] = rows | (before or set())
        return len(rows - before) if before is not None else 0


async def play(port: int, portals: int, rounds: int, changed: int) -> None:
    """First round, unchanged ones, a changed one."""
    urls = [list_url(number, port) for number in range(portals)]
    # As many connections are kept as there are portals, as the other programs may.
    async with ClientSession(connector=TCPConnector(limit=0)) as session:
        poller, meter = Poller(session), Meter(port)
        for what in ["first", *["unchanged"] * rounds, "changed"]:
            if what == "changed":
                publish(port, changed)
            meter.start()
            found = sum(await asyncio.gather(*map(poller.poll, urls)))
            meter.stop(what, portals, found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for word in ("port", "portals", "rounds", "changed"):
        parser.add_argument(word, type=int)
    asked = parser.parse_args()
    asyncio.run(play(asked.port, asked.portals, asked.rounds, asked.changed))


if __name__ == "__main__":
    main()
