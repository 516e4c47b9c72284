# ruff: noqa: E501  (documents read better unbroken)
"""Sitemaps: of each kind the addresses, of each fault a sentence, of a million addresses the first."""

from __future__ import annotations

import gzip
import subprocess
import sys
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.http import Response

from crawler.sources.errors import SourceError
from crawler.sources.sitemap import (
    MOST_ENTRIES,
    find_addresses,
    find_next,
    parse_robots,
    parse_sitemap,
    parse_sitemap_index,
)
from crawler.sources.sitemapxml import read_sitemap
from tests.crawler.answers import SITE, Row, answer, front, packed, refusal, rows

URL = f"{SITE}/sitemap.xml"
SPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:video="http://www.google.com/schemas/sitemap-video/1.1"'


def sitemap(body: str | bytes, kind: str = "application/xml", url: str = URL) -> Response:
    return answer(body, url, kind)


def urlset(*urls: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {SPACES}>'
        + "".join(f"<url>{url}</url>" for url in urls)
        + "</urlset>\n"
    )


def index(*names: str) -> str:
    return (
        f"<sitemapindex {SPACES}>"
        + "".join(f"<sitemap>{name}</sitemap>" for name in names)
        + "</sitemapindex>"
    )


def loc(path: str) -> str:
    return f"<loc>{SITE}{path}</loc>"


NEWS = (
    f"<image:image><image:loc>{SITE}/i.jpg</image:loc><image:title>صورة</image:title></image:image>{loc('/a/1')}<lastmod>2025-01-01</lastmod>"
    "<news:news><news:publication><news:name>جماعة</news:name></news:publication>"
    "<news:publication_date>2024-02-12T09:30:00Z</news:publication_date><news:title>بلاغ &amp;amp; إعلان</news:title></news:news>"
    "<video:video><video:publication_date>2020-01-01</video:publication_date></video:video>"
)
KINDS: dict[str, tuple[str | bytes, list[Row]]] = {
    "addresses": (urlset(loc("/b"), loc("/a"), loc("/b/")), [("/b", "", None), ("/a", "", None)]),
    "last changes are no dates": (urlset(f"{loc('/a')}<lastmod>2024-02-12</lastmod>"), [("/a", "", None)]),
    "the front page is no entry": (urlset(loc("/"), loc(""), loc("/?p=3")), [("/?p=3", "", None)]),
    "news": (urlset(NEWS), [("/a/1", "بلاغ & إعلان", "2024-02-12T10:30+01:00")]),
    "gzip": (packed(urlset(loc("/a"))), [("/a", "", None)]),
    "plain text": (f"\ufeff{SITE}/a\r\n\r\n{SITE}/b\r\n", [("/a", "", None), ("/b", "", None)]),
    "plain text, gzip": (packed(f"{SITE}/a\n{SITE}/b"), [("/a", "", None), ("/b", "", None)]),
    "no namespace": ("<urlset><url><loc>/a</loc></url></urlset>", [("/a", "", None)]),
    "a prefix": ('<s:urlset xmlns:s="x"><s:url><s:loc>/a</s:loc></s:url></s:urlset>', [("/a", "", None)]),
    "Arabic, white space, CDATA": (urlset(f"<loc>\n <![CDATA[{SITE}/ar/بلاغ]]> </loc>"), [("/ar/بلاغ", "", None)]),
    "a stray ampersand": (urlset(f"<loc>{SITE}/?p=1&amp;x=2</loc>", f"<loc><![CDATA[{SITE}/?q=1&y=2]]></loc>", "<loc>/?a=1&b=2</loc>", loc("/c")), [("/?p=1&x=2", "", None), ("/?q=1&y=2", "", None), ("/?a=1&b=2", "", None), ("/c", "", None)]),
    "cut off": (urlset(loc("/a"), loc("/b"), loc("/whole"))[:-25], [("/a", "", None), ("/b", "", None)]),
    "gzip, cut off": (packed(urlset(*(loc(f"/{n * n * 7919 % 10007}") for n in range(5))))[:-30], []),
    "no addresses of the web": (urlset("<loc>ftp://x/a</loc>", "<loc>http://[</loc>", "<loc/>", loc("/a")), [("/a", "", None)]),
}  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), KINDS.values(), ids=KINDS)
def test_kinds(body: str | bytes, expected: list[Row]) -> None:
    if expected:
        assert rows(parse_sitemap(sitemap(body))) == expected
    else:
        assert [row for row in rows(parse_sitemap(sitemap(body))) if not row[0][1:].isdigit()] == []


