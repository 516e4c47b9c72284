"""Saved pages: the text as a browser would show it, and the address that a page states."""

from __future__ import annotations

import gzip

import pytest

from crawler.page.tree import page_root
from crawler.saved import NOWHERE, find_list, parse_saved
from crawler.sources.errors import SourceError

TITLE = "بلاغ بشأن انعقاد الدورة العادية لشهر فبراير"
PAGE = f"<!DOCTYPE html><html><head>{{head}}<title>{TITLE}</title></head><body><h1>{TITLE}</h1></body></html>"
DECLARED = PAGE.format(head='<meta charset="{}">')

ENCODED = {
    "UTF-8, declared": DECLARED.format("utf-8").encode(),
    "UTF-8, not declared": PAGE.format(head="").encode(),
    "UTF-8, with a byte order mark and a wrong declaration": DECLARED.format("cp1252").encode("utf-8-sig"),
    "UTF-16, with a byte order mark": PAGE.format(head="").encode("utf-16"),
    "windows-1256, declared": DECLARED.format("windows-1256").encode("cp1256"),
    "windows-1256, declared in the old way": PAGE.format(
        head='<meta http-equiv="Content-Type" content="text/html; charset=windows-1256">'
    ).encode("cp1256"),
    "windows-1256, not declared": PAGE.format(head="").encode("cp1256"),
    "gzip, as check keeps it": gzip.compress(DECLARED.format("utf-8").encode()),
}


@pytest.mark.parametrize("body", ENCODED.values(), ids=ENCODED)
def test_the_text_is_what_a_browser_shows(body: bytes) -> None:
    page = parse_saved(body, "page.html")
    assert [heading.text for heading in page_root(page).iter("h1")] == [TITLE]


CANONICAL = '<link rel="canonical" href="https://commune.ma/ar/7">'
BASE = '<base href="https://commune.ma/ar/">'
SAVED = "<!-- saved from url=(0023)https://commune.ma/page -->"
ADDRESSES = {
    "canonical": (CANONICAL, "https://commune.ma/ar/7"),
    "canonical before base": (BASE + CANONICAL, "https://commune.ma/ar/7"),
    "base": (BASE, "https://commune.ma/ar/"),
    "as a browser noted it": (SAVED + BASE, "https://commune.ma/page"),
    "a relative canonical tells nothing": ('<link rel="canonical" href="/ar/7">', NOWHERE),
    "a file's address tells nothing": ('<base href="file:///home/a/">', NOWHERE),
    "nothing at all": ("", NOWHERE),
    "links without a host": ('<a href="/a">a</a><a href="https://www.facebook.com/c">f</a>', NOWHERE),
    "the host of most links": (
        '<a href="https://commune.ma/a">a</a><a href="https://commune.ma/b">b</a><a href="/c">c</a>',
        "https://commune.ma/",
    ),
    "no host that can be read": ('<a href="http://[::1">a</a><a href="b">b</a>', NOWHERE),
}


@pytest.mark.parametrize("markup, url", ADDRESSES.values(), ids=ADDRESSES)
def test_the_address_that_a_page_states(markup: str, url: str) -> None:
    body = f"<html><head>{markup}</head><body><p>x</p></body></html>".encode()
    assert parse_saved(body, "page.html").url == url
    assert parse_saved(body, "page.html", "https://other.ma/x").url == "https://other.ma/x"


NO_PAGES = {
    "empty": (b"", "is empty"),
    "white space": (b" \n", "is empty"),
    "a PDF": (b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj", "is no page but a binary file"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is no page but a binary file"),
    "some bytes": (bytes(range(256)), "is no page but a binary file"),
    "broken gzip": (b"\x1f\x8b\x08broken", "is no gzip that can be unpacked"),
    "too much": (b"a" * (20 * 1024 * 1024 + 1), "is larger than the 20 MB that are read"),
}


@pytest.mark.parametrize("body, why", NO_PAGES.values(), ids=NO_PAGES)
def test_what_is_no_page_is_named(body: bytes, why: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse_saved(body, "page.html")
    assert caught.value.why == f"page.html {why}"


def test_a_stray_control_character_does_not_make_a_file_binary() -> None:
    assert parse_saved(b"<h1>a\0b</h1>" + b"<p>text</p>" * 50, "page.html").body


FEED = f"""<?xml version="1.0" encoding="windows-1256"?><rss version="2.0"><channel><title>t</title><item>
<title>{TITLE}</title><link>https://commune.ma/1</link>
<pubDate>Mon, 12 Feb 2024 10:00:00 +0100</pubDate></item>
</channel></rss>"""


def test_a_saved_feed_is_a_list_too() -> None:
    found = find_list(parse_saved(FEED.encode("cp1256"), "feed.xml"))
    assert found is not None
    assert [(one.title, one.published) for one in found.entries] == [(TITLE, "2024-02-12T10:00+01:00")]


def test_a_page_without_a_list() -> None:
    assert find_list(parse_saved(PAGE.format(head="").encode(), "page.html")) is None
