"""An archive on PostgreSQL with many small portals, for tests and measurements of many workers."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg

from storage import portals
from storage.database import Store
from storage.model import PortalDefinition, Source, SourceKind, SourcesFound
from storage.shards import find_shard
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


class Archive:
    """The archive, and what is read of it beside the workers."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.address = url.replace("+psycopg", "")

    def ask(self, query: str, *values: object) -> list[tuple[object, ...]]:
        with psycopg.connect(self.address, autocommit=True) as connection:
            cursor = connection.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    def count(self, query: str) -> float:
        return float(str(self.ask(query)[0][0] or 0))

    def multiply(self, count: int) -> None:
        """Copy the rows of the first portal for all others."""
        names = [
            (name_portal(number), name_host(number), find_shard(name_host(number)), number)
            for number in range(1, count)
        ]
        with psycopg.connect(self.address) as connection:
            connection.execute("create temp table other (id text, host text, shard int, number int)")
            with connection.cursor().copy("copy other from stdin") as copy:
                for row in names:
                    copy.write_row(row)
            for statement in list_copies(connection, name_host(0)):
                connection.execute(statement)
        self.ask("analyze")


def list_copies(connection: psycopg.Connection[tuple[Any, ...]], first: str) -> Iterator[str]:
    """The statements by which the rows of the first portal become rows of all others."""
    own = {"portal": "other.id", "shard": "other.shard"}
    for table in ("portals", "hosts", "sources", "articles", "revisions", "entries", "events"):
        rows: list[tuple[Any, ...]] = connection.execute(
            "select column_name, data_type, column_default from information_schema.columns"
            " where table_schema = 'public' and table_name = %s order by ordinal_position",
            (table,),
        ).fetchall()
        columns, values = list[str](), list[str]()
        for name, kind, default in (tuple(map(str, row)) for row in rows):
            if table != "articles" and default.startswith("nextval"):
                continue
            columns.append(f'"{name}"')
            values.append(own.get(name) or make_value(table, name, kind, first))
        yield (
            f"insert into {table} ({', '.join(columns)}) select {', '.join(values)}"
            f" from {table} as one cross join other order by other.number"
        )
    yield "select setval('articles_id_seq', (select max(id) from articles))"


def make_value(table: str, name: str, kind: str, first: str) -> str:
    if table == "portals" and name == "id":
        return "other.id"
    if (table == "articles" and name in ("id", "cluster")) or name == "article":
        return f'one."{name}" + other.number * 1000'
    if table == "events" and name == "key":
        return "one.key || '/' || other.number"
    if name in ("sort", "amended"):
        return "null"
    text = f"replace(one.\"{name}\"::text, '{first}', other.host)"
    return {"text": text, "character varying": text, "json": f"{text}::json"}.get(kind, f'one."{name}"')
