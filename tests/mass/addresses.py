"""What readers and programs ask of a site over a large archive: each sort of address, and some of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy import Connection

from storage.database import open_store

#: Addresses of one sort that are asked one after the other.
SOME = 10
_COMMON, _PREFIX, _FRENCH = quote("جماعة"), quote("است*"), "conseil"


@dataclass(frozen=True, slots=True)
class Asked:
    """A sort of addresses."""

    name: str
    paths: Sequence[str]


def list_addresses(url: str) -> list[Asked]:
    """The pages, feeds and calls that are asked of the archive at this database address."""
    store = open_store(url)
    with store.read() as connection:
        told = _Archive(connection)
    store.close()
    return [*_list_pages(told), *_list_feeds(told), *_list_calls(told)]


class _Archive:
    """What the addresses are made of."""

    def __init__(self, connection: Connection) -> None:
        def ask(query: str) -> list[int | str]:
            return [row[0] for row in connection.exec_driver_sql(query)]

        self.portals = ask(f"select id from portals order by id limit {SOME}")
        self.edited = ask(f"select article from events where type = 'edited' order by id limit {SOME}")
        last = int(ask("select max(id) from articles")[0])
        self.articles = [last * place // SOME + 1 for place in range(SOME)]
        middle = self.articles[SOME // 2]
        self.middle = ask(f"select sort from articles where id = {middle}")[0]
        self.event = ask("select max(id) from events")[0]


def _list_pages(told: _Archive) -> Iterator[Asked]:
    yield Asked("today", ["/"])
    yield Asked("today, far back", [f"/?before={told.middle}"])
    yield Asked("today, of a rare kind", ["/?kind=budget"])
    yield Asked("portals", ["/portals"])
    yield Asked("portal", [f"/portals/{one}" for one in told.portals])
    yield Asked("article", [f"/articles/{one}" for one in told.articles])
    yield Asked("article, two versions", [f"/articles/{one}?from=1" for one in told.edited])
    yield Asked("search, a common word", [f"/search?q={_COMMON}", f"/search?q={_FRENCH}"])
    yield Asked("search, the best first", [f"/search?q={_COMMON}&order=best"])
    yield Asked("search, a beginning", [f"/search?q={_PREFIX}"])
    yield Asked("search, conditions", [f"/search?q={_COMMON}&kind=tender&since=2023-01-01&until=2024-12-31"])
    yield Asked("search in a portal", [f"/search?q={_COMMON}&portal={one}" for one in told.portals])
    yield Asked("record", ["/record?year=2025"])
    yield Asked("record of a portal", [f"/record/{one}?year=2025" for one in told.portals])
    yield Asked("health", ["/health"])
    yield Asked("statistics", ["/statistics"])
    yield Asked("statistics by month", ["/statistics?by=month"])


def _list_feeds(told: _Archive) -> Iterator[Asked]:
    yield Asked("feed of everything", ["/feeds/all.atom", "/feeds/all.json"])
    yield Asked("feed of a portal", [f"/feeds/portals/{one}.atom" for one in told.portals])
    yield Asked("feed of a common kind", ["/feeds/kinds/news.atom"])
    yield Asked("feed of a rare kind", ["/feeds/kinds/budget.atom"])
    yield Asked("feed of a search", [f"/feeds/search.atom?q={_COMMON}"])


def _list_calls(told: _Archive) -> Iterator[Asked]:
    yield Asked("api/articles", ["/api/v1/articles"])
    yield Asked("api/articles, far back", [f"/api/v1/articles?before={told.middle}"])
    yield Asked("api/articles of a portal", [f"/api/v1/articles?portal={one}" for one in told.portals])
    yield Asked("api/articles of a rare kind", ["/api/v1/articles?kind=budget"])
    yield Asked("api/article", [f"/api/v1/articles/{one}" for one in told.articles])
    yield Asked("api/revisions", [f"/api/v1/articles/{one}/revisions" for one in told.edited])
    yield Asked("api/diff", [f"/api/v1/articles/{one}/diff" for one in told.edited])
    yield Asked("api/events, the last 100", [f"/api/v1/events?after={int(told.event) - 100}"])
    yield Asked("api/events, from the middle", [f"/api/v1/events?after={int(told.event) // 2}"])
    yield Asked("api/search", [f"/api/v1/search?q={_COMMON}"])
    yield Asked("api/portals", ["/api/v1/portals"])
    yield Asked("api/health", ["/api/v1/health"])
    yield Asked("api/portal", [f"/api/v1/portals/{one}" for one in told.portals])
    yield Asked("api/statistics", ["/api/v1/statistics"])
    yield Asked("api/record", [f"/api/v1/portals/{one}/record?year=2025" for one in told.portals])
