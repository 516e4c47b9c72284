# ruff: noqa: E501  (tables read better in long lines)
"""Attacks on what reads pages, feeds, sitemaps and addresses: deep, endless, packed, broken."""

from __future__ import annotations

import zlib
from datetime import datetime

from scrapy.http import HtmlResponse, Response, TextResponse

from crawler.addresses import canonical_address
from crawler.article.content import parse_article
from crawler.backfill.ids import find_numbers
from crawler.dates import find_dates
from crawler.listing.entries import parse_listing
from crawler.listing.months import find_month
from crawler.listing.more import find_more
from crawler.listing.pager import find_last_page
from crawler.listing.paging import find_next_page
from crawler.politeness.robots import Rules, read_robots
from crawler.sources import parse_source
from crawler.sources.errors import SourceError
from crawler.sources.sitemap import parse_robots
from monitor.identify import find_number
from storage.model import ArticleKeys, ListingKeys, Source, SourceKind
from tests.hostile.running import Attack
from text.headwords import list_headwords
from text.query import parse_query

URL = "http://commune.test/"
MB = 1024 * 1024
NOW = datetime(2026, 11, 24, 10, 15)  # noqa: DTZ001
MANY, READ, REFUSED = r"\d+ entries", "read|no article", "refused: "


def article(body: bytes, kind: str = "text/html; charset=utf-8") -> str:
    """Read as an article."""
    found = parse_article(HtmlResponse(URL, body=body, headers={"Content-Type": kind}), ArticleKeys(), None)
    return "no article" if found is None else f"read {len(found.text)}"


def listing(body: bytes) -> str:
    """Read as a list."""
    return f"{len(parse_listing(HtmlResponse(URL, body=body, encoding='utf-8'), ListingKeys()))} entries"


def paging(number: str) -> str:
    """The next page of a list whose pager is of such numbers."""
    steps = f"<a href=#>{number}</a><a class=next href=/?page=2>›</a>"
    more = f"<button class=load-more data-url=/more data-page={number}>Plus</button>"
    page = HtmlResponse(
        URL, body=f"<div class=pager><span>1</span>{steps}</div>{more}".encode(), encoding="utf-8"
    )
    ways = (find_next_page(page, ListingKeys(), 1), find_more(page, 1), find_last_page(page, 1))
    return f"next {ways[0] and ways[0].url}"


def source(kind: SourceKind, body: bytes) -> str:
    """Read as a source of its kind."""
    response = Response if kind in (SourceKind.FEED, SourceKind.SITEMAP) else HtmlResponse
    try:
        return f"{len(parse_source(Source(kind, URL), response(URL, body=body)))} entries"
    except SourceError as error:
        return f"refused: {error}"


def feed(inside: str, head: str = "") -> bytes:
    """A feed of one item."""
    return f'<?xml version="1.0"?>{head}<rss version="2.0"><channel>{inside}</channel></rss>'.encode()


def _item(title: str = "Avis", link: str = f"{URL}a") -> str:
    return f"<item><title>{title}</title><link>{link}</link></item>"


def _entities(levels: int = 11) -> str:
    """Each entity holds ten of the one before."""
    many = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, levels))
    return f'<!DOCTYPE rss [<!ENTITY b0 "ha">{many}]>'


def _gzip(start: bytes, megabytes: int) -> bytes:
    packer = zlib.compressobj(wbits=31)
    return (
        packer.compress(start)
        + b"".join(packer.compress(b" " * MB) for _ in range(megabytes))
        + packer.flush()
    )


def _rows(count: int) -> bytes:
    row = b"<li><a href='/a/%d'>Avis numero %d du conseil</a> 12/03/2024</li>"
    return b"<ul>" + b"".join(row % (n, n) for n in range(count))


