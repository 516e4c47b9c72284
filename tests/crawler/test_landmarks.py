"""A list that holds nothing is told from a page that is another one now, and a feed from no feed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from scrapy.http import Response

from crawler.page.landmarks import find_landmarks, is_still_there
from crawler.sources.errors import EmptySourceError, SourceError
from crawler.sources.feed import parse_feed
from crawler.sources.sitemap import parse_sitemap
from crawler.sources.wordpress import parse_wordpress
from storage.model import Entry
from tests.crawler.answers import SITE, answer, front

MENU = "".join(f'<a href="/{name}">{name}</a>' for name in ("conseil", "services", "contact", "plan", "fr"))
NEWS = '<li><a href="/news/{0}">Avis numero {0}</a> <a href="/rubrique/{0}">Rubrique</a></li>'


def known(*numbers: int) -> frozenset[str]:
    links = "".join(f'<a href="/news/{number}">x</a>' for number in numbers)
    return frozenset(find_landmarks(front(links), ()))


ENTRIES = known(1, 2)
LANDMARKS = find_landmarks(front(MENU + NEWS.format(1) + NEWS.format(2)), ENTRIES)

PAGES = {
    "the same, with nothing in it": (MENU, True),
    "it says so": (MENU + "<p>Aucune actualité</p>", True),
    "a known entry beside the list": (MENU + '<a href="/news/1">la une</a>', True),
    "one more in the menu": (MENU + '<a href="/emploi">Emploi</a>', True),
    "half of the menu": (MENU[: len(MENU) // 2], False),
    "another page": ('<a href="/a">A</a><a href="/b">B</a><a href="/c">C</a>', False),
    "the same frame around another list": (MENU + "".join(map(NEWS.format, (7, 8, 9))), False),
    "no links at all": ("<div id=root></div>", False),
}


@pytest.mark.parametrize("markup, expected", PAGES.values(), ids=PAGES)
def test_by_the_links_around_it(markup: str, expected: bool) -> None:
    assert is_still_there(LANDMARKS, front(markup), ENTRIES) is expected


def test_without_landmarks_nothing_is_said() -> None:
    assert not is_still_there(LANDMARKS[:2], front(MENU), ENTRIES)
    assert not is_still_there((), front(MENU), ENTRIES)


RSS = "<rss version='2.0'><channel><title>t</title>{}</channel></rss>"
MAP = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{}</urlset>"
Parse = Callable[[Response], list[Entry]]
SOURCES: dict[str, tuple[Parse, Response, Response]] = {
    "a feed": (
        parse_feed,
        answer(RSS.format("")),
        answer(RSS.format("<item><title>Avis</title></item>")),
    ),
    "the interface of WordPress": (
        parse_wordpress,
        answer("[]", kind="application/json"),
        answer('[{"title": "no address"}]', kind="application/json"),
    ),
    "a sitemap": (
        parse_sitemap,
        answer(MAP.format(""), f"{SITE}/sitemap.xml", "text/xml"),
        answer("<html></html>", f"{SITE}/sitemap.xml", "text/html"),
    ),
}


@pytest.mark.parametrize("parse, empty, other", SOURCES.values(), ids=SOURCES)
def test_an_empty_source_is_one_and_another_answer_is_not(
    parse: Parse, empty: Response, other: Response
) -> None:
    with pytest.raises(EmptySourceError):
        parse(empty)
    with pytest.raises(SourceError) as caught:
        parse(other)
    assert not isinstance(caught.value, EmptySourceError)