BOMB = '<!DOCTYPE urlset [<!ENTITY a "ha">' + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)) + "]>"  # fmt: skip
FAULTS: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "answered with an empty body"),
    "gzip of nothing": (packed(b""), "answered with an empty body"),
    "a page": ("<!DOCTYPE html><html><body><a href='/a'>a</a></body></html>", "is a page, not a sitemap"),
    "a page, gzip": (packed("<html><body>404</body></html>"), "is a page, not a sitemap"),
    "a feed": ("<rss><channel><item><link>/a</link></item></channel></rss>", "is no sitemap"),
    "an index": (index(loc("/a.xml")), "is an index of 1 sitemaps, not a sitemap"),
    "no addresses": (urlset(), "is a sitemap that lists nothing"),
    "text": ("User-agent: *\nDisallow:", "is no sitemap"),
    "text with an address": (f"{SITE}/a\nHello", "is no sitemap: not every line of it is an address"),
    "bytes": (b"\x00\x01\x89PNG" * 20, "is no sitemap"),
    "broken gzip": (b"\x1f\x8b" + b"x" * 40, "is no gzip that can be unpacked"),
    "JSON": ('{"urls": []}', "is no sitemap"),
    "deep": ("<urlset>" + "<url>" * 100_000, "is a sitemap that lists nothing"),
    "entities": (BOMB + urlset("<loc>http://&i;/</loc>").partition("\n")[2], "is a sitemap that lists nothing"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), FAULTS.values(), ids=FAULTS)
def test_faults(body: str | bytes, expected: str) -> None:
    assert refusal(parse_sitemap, sitemap(body)) == expected


BOMBS = {
    "XML": (b"<urlset><url><loc>", 40_000_000, 9, "unpacks to far more than its"),
    "text": (b"http://commune.ma/a\n", 40_000_000, 9, "is no sitemap: a line of it has no end"),
    "nothing": (b"", 40_000_000, 9, "answered with an empty body"),
    "lines": (b"http://commune.ma/a\n" + b"\n" * 40_000_000, 0, 9, "unpacks to far more than its"),
    "not even packed": (b"http://commune.ma/a\n" + b"\n" * 64_000_000, 0, 0, "unpacks to far more than its"),
}


@pytest.mark.parametrize(("start", "spaces", "level", "expected"), BOMBS.values(), ids=BOMBS)
def test_gzip_bombs(start: bytes, spaces: int, level: int, expected: str) -> None:
    bomb = gzip.compress(start + b" " * spaces, level)
    tracemalloc.start()
    why = refusal(parse_sitemap, sitemap(bomb))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert why.startswith(expected)
    assert most < 10_000_000


def test_a_million_addresses() -> None:
    numbers = range(1_000_000)
    response = sitemap(
        gzip.compress(
            urlset(*(f"<loc>/a/{number}-{number**3 % 9973}</loc>" for number in numbers)).encode(), 1
        )
    )
    tracemalloc.start()
    assert len(read_sitemap(response, 2_000)[1]) == 2_000
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 5_000_000  # it unpacks to 40 MB
    entries = parse_sitemap(response)
    assert [entries[0].url, len(entries)] == [f"{SITE}/a/0-0", MOST_ENTRIES]


@pytest.mark.parametrize("shift", range(0, 60, 6))
def test_ampersands_at_the_seams(shift: int) -> None:
    """What is read piece by piece is mended as if it were whole."""
    addresses = [f"/{'x' * (shift + number % 7)}?a={number}&b=1&amp;c=2&d" for number in range(2_000)]
    entries = parse_sitemap(sitemap(urlset(*(f"<loc>{address}</loc>" for address in addresses))))
    assert [entry.url for entry in entries] == [SITE + address.replace("&amp;", "&") for address in addresses]


LONG_ROW = """
import re
from pathlib import Path
from scrapy.http import Response
from crawler.sources.sitemap import parse_sitemap
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
response = Response("https://commune.ma/", body=b"<urlset><url><x>" + b"<y/>" * 500_000 + b"</x><loc>/a</loc></url></urlset>")
before = peak()
assert [entry.url for entry in parse_sitemap(response)] == ["https://commune.ma/a"]
print(peak() - before)
"""


def test_what_is_read_is_forgotten() -> None:
    """The tree is kept outside Python's memory, so a process of its own tells what it takes."""
    done = subprocess.run([sys.executable, "-c", LONG_ROW], check=True, capture_output=True, text=True)
    assert int(done.stdout) < 15_000  # kilobytes; the elements would take four times as much


