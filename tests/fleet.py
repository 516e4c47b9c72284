"""An archive on PostgreSQL with many small portals, for tests and measurements of many workers."""

from __future__ import annotations

import urllib.request
from datetime import UTC, datetime

from storage import portals
from storage.database import Store
from storage.model import PortalDefinition, Source, SourceKind, SourcesFound
from tests.hosts import Running, name_host


def add_portals(store: Store, server: Running, count: int) -> None:
    """Watch so many of the server's hosts; their first polls are their baselines."""
    now = datetime.now(UTC)
    for first in range(0, count, 1000):
        with store.write() as connection:
            for number in range(first, min(first + 1000, count)):
                url, portal = server.url(number), name_portal(number)
                portals.insert_portal(connection, portal, PortalDefinition(url=url), now)
                feed = (Source(SourceKind.FEED, url),)
                portals.record_found(
                    connection, SourcesFound(portal=portal, platform="generic", sources=feed)
                )


def name_portal(number: int) -> str:
    return f"p{number:05}"


def publish(server: Running, number: int) -> None:
    """One article more on a host."""
    # Not by the host's own address: that one is to be asked by nobody but the workers.
    address = f"http://127.0.0.1:{server.port}/-/publish"
    request = urllib.request.Request(address, headers={"Host": f"{name_host(number)}:{server.port}"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    opener.open(request, timeout=30).close()
