"""Many sites on a few addresses of this machine, and a log of each request with its times."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

Answer = tuple[int, dict[str, str], bytes]
ENDLESS = b"*"  #: a body without an end
NEVER = -1  #: a status that is not sent: the connection stays open, and silent

TEXT = "User-agent: *\nDisallow:\n"


@dataclass
class Asked:
    """One request, as the server saw it."""

    address: str
    port: int  #: of several addresses, two may have the same
    path: str
    agent: str
    begun: float
    ended: float = 0.0
    status: int = 0

    @property
    def place(self) -> tuple[str, int]:
        return self.address, self.port


@dataclass
class House:
    """A site of one list, in which each address may be told to answer otherwise."""

    address: str
    port: int
    items: int = 3
    robots: str = TEXT
    answers: dict[str, Answer] = field(default_factory=dict)  #: by path, in place of what is there

    @property
    def id(self) -> str:
        return f"p{self.address.rpartition('.')[2]}-{self.port}"

    @property
    def place(self) -> tuple[str, int]:
        return self.address, self.port

    @property
    def url(self) -> str:
        return f"http://{self.address}:{self.port}/"

    def describe(self, folder: Path) -> None:
        """Write a definition that leaves nothing to be looked for."""
        folder.mkdir(exist_ok=True)
        text = f'url = "{self.url}"\n[[sources]]\nkind = "feed"\nurl = "/feed.xml"\n'
        (folder / f"{self.id}.toml").write_text(text, encoding="utf-8")

    @property
    def name(self) -> str:
        return f"{self.address}:{self.port}"

    def answer(self, path: str) -> Answer:
        if path in self.answers:
            return self.answers[path]
        if path == "/robots.txt":
            return 200, {"Content-Type": "text/plain"}, self.robots.encode()
        if path == "/":
            return 200, {"Content-Type": "text/html"}, b"<html><title>Commune</title><h1>Commune</h1>"
        if path == "/feed.xml":
            return 200, {"Content-Type": "application/rss+xml"}, self._feed().encode()
        if path.startswith(("/news/", "/private/")):
            body = f"<html><title>Avis {path}</title><h1>Avis {path}</h1><p>{'Texte. ' * 60}</p></html>"
            return 200, {"Content-Type": "text/html"}, body.encode()
        return 404, {"Content-Type": "text/html"}, b"<html><title>404</title>"

    def _feed(self) -> str:
        items = "".join(
            f"<item><title>Avis {number} de la commune</title>"
            f"<pubDate>{number:02d} Nov 2026 09:00:00 +0000</pubDate>"
            f"<link>http://{self.name}{self.link(number)}</link></item>"
            for number in range(self.items, 0, -1)
        )
        return f"<rss version='2.0'><channel><title>Commune</title>{items}</channel></rss>"

    def link(self, number: int) -> str:
        return f"/{'private' if number == 2 else 'news'}/{number}"


class Town:
    """The houses, and what was asked of them."""

    def __init__(self) -> None:
        self.houses: dict[tuple[str, int], House] = {}
        self.log: list[Asked] = []
        self._loop = asyncio.new_event_loop()
        self._servers: list[asyncio.Server] = []

    def build(self, address: str = "127.0.0.1", **more: object) -> House:
        """One more house."""
        return asyncio.run_coroutine_threadsafe(self._build(address, more), self._loop).result(10)

    async def _build(self, address: str, more: dict[str, object]) -> House:
        server = await asyncio.start_server(self._talk, address, 0)
        self._servers.append(server)
        port: int = server.sockets[0].getsockname()[1]
        house = House(address, port, **more)  # type: ignore[arg-type]
        self.houses[address, port] = house
        return house

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        address, port = writer.get_extra_info("sockname")[:2]
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                agent = next(line for line in head.splitlines() if line.lower().startswith("user-agent:"))
                asked = Asked(address, port, head.split()[1], agent, time.monotonic())
                self.log.append(asked)
                answer = self.houses[address, port].answer(asked.path)
                asked.status = answer[0]
                await self._answer(answer, writer, asked)
        writer.close()

    async def _answer(self, answer: Answer, writer: asyncio.StreamWriter, asked: Asked) -> None:
        status, headers, body = answer
        if status == NEVER:
            await asyncio.sleep(60)
        length = {} if body == ENDLESS else {"Content-Length": str(len(body))}
        lines = [f"{name}: {value}\r\n" for name, value in (headers | length).items()]
        writer.write(f"HTTP/1.1 {status} So\r\n{''.join(lines)}\r\n".encode("latin-1"))
        while body == ENDLESS:
            writer.write(b"# and so on\n" * 1_000)
            await writer.drain()
        await asyncio.sleep(0.01)  # so that two at once would be seen
        asked.ended = time.monotonic()  # before whoever asked can know of it
        writer.write(body)
        await writer.drain()

    def paths(self, house: House | None = None) -> list[str]:
        """What a house, or any, was asked for, in this order."""
        return [one.path for one in self.log if house is None or one.place == house.place]

    def find_shortest_pause(self, key: Callable[[Asked], object], house: House | None = None) -> float:
        """Seconds between the end of an answer and the next request to the same; below 0: two at once."""
        last: dict[object, float] = {}
        pauses = []
        for one in sorted(self.log, key=lambda asked: asked.begun):
            if house is not None and one.place != house.place:
                continue
            if key(one) in last:
                pauses.append(one.begun - last[key(one)])
            last[key(one)] = one.ended or float("inf")
        return min(pauses)


@contextmanager
def a_town() -> Iterator[Town]:
    """A town until the end, in a thread of its own."""
    town = Town()
    thread = threading.Thread(target=town._loop.run_forever)
    thread.start()
    try:
        yield town
    finally:

        async def end() -> None:
            for server in town._servers:
                server.close()
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(end(), town._loop).result(10)
        town._loop.call_soon_threadsafe(town._loop.stop)
        thread.join()
        town._loop.close()
