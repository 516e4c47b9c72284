"""`balagh health --hosts`: how each host is asked, and what it asks of us."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime
from typing import Any

from cli.assembly import House
from cli.output import print_json, print_table, say
from storage.hosts import list_hosts
from storage.model import Host
from storage.requests import list_requests


def print_hosts(house: House, as_json: bool) -> None:
    """One line for each host that was ever asked; sums are those of the ledger."""
    now, per_day = datetime.now(UTC), house.settings.requests_of_a_day
    with house.store.read() as connection:
        hosts = list_hosts(connection)
        sums = _sum_up(connection)
    rows = [_make_row(host, sums[host.name], per_day, now) for host in hosts]
    for row in rows if as_json else []:
        print_json(row)
    if rows and not as_json:
        print_table(list(rows[0]), [list(row.values()) for row in rows])
    elif not rows:
        say("nothing was asked yet; `balagh poll` asks")


def _sum_up(connection: Any) -> dict[str, Counter[str]]:
    from crawler.politeness.hosts import name_host
    from crawler.politeness.middleware import NOT_ASKED

    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for _, made in list_requests(connection):
        of_host = sums[name_host(made.url)]
        if made.error == NOT_ASKED:
            of_host["refused"] += 1
            continue
        of_host["requests"] += 1
        of_host["bytes"] += made.size_bytes or 0
        of_host["not_modified"] += made.status == 304
        of_host["busy"] += made.status in (429, 503)
    return sums


def _make_row(host: Host, sums: Counter[str], per_day: int | None, now: datetime) -> dict[str, Any]:
    is_waiting = host.wait is not None and host.wait.until > now
    return {
        "host": host.name,
        "address": host.address,
        "requests": sums["requests"],
        "not_modified": sums["not_modified"],
        "bytes": sums["bytes"],
        "refused": sums["refused"],
        "busy": sums["busy"],
        "today": host.requests if host.day == f"{now:%Y-%m-%d}" else 0,
        "per_day": per_day,
        "robots": _describe_robots(host),
        "crawl_delay": host.crawl_delay,
        "failures": host.failures,
        "wait_until": host.wait.until.isoformat() if host.wait and is_waiting else None,
        "why": host.wait.why if host.wait and is_waiting else None,
    }


def _describe_robots(host: Host) -> str | None:
    if host.robots_failing_since is not None:
        return f"cannot be read since {host.robots_failing_since:%Y-%m-%d %H:%M} UTC"
    return host.robots.said if host.robots else None
