# ruff: noqa: E501  (markup reads better unbroken)
"""Controls that load more, and their answers: pieces of markup, bare or in JSON."""

from __future__ import annotations

import json

import pytest
from scrapy.http import HtmlResponse, TextResponse

from crawler.listing.pager import find_hop, find_last_page
from crawler.sources import find_next, parse_source
from storage.model import ListingKeys, Source, SourceKind
from tests.crawler.markups import make_page

URL = "http://c.ma/ar/news"
ROWS = "".join(
    f"<li class=row><a href='/ar/news/{n}-name'>بلاغ رقم {n} حول السوق الأسبوعي</a> <time>{n}/03/2024</time></li>"
    for n in range(1, 6)
)
STATED = ListingKeys(entry="ul.list > li.row", title="a", date="time", address=r"/ar/news/\d+-[^/]+$")


def source(keys: ListingKeys = STATED) -> Source:
    return Source(SourceKind.LISTING, URL, keys)


def page(control: str) -> HtmlResponse:
    return make_page(f"<html><body><ul class=list>{ROWS}</ul>{control}</body></html>", URL)


def following(response: TextResponse, number: int = 1) -> str | None:
    found = find_next(source(), response, number)
    return found.url if found else None


CONTROLS = {
    "button": ("<button data-url='/ar/news/more?page=2'>عرض المزيد</button>", "/ar/news/more?page=2"),
    "link without an address": ("<a href='#' data-next='?page=2'>Voir plus</a>", "/ar/news?page=2"),
    "by its class": ("<div class='btn load-more' data-href='/ajax/2'><i></i></div>", "/ajax/2"),
    "htmx": ("<button hx-get='/ar/news?page=2' hx-target='#l'>Charger plus</button>", "/ar/news?page=2"),
    "htmx, when it is seen": (
        "<div hx-get='/ar/news?page=2' hx-trigger='revealed'></div>",
        "/ar/news?page=2",
    ),
    "Alpine, when it is seen": (
        "<div x-data x-intersect.once='append($el)' data-next='/ar/news/2'><i>…</i></div>",
        "/ar/news/2",
    ),
    "number beside the address": ("<button data-url='/more' data-page='1'>المزيد</button>", "/more?page=2"),
    "place for the number": ("<button data-url='/more/{page}'>Load more</button>", "/more/2"),
}


@pytest.mark.parametrize("control, address", CONTROLS.values(), ids=CONTROLS)
def test_controls_that_load_more(control: str, address: str) -> None:
    assert following(page(control)) == f"http://c.ma{address}"


NONE = {
    "another site": "<button data-url='http://share.com/more'>عرض المزيد</button>",
    "greyed out": "<button disabled data-url='/more?page=2'>عرض المزيد</button>",
    "this page, to be shared": f"<button class=more-btn data-url='{URL}'>المزيد</button>",
    "one on each row": "<a class=more data-href='/ar/news/1-name'>المزيد</a><a class=more data-href='/ar/news/2-name'>المزيد</a>",
    "something else that is loaded when seen": "<div hx-get='/weather' hx-trigger='revealed'></div>",
    "an address for something else": "<div class=map data-url='/map.json'>الخريطة</div>",
}


@pytest.mark.parametrize("control", NONE.values(), ids=NONE)
def test_controls_that_do_not(control: str) -> None:
    assert following(page(control)) is None


def fragment(body: str, url: str = "http://c.ma/ar/news/more?page=2") -> HtmlResponse:
    return HtmlResponse(url, body=body.encode(), encoding="utf-8")


def data(**values: object) -> TextResponse:
    body = json.dumps(values).encode()
    return TextResponse("http://c.ma/ar/news/more?page=2", body=body, encoding="utf-8")


@pytest.mark.parametrize(
    "keys",
    [STATED, ListingKeys(address=STATED.address), ListingKeys()],
    ids=["selectors", "address", "nothing"],
)
@pytest.mark.parametrize(
    "answer",
    [fragment(ROWS), data(ok=1, html=ROWS), data(d={"view": ROWS, "css": ".x"})],
    ids=["bare", "JSON", "within JSON"],
)
def test_fragments_are_read_as_the_list(answer: TextResponse, keys: ListingKeys) -> None:
    entries = parse_source(source(keys), answer)
    assert [(entry.url, entry.published) for entry in entries] == [
        (f"http://c.ma/ar/news/{n}-name", f"2024-03-0{n}") for n in range(1, 6)
    ]


AFTER = {
    "control in it": (fragment(f"{ROWS}<button data-url='/x?after=7'>المزيد</button>"), "http://c.ma/x?after=7"),
    "named beside it": (data(html=ROWS, next_page_url="http://c.ma/m?page=3"), "http://c.ma/m?page=3"),
    "named, none": (data(html=ROWS, next_page_url=None), None),
    "no more": (data(html=ROWS, has_more=False), None),
    "last of the pages": (data(html=ROWS, current_page=2, last_page=2), None),
    "one of the pages": (data(html=ROWS, current_page=2, last_page=3), "http://c.ma/ar/news/more?page=3"),
    "counted on": (fragment(ROWS), "http://c.ma/ar/news/more?page=3"),
    "counted on in the path": (fragment(ROWS, "http://c.ma/more/2/"), "http://c.ma/more/3/"),
    "counted to its end": (fragment(""), None),
    "JSON, counted to its end": (data(html=""), None),
    "nothing to count": (fragment(ROWS, "http://c.ma/more?after=77"), None),
}  # fmt: skip


@pytest.mark.parametrize("answer, url", AFTER.values(), ids=AFTER)
def test_what_comes_after_a_fragment(answer: TextResponse, url: str | None) -> None:
    assert following(answer, 2) == url


def pager(*numbers: int, here: int) -> HtmlResponse:
    links = (f"<b>{n}</b>" if n == here else f"<a href='?debut={n}'>{n}</a>" for n in numbers)
    return page(f"<p>{' | '.join(links)}</p>")


def test_a_pager_that_counts_entries() -> None:
    assert following(pager(0, 8, 16, 24, here=0), 1) == f"{URL}?debut=8"
    assert following(pager(0, 8, 16, 24, here=8), 2) == f"{URL}?debut=16"
    assert following(pager(0, 8, 16, here=16), 3) is None


LAST = {
    "numbers": ("<p><b>1</b> <a href='?p=2'>2</a> <a href='?p=3'>3</a> … <a href='?p=20'>20</a></p>", 1, 20),
    "the last page": ("<p><a href='?p=1'>1</a> <a href='?p=2'>2</a> <b>3</b></p>", 3, 3),
    "no pager": ("", 1, None),
    "a part of it": (
        "<form><p><b>1</b> <a href=\"javascript:__doPostBack('g','Page$2')\">2</a> <a href=\"javascript:__doPostBack('g','Page$3')\">...</a></p></form>",
        1,
        None,
    ),
}


@pytest.mark.parametrize("control, here, last", LAST.values(), ids=LAST)
def test_the_last_page(control: str, here: int, last: int | None) -> None:
    assert find_last_page(page(control), here) == last


def test_the_longest_leap_is_taken_and_no_longer_one() -> None:
    numbered = page("<p><b>1</b> <a href='?p=2'>2</a> <a href='?p=3'>3</a> <a href='?p=20'>20</a></p>")
    leaps = {wanted: find_hop(numbered, 1, wanted) for wanted in (2, 15, 20, 30)}
    assert {wanted: hop and hop[0] for wanted, hop in leaps.items()} == {2: 2, 15: 3, 20: 20, 30: 20}
    assert find_hop(numbered, 20, 30) is None
