"""A walk back that is killed on the way, and what is left of it: shared by the tests and `bench/backfill`."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from crawler.addresses import canonical_address
from simulator import Portal
from simulator.exchange import Request, Response
from simulator.site import Site
from tests.conftest import Command


@dataclass
class AskedPages:
    """How often each page was asked for, forms told apart by what they ask; without robots.txt."""

    counts: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def read_key(url: str) -> str:
    """An address as articles are told apart by it, without what only counts visitors."""
    return canonical_address(url).partition("?utm_")[0]


def count_asked(portal: Portal) -> AskedPages:
    """Count at the server what is asked from now on: method, address, and which page a form asks for."""
    asked, answer = AskedPages(), portal.kind.answer

    def answer_and_count(site: Site, request: Request) -> Response:
        if request.path == "/robots.txt":
            return answer(site, request)
        argument = request.form.get("__EVENTARGUMENT", "") if request.method == "POST" else ""
        asked.counts[f"{request.method} {request.target} {argument}".strip()] += 1
        return answer(site, request)

    portal.kind.answer = answer_and_count  # type: ignore[method-assign]
    return asked


def kill_after(balagh: Command, asked: AskedPages, requests: int, *words: str) -> bool:
    """Start a command and kill it (SIGKILL) after so many requests; False if it came to its end before."""
    before = asked.total
    with balagh.start(*words) as process:
        while process.poll() is None and asked.total - before < requests:
            time.sleep(0.002)
        ended = process.poll() is not None
        process.kill()
        process.communicate()
    return not ended


@dataclass(frozen=True)
class Finished:
    """A walk back that was killed on the way and brought to its end."""

    kills: int
    row: dict[str, Any]  #: what the last run printed
    asked: AskedPages
    seconds: float


def walk_back_killed(
    balagh: Command, portal: Portal, portal_id: str, kills: int, requests: int, chance: random.Random
) -> Finished:
    """Walk back, killed so often, each time after a random number of requests around `requests`."""
    asked, start, killed = count_asked(portal), time.monotonic(), 0
    for _ in range(kills):
        after = chance.randint(requests * 2 // 3, requests * 4 // 3)
        killed += kill_after(balagh, asked, after, "backfill", portal_id)
    done = balagh.run("backfill", portal_id, "--json", timeout=3_600)
    assert done.returncode == 0, done.stderr
    return Finished(killed, json.loads(done.stdout), asked, time.monotonic() - start)
