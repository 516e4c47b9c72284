"""Thousands of small portals at addresses of their own (127.x.y.z), played by one process that logs who asks.

`python -m tests.hosts LOG` prints its port. Each host has a feed, `/feed`, with validators, and its articles;
`/-/publish` on any host adds one to it. Each answer takes a moment, so that two at once would be seen.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import formatdate
from itertools import pairwise
from pathlib import Path
from typing import IO

ANSWER_SECONDS = 0.02
#: The first number of all addresses, and the first one of their second numbers.
NETWORK = (127, 1)


@dataclass(frozen=True)
class Asked:
    """One request as the server saw it; instants are its clock's."""

    host: str
    path: str
    status: int
    began: float
    ended: float


def name_host(number: int) -> str:
    """The address of a host."""
    first, second = NETWORK
    return f"{first}.{second + number // 62_500}.{number // 250 % 250}.{1 + number % 250}"


class Hosts:
    """The server, in this process."""

    def __init__(self, log: IO[str]) -> None:
        self._log = log
        self._articles: defaultdict[str, int] = defaultdict(lambda: 1)

    async def serve(self) -> None:
        """Answer until killed."""
        server = await asyncio.start_server(self._talk, "0.0.0.0", 0, backlog=4096)
        sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
        sys.stdout.flush()
        async with server:
            await server.serve_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await reader.readuntil(b"\r\n\r\n"):
                began = time.time()
                first, *lines = request.decode("latin-1").split("\r\n")
                headers = {
                    name.lower(): value.strip() for name, _, value in (one.partition(":") for one in lines)
                }
                path, host = first.split()[1], headers["host"]
                status, head, body = self._answer(path, host, headers.get("if-none-match"))
                await asyncio.sleep(0 if path.startswith("/-/") else ANSWER_SECONDS)
                said = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n{head}\r\n".encode() + body
                self._note(Asked(host.partition(":")[0], path, status, began, time.time()))
                writer.write(said)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _note(self, asked: Asked) -> None:
        self._log.write(json.dumps(list(vars(asked).values())) + "\n")
        self._log.flush()

    def _answer(self, path: str, host: str, tag: str | None) -> tuple[int, str, bytes]:
        if path == "/-/publish":
            self._articles[host] += 1
            return 200, "", b""
        if path == "/feed":
            count = self._articles[host]
            if tag == f'"{count}"':
                return 304, f'ETag: "{count}"\r\n', b""
            return 200, f'ETag: "{count}"\r\nContent-Type: application/rss+xml\r\n', _write_feed(host, count)
        number = path.removeprefix("/a/")
        if not number.isdigit():
            return 404, "Content-Type: text/html\r\n", b"nothing here"
        return 200, "Content-Type: text/html; charset=utf-8\r\n", _write_article(host, number)


def _write_feed(host: str, count: int) -> bytes:
    items = "".join(
        f"<item><title>Avis numéro {one} de {host}</title><link>http://{host}/a/{one}</link>"
        f"<pubDate>{formatdate(1_760_000_000 + 3600 * one)}</pubDate></item>"
        for one in range(count, max(0, count - 20), -1)
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>C</title>{items}</channel></rss>'.encode()
    )


def _write_article(host: str, number: str) -> bytes:
    text = f"Le conseil communal de {host} tient sa séance numéro {number} dans la salle des réunions. " * 5
    title = f"Avis numéro {number} de {host}"
    return (
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>".encode()
    )


@dataclass(frozen=True)
class Running:
    """The server in a process of its own."""

    port: int
    log: Path

    def url(self, number: int) -> str:
        """The feed of a host."""
        return f"http://{name_host(number)}:{self.port}/feed"

    def list_asked(self) -> list[Asked]:
        """What was asked until now, in the order of the answers."""
        lines = self.log.read_text().split("\n")[:-1]
        return [one for one in (Asked(*json.loads(line)) for line in lines) if not one.path.startswith("/-/")]


def list_overlaps(asked: list[Asked]) -> list[tuple[Asked, Asked]]:
    """Requests to one host of which one began before the one before it had ended."""
    by_host: defaultdict[str, list[Asked]] = defaultdict(list)
    for one in sorted(asked, key=lambda one: one.began):
        by_host[one.host].append(one)
    pairs = (pair for ours in by_host.values() for pair in pairwise(ours))
    return [(first, second) for first, second in pairs if second.began < first.ended]


@contextmanager
def running(log: Path) -> Iterator[Running]:
    """The server, until the end of the block."""
    command = [sys.executable, "-m", "tests.hosts", str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Running(int(process.stdout.readline()), log)
        finally:
            process.kill()


if __name__ == "__main__":
    with Path(sys.argv[1]).open("a") as log:
        asyncio.run(Hosts(log).serve())
