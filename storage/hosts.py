"""Hosts: how each is to be asked, kept for whoever asks it next, whichever process or machine that is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.model import Host, HostAsked, Robots, Wait
from storage.tables import hosts

#: Hosts that are asked for in one statement: an engine takes no more than some ten thousands.
MOST_NAMES = 1_000


def list_hosts(connection: Connection, names: Collection[str] | None = None) -> list[Host]:
    """What is known of these hosts, or of all by name."""
    query = select(hosts).order_by(hosts.c.name)
    if names is None:
        return _read_hosts(connection, query)
    left = iter(names)
    found: list[Host] = []
    while some := list(islice(left, MOST_NAMES)):
        found += _read_hosts(connection, query.where(hosts.c.name.in_(some)))
    return found


def _read_hosts(connection: Connection, query: Select[Any]) -> list[Host]:
    rows = connection.execute(query).mappings().all()
    asked = _list_last_asked(connection, {row["address"] for row in rows if row["address"]})
    return [_host(row, asked.get(row["address"])) for row in rows]


def list_waiting(connection: Connection, now: datetime) -> dict[str, Wait]:
    """The hosts that are not to be asked now, with the reason."""
    query = select(hosts.c.name, hosts.c.wait_until, hosts.c.wait_why).where(hosts.c.wait_until > now)
    return {name: Wait(until, why) for name, until, why in connection.execute(query)}


def list_failing(connection: Connection) -> dict[str, tuple[int, datetime]]:
    """The hosts that do not answer: how many crawls in a row, and when the last of them ended."""
    query = select(hosts.c.name, hosts.c.failures, hosts.c.failed_at).where(hosts.c.failures > 0)
    return {name: (failures, at) for name, failures, at in connection.execute(query)}


def find_last_asked(connection: Connection, address: str) -> datetime | None:
    """When any host at an address was asked last."""
    return _list_last_asked(connection, [address]).get(address)


def record_hosts(connection: Connection, asked: Sequence[HostAsked]) -> None:
    """Keep what was learned of hosts; what another process learned meanwhile stays."""
    kept = {one.name: one for one in list_hosts(connection, [news.name for news in asked])}
    rows = [_row(merge(kept.get(news.name) or Host(news.name), news)) for news in asked]
    engine = sqlite if connection.dialect.name == "sqlite" else postgresql
    if not rows:
        return
    added = engine.insert(hosts)
    changed = {name: added.excluded[name] for name in rows[0] if name != "name"}
    connection.execute(added.on_conflict_do_update(index_elements=["name"], set_=changed), rows)


def merge(host: Host, news: HostAsked) -> Host:
    """What is known of a host with what was learned since (pure)."""
    asked = [at for at in (host.asked_at, news.asked_at) if at is not None]
    host = replace(host, address=news.address or host.address, asked_at=max(asked, default=None))
    if news.robots is not None:
        host = replace(host, robots=news.robots, crawl_delay=news.crawl_delay, robots_failing_since=None)
    if news.robots_failed_at is not None:
        since = host.robots_failing_since or news.robots_failed_at
        host = replace(host, robots_failing_since=since)
    if news.wait is not None and (host.wait is None or host.wait.until < news.wait.until):
        host = replace(host, wait=news.wait)
    if news.is_answering is not None:
        failures = 0 if news.is_answering else host.failures + 1
        host = replace(host, failures=failures, failed_at=None if news.is_answering else host.asked_at)
    if news.day:
        before = host.requests if host.day == news.day else 0
        host = replace(host, day=news.day, requests=before + news.requests)
    return host


def _list_last_asked(connection: Connection, addresses: Iterable[str]) -> dict[str, datetime]:
    query = select(hosts.c.address, func.max(hosts.c.asked_at)).group_by(hosts.c.address)
    left, found = iter(addresses), dict[str, datetime]()
    while some := list(islice(left, MOST_NAMES)):
        chosen = hosts.c.address.in_(some) & hosts.c.asked_at.is_not(None)
        found |= {address: at for address, at in connection.execute(query.where(chosen))}
    return found


def _row(host: Host) -> dict[str, object]:
    robots, wait = host.robots, host.wait
    return {
        "name": host.name,
        "address": host.address,
        "robots": robots and robots.text,
        "robots_status": robots and robots.status,
        "robots_said": robots and robots.said,
        "robots_at": robots and robots.fetched_at,
        "robots_failing_since": host.robots_failing_since,
        "crawl_delay": host.crawl_delay,
        "asked_at": host.asked_at,
        "wait_until": wait and wait.until,
        "wait_why": wait and wait.why,
        "failures": host.failures,
        "failed_at": host.failed_at,
        "day": host.day,
        "requests": host.requests,
    }


def _host(row: RowMapping, address_asked_at: datetime | None) -> Host:
    robots = row["robots_at"] and Robots(
        row["robots"], row["robots_status"], row["robots_said"], row["robots_at"]
    )
    return Host(
        name=row["name"],
        address=row["address"],
        robots=robots,
        robots_failing_since=row["robots_failing_since"],
        crawl_delay=row["crawl_delay"],
        asked_at=row["asked_at"],
        address_asked_at=address_asked_at,
        wait=row["wait_until"] and Wait(row["wait_until"], row["wait_why"]),
        failures=row["failures"],
        failed_at=row["failed_at"],
        day=row["day"],
        requests=row["requests"],
    )