INDEXES = {
    "articles before pages": (
        ("page-sitemap.xml", "category-sitemap.xml", "post-sitemap.xml", "sitemap-misc.xml"),
        ["post-sitemap.xml", "sitemap-misc.xml", "page-sitemap.xml", "category-sitemap.xml"],
    ),
    "as WordPress names them": (
        ("wp-sitemap-posts-post-1.xml", "wp-sitemap-posts-post-2.xml", "wp-sitemap-posts-page-1.xml", "wp-sitemap-taxonomies-post_tag-1.xml", "wp-sitemap-users-1.xml"),
        ["wp-sitemap-posts-post-2.xml", "wp-sitemap-posts-post-1.xml"],
    ),
    "by number, not by letter": (
        ("post-sitemap.xml", "post-sitemap2.xml", "post-sitemap10.xml"),
        ["post-sitemap10.xml", "post-sitemap2.xml", "post-sitemap.xml"],
    ),
    "by month": (("sitemap-2023-12.xml", "sitemap-2024-02.xml", "sitemap-2024-01.xml"), ["sitemap-2024-02.xml", "sitemap-2024-01.xml"]),
    "Arabic": (("pages.xml", "أخبار.xml"), ["أخبار.xml", "pages.xml"]),
}  # fmt: skip


@pytest.mark.parametrize(("names", "first"), INDEXES.values(), ids=INDEXES)
def test_index(names: tuple[str, ...], first: list[str]) -> None:
    found = parse_sitemap_index(sitemap(index(*(loc(f"/{name}") for name in names))))
    assert [url.removeprefix(f"{SITE}/") for url in found][: len(first)] == first
    assert len(found) == len(names)


def test_index_by_last_change() -> None:
    days = {"a": "2024-01-05T10:00:00+00:00", "b": "2024-03-01", "c": ""}
    rows_ = (f"{loc(f'/news-{name}.xml')}<lastmod>{day}</lastmod>" for name, day in days.items())
    found = parse_sitemap_index(sitemap(packed(index(*rows_))))
    assert [url[-5] for url in found] == ["b", "a", "c"]


def test_a_sitemap_is_no_index() -> None:
    assert (
        refusal(lambda response: parse_sitemap_index(response) and [], sitemap(urlset(loc("/a"))))
        == "is no index of sitemaps"
    )


ROBOTS = {
    "two": ("User-agent: *\nDisallow: /admin\n\nSitemap: /a.xml\nSITEMAP : https://other.ma/b.xml # x\n", [f"{SITE}/a.xml", "https://other.ma/b.xml"]),
    "none": ("User-agent: *\nDisallow:\n# Sitemap: /no.xml", []),
    "doubled": ("Sitemap: /a.xml\nSitemap: /a.xml\r\n", [f"{SITE}/a.xml"]),
    "unusable": ("Sitemap: javascript:x\nSitemap:\nSitemap: http://[", []),
    "endless": ("Sitemap: /a.xml\n" + "x" * 5_000_000 + "\nSitemap: /b.xml", [f"{SITE}/a.xml"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ROBOTS.values(), ids=ROBOTS)
def test_robots(text: str, expected: list[str]) -> None:
    assert parse_robots(answer(text, f"{SITE}/robots.txt", "text/plain")) == expected


def test_robots_that_are_a_page() -> None:
    response = answer("<html>Sitemap: /a.xml</html>", f"{SITE}/robots.txt", "text/html")
    with pytest.raises(SourceError, match="is a page, not a robots"):
        parse_robots(response)


def test_places() -> None:
    found = find_addresses(
        front(
            '<a href="/plan/sitemap-actualites.xml">x</a>',
            '<link rel="sitemap" href="/s.xml">',
            f"{SITE}/ar/",
        )
    )
    assert found[:4] == [
        f"{SITE}/{name}" for name in ("s.xml", "plan/sitemap-actualites.xml", "sitemap.xml", "ar/sitemap.xml")
    ]
    assert len(found) == len(set(found)) == 8


def test_no_second_page() -> None:
    assert find_next(sitemap(urlset(loc("/a"))), 1) is None


PARTS = st.sampled_from(
    ["<urlset>", "</urlset>", "<url>", "</url>", "<loc>", "</loc>", "/a", f"{SITE}/b", "<sitemapindex>", "<sitemap>", "</sitemap>", "<news:news>", "<title>", "</title>",
     "&amp;", "&x;", "<![CDATA[", "]]>", "<!DOCTYPE x [<!ENTITY x 'y'>]>", "\x00", "<?xml version='1.0' encoding='utf-16'?>", "\n", "<lastmod>", "2024"]
)  # fmt: skip
DOCUMENTS = st.lists(PARTS | st.text(max_size=6), max_size=30).map("".join).map(str.encode) | st.binary(
    max_size=200
)


@settings(max_examples=300)
@given(DOCUMENTS, st.booleans(), st.integers(0, 40))
def test_nothing_but_a_source_error(document: bytes, is_packed: bool, cut: int) -> None:
    body = packed(document)[: -cut or None] if is_packed else document
    for parse in (parse_sitemap, parse_sitemap_index, parse_robots):
        try:
            parse(Response(URL, body=body))
        except SourceError as error:
            assert error.why.startswith(URL)
