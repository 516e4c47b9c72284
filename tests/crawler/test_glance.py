"""A list is what it was where its bytes are, whatever else changes on its page; never where a row does."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse, Response, XmlResponse

from crawler.addresses import canonical_address
from crawler.glance import is_as_it_was, mark_list
from storage.model import Source, SourceKind

HOME = "https://commune.example/actualites"
FEED = "https://commune.example/feed/"


def page(
    rows: str, *, above: str = "", below: str = "", menu: str = '<a href="/contact">Contact</a>'
) -> bytes:
    return (
        f"<html><body><p>{above}</p><nav><a href='/'>Accueil</a>{menu}</nav>"
        f"<ul>{rows}</ul><footer><a href=/mentions>Mentions</a> {below}</footer></body></html>"
    ).encode()


def row(number: int, title: str = "Avis", date: str = "01/02/2024") -> str:
    return f'<li>{date} <a href="/actualites/{number}">{title} {number}</a></li>'


ROWS = row(3) + row(2) + row(1)
KEYS = {canonical_address(f"https://commune.example/actualites/{number}") for number in (1, 2, 3)}
BEFORE = page(ROWS, above="08:15:01", below="1 203 visites")


def answer(body: bytes, status: int = 200) -> HtmlResponse:
    return HtmlResponse(HOME, status=status, body=body, encoding="utf-8")


def source_of(body: bytes) -> Source:
    known = Source(SourceKind.LISTING, HOME)
    return Source(SourceKind.LISTING, HOME, span=mark_list(known, answer(body), KEYS))


def card(number: int) -> str:
    """A row with a picture, a category and a link to an archive beside its title."""
    return (
        f'<li><a href="/images/{number}.jpg"><img></a><a href="/avis">Avis</a>'
        f'<a href="/actualites/{number}">Avis {number}</a><a href="/archives/2024/{number}">Archives</a></li>'
    )


CARDS = page(card(3) + card(2) + card(1))


@pytest.mark.parametrize(
    "rows", [card(4) + card(3) + card(2) + card(1), card(3) + card(2) + card(1) + card(0), row(4) + card(3)]
)
def test_a_row_of_many_links_is_seen(rows: str) -> None:
    assert is_as_it_was(source_of(CARDS), answer(CARDS))
    assert not is_as_it_was(source_of(CARDS), answer(page(rows)))


UNCHANGED = {
    "the very same page": BEFORE,
    "a clock above, a counter below": page(ROWS, above="09:40:55", below="1 204 visites"),
    "a menu that grew before its last link": page(
        ROWS, menu='<a href="/budget">Budget</a><a href="/contact">Contact</a>'
    ),
}
CHANGED = {
    "a row above the others": page(row(4) + ROWS),
    "a row below the others": page(ROWS + row(0)),
    "a row between": page(row(3) + row(9) + row(2) + row(1)),
    "a row that went": page(row(3) + row(1)),
    "another title": page(row(3) + row(2, "Avis rectifié") + row(1)),
    "another date in the first row": page(row(3, date="02/02/2024") + row(2) + row(1)),
    "the link before the list is gone": page(ROWS, menu=""),
    "an empty list": page(""),
    "a block page": b"<html><body>Access denied</body></html>",
    "nothing": b"",
}


@pytest.mark.parametrize("name", UNCHANGED)
def test_what_is_not_the_list_may_change(name: str) -> None:
    assert is_as_it_was(source_of(BEFORE), answer(UNCHANGED[name]))


@pytest.mark.parametrize("name", CHANGED)
def test_a_change_of_the_list_is_never_overlooked(name: str) -> None:
    assert not is_as_it_was(source_of(BEFORE), answer(CHANGED[name]))


def test_another_status_is_another_answer() -> None:
    assert not is_as_it_was(source_of(BEFORE), answer(BEFORE, 404))


def test_a_source_that_was_never_marked_is_read() -> None:
    assert not is_as_it_was(Source(SourceKind.LISTING, HOME), answer(BEFORE))


NOT_MARKED = {
    "links that a script follows": page(ROWS.replace('href="/actualites/2"', 'href="#" onclick="open(2)"')),
    "no row": page(""),
}


@pytest.mark.parametrize("name", NOT_MARKED)
def test_a_list_that_is_not_certain_is_not_marked(name: str) -> None:
    assert source_of(NOT_MARKED[name]).span is None


def test_a_list_alone_on_its_page_reaches_to_the_ends() -> None:
    body = f"<ul>{ROWS}</ul>".encode()
    alone = source_of(body)
    assert is_as_it_was(alone, answer(body))
    assert not is_as_it_was(alone, answer(body + b"!"))


def feed(items: str, built: str) -> bytes:
    return f"<rss><channel><lastBuildDate>{built}</lastBuildDate>{items}</channel></rss>".encode()


@pytest.mark.parametrize(
    ("items", "same"), [("<item><guid>1</guid></item>", True), ("<item><guid>2</guid></item>", False)]
)
def test_of_a_feed_only_its_items_count(items: str, same: bool) -> None:
    known = Source(SourceKind.FEED, FEED)
    first = XmlResponse(FEED, body=feed("<item><guid>1</guid></item>", "Mon"))
    marked = Source(SourceKind.FEED, FEED, span=mark_list(known, first, {"1"}))
    assert is_as_it_was(marked, XmlResponse(FEED, body=feed(items, "Tue"))) is same


def test_other_sources_are_taken_whole() -> None:
    known = Source(SourceKind.WORDPRESS, FEED)
    marked = Source(SourceKind.WORDPRESS, FEED, span=mark_list(known, Response(FEED, body=b"[1]"), {"1"}))
    assert is_as_it_was(marked, Response(FEED, body=b"[1]"))
    assert not is_as_it_was(marked, Response(FEED, body=b"[2]"))