def _deep(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels


def _dates(text: str) -> str:
    return f"read {len(find_dates(text, now=NOW))}"


def _asked(text: str) -> str:
    try:
        return f"read {sum(len(one.list_ways()) for one in parse_query(text).wanted)}"
    except ValueError as error:
        return f"refused: {error}"


def _robots(body: bytes, path: str) -> str:
    kept = read_robots(200, body, NOW)
    rules = Rules(kept.text if kept else "")
    return f"read {rules.allows(URL + path)} {rules.crawl_delay}"


_FEED, _SITEMAP = SourceKind.FEED, SourceKind.SITEMAP
_JSON, _EMBEDDED = SourceKind.WORDPRESS, SourceKind.EMBEDDED
_LINES = b"User-agent: *" + b"\n" * 400_000 + b"x"
_PICTURE = b"<h1>Avis</h1><p>Le conseil communal <a href=/><img src=/x.png %b></a></p>"
_ROW = b"<li><a href='/a/1'>Avis numero un du conseil</a> 12/03/2024</li>"
_FILE = '<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
_SCRIPT = b"<script type='application/ld+json'>%b</script><h1>Avis</h1><p>" + b"conseil " * 99

#: Each attack with what may come of it.
CASES: dict[str, tuple[Attack, str]] = {
    "page-nested-without-end": (lambda: article(b"<div>" * 400_000), READ),
    "page-of-inline-marks-nested": (lambda: article(b"<b><i>" * 300_000 + b"x"), READ),
    "page-of-comments-without-end": (lambda: article(b"<!-- " * 200_000), READ),
    "page-of-open-brackets": (lambda: article(b"<" * MB), READ),
    "page-of-endless-paragraphs": (lambda: article(b"<p>Avis du conseil communal" * 25_000), READ),
    "page-of-endless-rows": (lambda: article(_ROW * 12_000), READ),
    "page-of-attributes": (lambda: article(b"<a " + b"".join(b"x%d=1 " % n for n in range(99_999)) + b">"), READ),
    "page-of-one-endless-line": (lambda: article(b"<p>" + b"conseil communal avis " * 60_000), READ),
    "page-of-links-in-one-line": (lambda: article(b"<p>" + b"".join(b"<a href=/a/%d>x</a>" % n for n in range(50_000))), READ),
    "page-of-a-link-beside-endless-digits": (lambda: article(b"<p><a href=/a.pdf>x</a> " + b"24" * 150_000), READ),
    "page-of-dates": (lambda: article(b"<p>" + b"12/03/2024 " * 90_000), READ),
    "page-of-zeros": (lambda: article(bytes(3 * MB)), READ),
    "page-in-no-charset": (lambda: article(bytes(range(256)) * 4_000, "text/html; charset=klingon-8"), READ),
    "page-in-utf-7": (lambda: article(b"+ADw-script+AD4-" * 999, "text/html; charset=utf-7"), READ),
    "page-in-half-utf-16": (lambda: article(b"\xff\xfe" + b"<\x00p" * 99_999, "text/html"), READ),
    "page-in-overlong-utf-8": (lambda: article(b"\xc0\xbcscript\xc0\xbe" * 9_999), READ),
    "page-with-deep-json": (lambda: article(_SCRIPT % _deep(200_000)), READ),
    "page-with-a-number-of-a-million-digits": (lambda: article(_SCRIPT % (b"9" * MB)), READ),
    "page-of-pictures-of-endless-width": (
        lambda: article(_PICTURE % (b"width=" + b"9" * 5_000) + _PICTURE % (b"style='width:" + b"9" * 5_000 + b"px'")), READ),
    "page-of-a-picture-of-a-width-of-spaces": (lambda: article(_PICTURE % (b"width='1" + b" " * 400_000 + b"x'")), READ),
    "list-of-endless-rows": (lambda: listing(_rows(60_000)), "[1-9]"),
    "list-whose-pages-are-no-numbers": (lambda: paging("²"), "next None|next http"),
    "list-whose-pages-have-endless-numbers": (lambda: paging("9" * 5_000), "next None|next http"),
    "list-in-nested-tables": (lambda: listing(b"<table><tr><td>" * 99_999 + _ROW * 9), MANY),
    "list-of-links-with-endless-addresses": (
        lambda: listing(b"<ul>" + b"".join(b"<li><a href='/%d%b'>Avis %d du conseil</a>" % (n, b"a" * 99_999, n) for n in range(9))), MANY),
    "feed-with-an-entity-bomb": (lambda: source(_FEED, feed(_item("&b10;"), _entities())), f"{REFUSED}|1 entries"),
    "feed-with-a-file-as-entity": (lambda: source(_FEED, feed(_item("&f;"), _FILE)), f"{REFUSED}|1 entries"),
    "feed-with-a-dtd-from-elsewhere": (
        lambda: source(_FEED, feed(_item(), '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">')), "1 entries"),
    "feed-nested-a-million-deep": (lambda: source(_FEED, feed("<a>" * 500_000)), REFUSED),
    "feed-of-endless-items": (lambda: source(_FEED, feed(_item() * 30_000)), MANY),
    "feed-as-a-gzip-bomb": (lambda: source(_FEED, _gzip(b"<rss>", 120)), REFUSED),
    "feed-of-deep-json": (lambda: source(_FEED, b'{"version":"https://jsonfeed.org/version/1","items":' + _deep(500_000)), REFUSED),
    "feed-with-lone-surrogates": (
        lambda: source(_FEED, b'{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","url":"http://commune.test/a","title":"Avis \\ud800 \\u0000"}]}'), "1 entries"),
    "feed-of-broken-bytes": (lambda: source(_FEED, feed(_item()).replace(b"Avis", b"\xff\xfe\x00")), f"{REFUSED}|1 entries"),
    "sitemap-with-an-entity-bomb": (lambda: source(_SITEMAP, _entities().encode() + b"<urlset><url><loc>http://c.ma/&b10;</loc></url></urlset>"), f"{REFUSED}|{MANY}"),
    "sitemap-as-a-gzip-bomb": (lambda: source(_SITEMAP, _gzip(b"<urlset>", 120)), REFUSED),
    "sitemap-of-endless-addresses": (
        lambda: source(_SITEMAP, b"<urlset>" + b"<url><loc>http://commune.test/a</loc></url>" * 150_000 + b"</urlset>"), MANY),
    "sitemap-of-one-endless-line": (lambda: source(_SITEMAP, b"http://commune.test/a\n" + b"a" * 9 * MB), REFUSED),
    "interface-of-deep-json": (lambda: source(_JSON, _deep(500_000)), REFUSED),
    "interface-of-a-huge-number": (lambda: source(_JSON, b"[" + b"9" * MB + b"]"), REFUSED),
    "interface-of-other-types": (lambda: source(_JSON, b'[{"link":[],"title":{"rendered":{}},"date":7}]'), f"{REFUSED}|{MANY}"),
    "embedded-piece-of-spaces": (lambda: source(_EMBEDDED, b"<script>self.__next_f.push([1])" + b" " * MB + b"x</script>"), REFUSED),
    "embedded-deep-json": (lambda: source(_EMBEDDED, b"<script id=__NEXT_DATA__ type=application/json>" + _deep(500_000)), REFUSED),
    "robots-of-stars": (lambda: _robots(b"User-agent: *\nDisallow: /" + b"*a" * 9_000 + b"*b$\n", "a" * 50_000), "read"),
    "robots-of-forty-thousand-rules": (lambda: _robots(b"User-agent: *\n" + b"Disallow: /*x*y\n" * 40_000, "a" * 2_000), "read"),
    "robots-of-empty-lines": (lambda: parse_robots(TextResponse(URL, body=_LINES)), r"\[\]"),
    "robots-with-an-infinite-delay": (lambda: _robots(b"User-agent: *\nCrawl-delay: inf\n", "a"), "read True"),
    "robots-in-broken-bytes": (lambda: _robots(b"\xff\xfeU\x00s\xd8" * 999, "a"), "read True"),
    "address-of-a-million-letters": (lambda: f"read {len(canonical_address(URL + 'a/../' * 200_000))}", "read"),
    "address-of-open-sessions": (lambda: f"read {len(canonical_address(URL + '(A(' * 100_000))}", "read"),
    "address-of-a-month-that-is-no-number": (lambda: f"read {find_month(URL + '?year=2024&month=²')}", "read None"),
    "address-of-an-endless-number": (lambda: f"read {find_number(URL + '9' * 5_000)}", "read None"),
    "addresses-of-endless-numbers": (lambda: f"read {find_numbers(URL + f'{n}' * 5_000 for n in range(1, 9))}", "read None"),
    "address-of-parameters": (lambda: f"read {len(canonical_address(URL + '?' + 'a=b&' * 200_000))}", "read"),
    "address-of-half-a-host": (lambda: canonical_address("http://[::1"), "http"),
    "dates-of-a-number-of-endless-groups": (lambda: _dates("11," + "11,1" * 75_000), "read 0"),
    "dates-that-repeat": (lambda: _dates("1 و 2 و 3 و " * 4_000), "read"),
    "dates-of-endless-digits": (lambda: _dates("9" * 99_999 + "/12/2024"), "read"),
    "query-of-a-thousand-words-in-one-phrase": (lambda: _asked('"' + "الجماعات " * 1_000 + '"'), f"read|{REFUSED}"),
    "query-of-endless-endings": (lambda: _asked("كتاب" + "ات" * 490), "read"),
    "word-of-endless-endings": (lambda: f"read {len(list_headwords('كتاب' + 'ات' * MB))}", "read 1"),
    "word-of-endless-beginnings": (lambda: f"read {len(list_headwords('و' * MB + 'كتاب'))}", "read 1"),
    "word-of-others-endings": (lambda: f"read {len(list_headwords('كتاب' + 'ها' * MB))}", "read 1"),
    "query-of-quotation-marks": (lambda: _asked('"' * 100_000), f"read|{REFUSED}"),
    "query-of-operators": (lambda: _asked("NEAR( OR AND NOT * ^ - : { } " * 999), f"read|{REFUSED}"),
}  # fmt: skip
ATTACKS = {name: attack for name, (attack, _) in CASES.items()}
