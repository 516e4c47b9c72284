"""Feeds, interfaces and sitemaps: entries, or a sentence that says why there are none."""

from __future__ import annotations

from collections.abc import Callable

from scrapy.http import Response

from crawler.sources import find_last_page, find_next, parse_source
from crawler.sources.errors import SourceError
from crawler.sources.sitemap import parse_robots, parse_sitemap_index
from storage.model import Entry, Source, SourceKind
from tests.crawler.answers import answer
from tests.fuzz.checks.pages import check_entries
from tests.fuzz.text import SMALL, read_answer

FEED, SITEMAP = "https://commune.ma/feed/", "https://commune.ma/sitemap.xml"


def check_feed(example: bytes) -> None:
    kind, body = read_answer(example)
    for source in (SourceKind.FEED, SourceKind.WORDPRESS, SourceKind.EMBEDDED):
        _check(Source(source, FEED), lambda: answer(body, FEED, kind))


def check_sitemap(example: bytes) -> None:
    kind, body = read_answer(example)
    _check(Source(SourceKind.SITEMAP, SITEMAP), lambda: answer(body, SITEMAP, kind))
    try:
        places = [
            *parse_sitemap_index(answer(body, SITEMAP, kind)),
            *parse_robots(answer(body, SITEMAP, kind)),
        ]
    except SourceError as error:
        _check_sentence(error)
        return
    for place in places:
        assert place.lower().startswith(("http://", "https://")), f"a sitemap without an address: {place!r}"


def _check(source: Source, make: Callable[[], Response]) -> None:
    response = make()
    found = _parse(source, response)
    if len(response.body) <= SMALL:
        assert found == _parse(source, make()), "other entries at the second look: "
    if isinstance(found, list):
        check_entries(found)
        keys = [entry.key for entry in found]
        assert len(keys) == len(set(keys)), f"an address twice: {keys}"
        _page(source, response)


def _parse(source: Source, response: Response) -> list[Entry] | str:
    try:
        return parse_source(source, response)
    except SourceError as error:
        return _check_sentence(error)


def _page(source: Source, response: Response) -> None:
    try:
        found = find_next(source, response, 1)
        find_last_page(source, response, 1)
    except SourceError as error:
        _check_sentence(error)
        return
    if found is not None:
        assert found.url.lower().startswith("http"), f"a next page without an address: {found}"


def _check_sentence(error: SourceError) -> str:
    said = str(error)
    assert said.strip() and "Traceback" not in said, f"a refusal without words: {said!r}"
    return said
