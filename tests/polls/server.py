"""The portals' server, in a process of its own: each portal has a loopback address, all have one port.

    python -m tests.polls.server PORTALS [--no-validators] [--answer-ms 2]

Its port is printed. It counts what it is asked for and whether two requests to one address overlap; an
answer takes a while, or none would. On 127.0.0.1 `/counts` gives the counts since it was last asked, and
`/publish/N` gives each of the first N portals a new item.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import resource
import sys
from collections import Counter
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import count
from typing import cast

from tests.polls.pages import Pages

LIST = "/actualites/"
CONTROL = "127.0.0.1"
_ROBOTS = b"User-agent: *\nDisallow: /admin/\n"


def address(portal: int) -> str:
    """The loopback address of a portal, numbered from 0."""
    return f"127.0.{1 + portal // 250}.{1 + portal % 250}"


def list_url(portal: int, port: int) -> str:
    """The address of a portal's list of news."""
    return f"http://{address(portal)}:{port}{LIST}"


class Site:
    """What is answered, and what was asked."""

    def __init__(self, portals: int, has_validators: bool) -> None:
        self.numbers = {address(one): one for one in range(portals)}
        self.pages = Pages(datetime.now(UTC).date())
        self.has_validators = has_validators
        self.counts: Counter[str] = Counter()
        self.asking: Counter[str] = Counter()  #: requests to each address that are not answered yet
        self._visits = count(1)
        self._packed: dict[tuple[int, str, int], bytes] = {}
        self._begun = datetime.now(UTC)

    def answer(self, host: str, path: str, headers: dict[str, str]) -> bytes:
        """The whole answer to one request."""
        portal = self.numbers.get(host)
        if host == CONTROL:
            return _respond(200, json.dumps(self._control(path)).encode())
        if portal is None:
            return _respond(404, b"")
        self.counts["requests"] += 1
        answer = self._answer_portal(portal, path, headers)
        self.counts["bytes"] += len(answer)
        return answer

    def _answer_portal(self, portal: int, path: str, headers: dict[str, str]) -> bytes:
        if path == "/robots.txt":
            self.counts["robots"] += 1
            return _respond(200, _ROBOTS, {"Content-Type": "text/plain"})
        item = path.removeprefix(LIST).strip("/")
        if not path.startswith(LIST) or (item and not item.isdecimal()):
            return _respond(404, b"")
        version = self.pages.last_item(portal)
        sent = self._validators(portal, path, version) if self.has_validators else {}
        if sent and headers.get("if-none-match") == sent["ETag"]:
            self.counts["not_modified"] += 1
            return _respond(304, None, sent)
        sent |= {"Content-Type": "text/html; charset=utf-8"}
        if "gzip" in headers.get("accept-encoding", ""):
            return _respond(200, self._pack(portal, path, item, version), sent | {"Content-Encoding": "gzip"})
        return _respond(200, self._write(portal, item), sent)

    def _write(self, portal: int, item: str) -> bytes:
        if item:
            return self.pages.write_article(portal, int(item)).encode()
        visits = None if self.has_validators else next(self._visits)
        return self.pages.write_list(portal, visits).encode()

    def _pack(self, portal: int, path: str, item: str, version: int) -> bytes:
        key = (portal, path, version)
        if not self.has_validators:
            return gzip.compress(self._write(portal, item), 1)
        if key not in self._packed:
            self._packed[key] = gzip.compress(self._write(portal, item), 1)
        return self._packed[key]

    def _validators(self, portal: int, path: str, version: int) -> dict[str, str]:
        tag = sha256(f"{portal}{path}{version if path == LIST else ''}".encode()).hexdigest()[:16]
        day = self.pages.day(version)
        modified = datetime(day.year, day.month, day.day, tzinfo=UTC)
        return {"ETag": f'"{tag}"', "Last-Modified": f"{modified:%a, %d %b %Y %H:%M:%S} GMT"}

    def _control(self, path: str) -> dict[str, object]:
        if path.startswith("/publish/"):
            for portal in range(int(path.rpartition("/")[2])):
                self.pages.more[portal] = self.pages.more.get(portal, 0) + 1
        counts, self.counts = dict(self.counts), Counter()
        return {"counts": counts, "more": self.pages.more, "today": self.pages.today.isoformat()}


class Connection(asyncio.Protocol):
    """Requests over one connection, one after the other."""

    def __init__(self, site: Site, answer_seconds: float) -> None:
        self._site, self._seconds, self._read = site, answer_seconds, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._host: str = transport.get_extra_info("sockname")[0]
        self._site.counts["connections"] += self._host != CONTROL

    def data_received(self, data: bytes) -> None:
        self._read += data
        while b"\r\n\r\n" in self._read:
            head, _, self._read = self._read.partition(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").split("\r\n")
            parts = (line.partition(":") for line in lines)
            headers = {name.lower(): value.strip() for name, _, value in parts}
            site = self._site
            site.counts["overlaps"] += site.asking[self._host] > 0 and self._host != CONTROL
            site.asking[self._host] += 1
            answer = site.answer(self._host, first.split(" ")[1], headers)
            asyncio.get_running_loop().call_later(self._seconds, self._send, answer)

    def _send(self, answer: bytes) -> None:
        self._site.asking[self._host] -= 1
        self._transport.write(answer)


def _respond(status: int, body: bytes | None, headers: dict[str, str] | None = None) -> bytes:
    lines = [f"HTTP/1.1 {status} -", f"Date: {datetime.now(UTC):%a, %d %b %Y %H:%M:%S} GMT"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    lines += [] if body is None else [f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


def read_pages(told: dict[str, object]) -> Pages:
    """The pages as a server's answer tells that they are now."""
    pages = Pages(date.fromisoformat(str(told["today"])))
    more = cast(dict[str, int], told["more"])
    pages.more = {int(portal): items for portal, items in more.items()}
    return pages


async def serve(portals: int, has_validators: bool, answer_seconds: float) -> None:
    """Serve until killed."""
    site = Site(portals, has_validators)
    hosts = [CONTROL, *site.numbers]
    loop = asyncio.get_running_loop()

    def connect() -> Connection:
        return Connection(site, answer_seconds)

    first = await loop.create_server(connect, CONTROL, 0)
    port: int = first.sockets[0].getsockname()[1]
    others = [await loop.create_server(connect, host, port) for host in hosts[1:]]
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    await asyncio.gather(*(server.serve_forever() for server in (first, *others)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("portals", type=int)
    parser.add_argument("--no-validators", action="store_true")
    parser.add_argument("--answer-ms", type=float, default=2.0)
    asked = parser.parse_args()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    asyncio.run(serve(asked.portals, not asked.no_validators, asked.answer_ms / 1000))


if __name__ == "__main__":
    main()
