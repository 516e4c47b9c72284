"""Whole documents to begin with: those of the tests, and pages and feeds that the simulator's sites send."""

from __future__ import annotations

import json
import os
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from functools import cache

from hypothesis import strategies as st

from simulator import Portal, Simulator
from simulator.data import list_portals
from tests.crawler import markups, pages
from tests.crawler.test_sources_feed import DIALECTS, JSON_FEED
from tests.crawler.test_sources_sitemap import KINDS, index, loc
from tests.crawler.test_sources_wordpress import POSTS

#: Set where the sites of the simulator are to be asked for documents, too; it takes a minute.
WITH_SITES = "BALAGH_FUZZ_SITES"
_SITE = b"https://commune.ma"
_KINDS = ("/feed/", "/rss.xml", "/atom.xml", "/sitemap.xml", "/feeds/posts/default", "/wp-json/wp/v2/posts")


def choose(documents: Callable[[], list[bytes]]) -> st.SearchStrategy[bytes]:
    """One of them, made when they are needed; by its number, for Hypothesis tells what it chose."""
    return st.integers(0, 9_999).map(lambda number: documents()[number % len(documents())])


@cache
def list_pages() -> list[bytes]:
    """Pages with lists."""
    written = [markups.page(make(pages.ROWS)).encode() for make in markups.LISTS.values()]
    return written + [body for body in _ask_sites() if b"<html" in body[:2_000].lower()]


@cache
def list_articles() -> list[bytes]:
    """Pages with an article."""
    story = pages.Story(
        "إعلان عن طلب عروض مفتوح رقم 12/2024",
        "يعلن رئيس الجماعة أنه سيتم يوم الثلاثاء 12 مارس 2024 فتح الأظرفة بمقر الجماعة.",
        ("Le président informe que la séance publique se tiendra à 10h au siège de la commune.",
         "يمكن سحب ملف طلب العروض من مكتب الصفقات، كما يمكن تحميله من بوابة الصفقات العمومية.",
         "• الضمانة المؤقتة محددة في مبلغ 20.000 درهم", "• Estimation : 1 200 000,00 DH"),
    )  # fmt: skip
    written = [make(story).encode() for make in pages.ARTICLES.values()]
    return written + [body for body in _ask_sites() if b"<html" in body[:2_000].lower()]


@cache
def list_feeds() -> list[bytes]:
    """Feeds and interfaces."""
    posts = [json.dumps([post for post, _ in POSTS.values()]).encode(), json.dumps(JSON_FEED).encode()]
    written = [one.encode() if isinstance(one, str) else one for one, _ in DIALECTS.values()]
    sent = [body for body in _ask_sites() if re.match(rb"\s*(?:\[|\{|<\?xml|<rss|<feed)", body)]
    return [*posts, *written, *sent]


@cache
def list_sitemaps() -> list[bytes]:
    """Sitemaps, their indexes, robots.txt."""
    written = [one.encode() if isinstance(one, str) else one for one, _ in KINDS.values()]
    places = index(
        *(f"{loc(f'/sitemap-{number}.xml')}<lastmod>2024-0{number}-01</lastmod>" for number in range(1, 9))
    )
    robots = b"User-agent: *\nDisallow: /a\nSitemap: https://commune.ma/sitemap.xml\nSITEMAP : /b.xml.gz\n"
    return [*written, places.encode(), robots, *(body for body in _ask_sites() if b"<urlset" in body[:2_000])]


@cache
def _ask_sites() -> tuple[bytes, ...]:
    """The front page, feeds, and two articles of each site that is played."""
    if not os.environ.get(WITH_SITES):
        return ()
    with Simulator() as simulator:
        return tuple(body for name in list_portals() for body in _ask(simulator.add_portal(name)))


def _ask(portal: Portal) -> Iterator[bytes]:
    items = [item.url for item in portal.items if item.url][:2]
    for url in [portal.url, *(portal.url.rstrip("/") + path for path in _KINDS), *items]:
        try:
            with urllib.request.urlopen(url) as answer:
                yield answer.read()[:60_000].replace(portal.url.rstrip("/").encode(), _SITE)
        except urllib.error.HTTPError as error:
            error.close()
