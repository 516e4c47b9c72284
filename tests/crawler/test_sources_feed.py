# ruff: noqa: E501  (documents read better unbroken)
"""Feeds: each dialect gives its entries, each fault a sentence."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.http import XmlResponse

from crawler.listing.paging import NextPage
from crawler.sources.errors import SourceError
from crawler.sources.feed import MOST_ENTRIES, find_addresses, find_next, parse_feed
from tests.crawler.answers import SITE, Row, answer, front, refusal, rows


def rss(items: str, about: str = "", version: str = "2.0") -> str:
    spaces = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" xmlns:openSearch="http://a9.com/-/spec/opensearch/1.1/"'
    return f'<?xml version="1.0"?><rss version="{version}" {spaces}><channel><title>جماعة</title><link>{SITE}</link>{about}{items}</channel></rss>'


def item(title: str = "بلاغ", link: str = f"<link>{SITE}/a/1</link>", date: str = "") -> str:
    return f"<item><title>{title}</title>{link}{date}<description>نص</description></item>"


def atom(entries: str, about: str = "") -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>جماعة</title><updated>2024-03-01T00:00:00Z</updated>{about}{entries}</feed>'


RDF = f"""<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="{SITE}"><title>Commune</title><link>{SITE}</link><items><rdf:Seq><rdf:li resource="{SITE}/a/1"/></rdf:Seq></items></channel>
<item rdf:about="{SITE}/a/1"><title>Avis</title><link>{SITE}/a/1</link><dc:date>2024-02-12T09:30:00Z</dc:date></item></rdf:RDF>"""
ATOM_ENTRY = '<entry><id>tag:x,1</id><title type="html">Avis &amp;amp; &lt;b&gt;appel&lt;/b&gt;</title><link rel="replies" href="/a/1#c"/><link rel="alternate" href="/a/1"/>{}</entry>'
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "next_url": "/feed.json?page=2",
    "items": [
        {"id": "1", "url": "/a/1", "title": "بلاغ", "date_published": "2024-02-12T10:30:00+01:00"},
        {"id": f"{SITE}/a/2", "date_modified": "2024-02-12T10:30:00+01:00"},
        {"id": "3", "title": "no address"},
        "noise",
    ],
}
DATED = [("/a/1", "بلاغ", "2024-02-12T10:30+01:00")]

DIALECTS: dict[str, tuple[str, list[Row]]] = {
    "RSS 2.0": (rss(item(date="<pubDate>Mon, 12 Feb 2024 09:30:00 +0000</pubDate>")), DATED),
    "RSS 0.92": (rss(item(), version="0.92"), [("/a/1", "بلاغ", None)]),
    "RSS 1.0": (RDF, [("/a/1", "Avis", "2024-02-12T10:30+01:00")]),
    "RSS with dc:date, as SPIP writes it": (
        rss(item(date="<dc:date>2024-02-12T09:30:00Z</dc:date>"), "<atom:updated>2025-01-01T01:01:00Z</atom:updated>"),
        DATED,
    ),
    "dc:date, its prefix not declared": (
        rss(item(date="<dc:date>2024-02-12T09:30:00Z</dc:date>")).replace("xmlns:dc=", "xmlns:dd="),
        DATED,
    ),
    "the publication before an edit": (
        rss(item(date="<dc:date>2025-02-12T09:30:00Z</dc:date><pubDate>Mon, 12 Feb 2024 09:30:00 GMT</pubDate>")),
        DATED,
    ),
    "an edit in RSS is no publication": (
        rss(item(date="<atom:updated>2024-02-12T09:30:00Z</atom:updated>")),
        [("/a/1", "بلاغ", None)],
    ),
    "Atom": (
        atom(ATOM_ENTRY.format("<published>2024-02-12T09:30:00Z</published><updated>2024-05-01T00:00:00Z</updated>")),
        [("/a/1", "Avis & appel", "2024-02-12T10:30+01:00")],
    ),
    "Atom, only updated": (
        atom(ATOM_ENTRY.format("<updated>2024-02-12T09:30:00Z</updated>")),
        [("/a/1", "Avis & appel", None)],
    ),
    "Atom with a base": (
        atom(ATOM_ENTRY.format("").replace("/a/1", "1").replace("<entry>", f'<entry xml:base="{SITE}/b/">')),
        [("/b/1", "Avis & appel", None)],
    ),
    "JSON Feed": (json.dumps(JSON_FEED), [*DATED, ("/a/2", "", None)]),
}  # fmt: skip


@pytest.mark.parametrize(("document", "expected"), DIALECTS.values(), ids=DIALECTS)
def test_dialects(document: str, expected: list[Row]) -> None:
    entries = parse_feed(answer(document))
    assert rows(entries) == expected
    assert {entry.provenance for entry in entries} == {"feed"}


TITLES = {
    "named entities of HTML": ("Pr&eacute;sidente &laquo;&nbsp;oui&nbsp;&raquo;", "Présidente « oui »"),
    "escaped twice": ("L&amp;amp;#8217;avis &amp;amp; l&amp;#039;annonce", "L’avis & l'annonce"),
    "markup": ("<![CDATA[<b>بلاغ</b><br/>رقم <em>3</em>]]>", "بلاغ رقم 3"),
    "escaped markup": ("&lt;p&gt;Avis&lt;/p&gt; n° 3", "Avis n° 3"),
    "signs that are no markup": ("2 &lt; 3 &amp; 5 &gt; 4", "2 < 3 & 5 > 4"),
    "an ampersand alone": ("Voirie & propreté", "Voirie & propreté"),
    "an unknown entity": ("Avis &inconnu; a", "Avis &inconnu; a"),
    "HTML, unclosed": ("<b>Avis<br> au <i>public", "Avis au public"),
    "a prefix that nobody declared": ("بلاغ</title><x:y z:w='1'>n</x:y><title>", "بلاغ"),
    "white space": ("\n  بلاغ \t حول\u00a0الماء\u200f ", "بلاغ حول الماء"),
    "NUL and control signs": ("بلا\x00غ\x0b", "بلاغ"),
    "a title of a picture beside it": ("بلاغ</title><media:title>x</media:title><title>", "بلاغ"),
}


@pytest.mark.parametrize(("written", "expected"), TITLES.values(), ids=TITLES)
def test_titles(written: str, expected: str) -> None:
    assert parse_feed(answer(rss(item(written))))[0].title == expected


LINKS = {
    "absolute": (f"<link>{SITE}/a/1</link>", ["/a/1"]),
    "relative": ("<link>/a/1</link>", ["/a/1"]),
    "relative to the feed": ("<link>1</link>", ["/feed/1"]),
    "white space around": ("<link>\n  /a/1\n </link>", ["/a/1"]),
    "Arabic": ("<link>/ar/بلاغ</link>", ["/ar/بلاغ"]),
    "a guid that is a permalink": (f"<guid>{SITE}/a/1</guid>", ["/a/1"]),
    "a guid that is none": (f'<guid isPermaLink="false">{SITE}/?p=1</guid>', []),
    "link before guid": (f"<guid>{SITE}/?p=1</guid><link>/a/1</link>", ["/a/1"]),
    "a proxy, with the origin": (
        f"<link>http://feedproxy.google.com/~r/x/1</link><feedburner:origLink>{SITE}/a/1</feedburner:origLink>",
        ["/a/1"],
    ),
    "a proxy, with a permalink": (
        f"<link>http://feedproxy.google.com/~r/x</link><guid>{SITE}/a/1</guid>",
        ["/a/1"],
    ),
    "a proxy alone": ("<link>http://feedproxy.google.com/~r/x/1</link>", []),
    "an Atom link": ('<atom:link href="/a/1"/>', ["/a/1"]),
    "no web address": ("<link>javascript:void(0)</link>", []),
    "a broken address": ("<link>http://[::1/a</link>", []),
    "none": ("", []),
}


@pytest.mark.parametrize(("link", "expected"), LINKS.values(), ids=LINKS)
def test_links(link: str, expected: list[str]) -> None:
    last = item("آخر", f"<link>{SITE}/last</link>")
    listed = rows(parse_feed(answer(rss(item(link=link) + last))))
    assert [url for url, _, _ in listed] == [*expected, "/last"]


DATES = {
    "RFC 822": ("Mon, 12 Feb 2024 09:30:00 +0000", "2024-02-12T10:30+01:00"),
    "RFC 822, seconds": ("Mon, 12 Feb 2024 09:30:15 GMT", "2024-02-12T10:30:15+01:00"),
    "RFC 822, zone by name": ("Mon, 12 Feb 2024 23:30:00 EST", "2024-02-13T05:30+01:00"),
    "RFC 822, zone with a colon": ("Mon, 12 Feb 2024 10:30:00 +01:00", "2024-02-12T10:30+01:00"),
    "RFC 822, zone not known": ("Mon, 12 Feb 2024 09:30:00 -0000", "2024-02-12T10:30+01:00"),
    "in Ramadan": ("Mon, 18 Mar 2024 10:30:00 +0100", "2024-03-18T09:30+00:00"),
    "French words": ("lun., 12 févr. 2024 09:30:00 +0000", "2024-02-12T10:30+01:00"),
    "Arabic words": ("الاثنين, 12 فبراير 2024 09:30:00 +0000", "2024-02-12T10:30+01:00"),
    "Moroccan month": ("12 غشت 2024", "2024-08-12"),
    "ISO": ("2024-02-12T10:30:00+01:00", "2024-02-12T10:30+01:00"),
    "ISO, no zone: nothing is added": ("2024-02-12T10:30:00", "2024-02-12T10:30"),
    "a machine's midnight is a day": ("Mon, 12 Feb 2024 00:00:00 +0000", "2024-02-12"),
    "before there were portals": ("Thu, 01 Jan 1970 00:00:00 +0000", None),
    "zeros": ("0000-00-00 00:00:00", None),
    "no date": ("hier soir", None),
    "the end of time": ("9999-12-31T23:59:59-12:00", None),
}


@pytest.mark.parametrize(("written", "expected"), DATES.values(), ids=DATES)
def test_dates(written: str, expected: str | None) -> None:
    (entry,) = parse_feed(answer(rss(item(date=f"<pubDate>{written}</pubDate>"))))
    assert (entry.published, entry.date_text) == (expected, written)


ARABIC = rss(item(date="<pubDate>Mon, 12 Feb 2024 09:30:00 +0000</pubDate>"))
ENCODINGS = {
    "utf-8 with a mark": (b"\xef\xbb\xbf" + ARABIC.encode(), "application/rss+xml"),
    "utf-16": (ARABIC.encode("utf-16"), "application/rss+xml"),
    "windows-1256, said in the document": (
        ARABIC.replace("?>", ' encoding="windows-1256"?>', 1).encode("windows-1256"),
        "text/xml",
    ),
    "windows-1256, utf-8 said": (ARABIC.encode("windows-1256"), "application/rss+xml; charset=utf-8"),
    "windows-1256, nothing said": (ARABIC.encode("windows-1256"), "application/rss+xml"),
    "utf-8, latin-1 said": (ARABIC.encode(), "text/xml; charset=iso-8859-1"),
    "utf-8, windows-1256 in the document": (
        ARABIC.replace("?>", ' encoding="windows-1256"?>', 1).encode(),
        "text/xml",
    ),
    "sent as a file": (ARABIC.encode(), "application/octet-stream"),
    "sent as a page": (ARABIC.encode(), "text/html; charset=utf-8"),
    "sent as plain text": (ARABIC.encode(), "text/plain"),
}


@pytest.mark.parametrize(("body", "kind"), ENCODINGS.values(), ids=ENCODINGS)
def test_encodings(body: bytes, kind: str) -> None:
    assert rows(parse_feed(answer(body, kind=kind))) == DATED


BOMB = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 12))
FAULTS = {
    "empty": ("", "answered with an empty body"),
    "white space": (" \n ", "answered with an empty body"),
    "a page": ("<!DOCTYPE html><html><body>الصفحة الرئيسية</body></html>", "is a page, not a feed"),
    "a page in XHTML": ('<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "x"><html><body/></html>', "is a page, not a feed"),
    "another document": ("<urlset><url/></urlset>", "is no feed"),
    "plain text": ("Erreur 500", "is no feed"),
    "bytes": (b"\x00\x01\x02\x89PNG" * 9, "is no feed"),
    "no entries": (rss(""), "is a feed that lists nothing"),
    "a JSON error": ('{"code": "rest_no_route", "message": "x"}', "is JSON, but no JSON Feed"),
    "a JSON list": ("[1, 2]", "is JSON, but no JSON Feed"),
    "broken JSON": ('{"version": "https://jsonfeed.org', "is no JSON that can be read"),
    "deep JSON": ("[" * 200_000, "is no JSON that can be read"),
    "JSON Feed, no entries": ('{"version": "https://jsonfeed.org/version/1", "items": []}', "is a feed that lists nothing"),
    "deep XML": ("<rss><channel>" + "<a>" * 100_000, "is a feed that lists nothing"),
    "too large": (" " * (20 * 1024 * 1024 + 1), "is larger than the 20 MB that are read"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), FAULTS.values(), ids=FAULTS)
def test_faults(body: str | bytes, expected: str) -> None:
    assert refusal(parse_feed, answer(body)) == expected


def test_entities_are_not_expanded() -> None:
    bomb = f'<!DOCTYPE rss [<!ENTITY b0 "ha">{BOMB}<!ENTITY f SYSTEM "file:///etc/hostname">]>'
    (entry,) = parse_feed(answer(bomb + rss(item("&b11; &f;")).partition("?>")[2]))
    assert entry.title == "&b11; &f;"


def test_cut_off_document_loses_its_last_row() -> None:
    whole = rss(item("أول") + item("ثان", "<link>/a/2</link>") + item("ثالث", "<link>/a/3</link>"))
    for piece in ("ثالث", "</link>", "نص</description></item></channel>"):
        cut = whole[: whole.rindex(piece) + 2]
        assert [entry.title for entry in parse_feed(answer(cut))] == ["أول", "ثان"]
    assert len(parse_feed(answer(whole))) == 3


def test_unclosed_and_doubled() -> None:
    document = rss(item("<b>أول") + item("أول، مكرر") + item("ثان", "<link>/a/2</link>"))
    assert [entry.url for entry in parse_feed(answer(document))] == [f"{SITE}/a/1", f"{SITE}/a/2"]


def test_a_hundred_thousand_items_are_cut() -> None:
    document = rss("".join(f"<item><title>t</title><link>/a/{n}</link></item>" for n in range(100_000)))
    entries = parse_feed(answer(document))
    assert [entries[0].url, entries[-1].url, len(entries)] == [
        f"{SITE}/a/0",
        f"{SITE}/a/{MOST_ENTRIES - 1}",
        MOST_ENTRIES,
    ]


BLOGGER = "<generator>Blogger</generator><openSearch:totalResults>30</openSearch:totalResults><openSearch:startIndex>{}</openSearch:startIndex><openSearch:itemsPerPage>10</openSearch:itemsPerPage>"
OTHER_HOST = '<atom:link rel="next" href="https://www.blogger.com/feeds/52/posts/default?start-index=11"/>'
NEXT: dict[str, tuple[str, int, str | None]] = {
    "RFC 5005": (rss(item(), '<atom:link rel="next" href="/feed/?page=2"/>'), 1, "/feed/?page=2"),
    "to itself": (rss(item(), '<atom:link rel="next" href="/feed"/>'), 1, None),
    "to another site": (rss(item(), '<atom:link rel="next" href="https://other.ma/feed/2"/>'), 1, None),
    "WordPress": (rss(item(), "<generator>https://wordpress.org/?v=6.1</generator>"), 3, "/feed/?paged=4"),
    "another system": (rss(item(), "<generator>SPIP - www.spip.net</generator>"), 1, None),
    "Blogger": (rss(item(), BLOGGER.format(11)), 2, "/feed/?start-index=21&max-results=10"),
    "Blogger, next on its own host": (rss(item(), BLOGGER.format(1) + OTHER_HOST), 1, "/feed/?start-index=11&max-results=10"),
    "Blogger, at its end": (rss(item(), BLOGGER.format(21)), 3, None),
    "JSON Feed": (json.dumps(JSON_FEED), 1, "/feed.json?page=2"),
    "JSON Feed, at its end": (json.dumps(JSON_FEED | {"next_url": None}), 1, None),
    "an empty one": (rss("", "<generator>https://wordpress.org/?v=6.1</generator>"), 2, None),
}  # fmt: skip


@pytest.mark.parametrize(("document", "page_number", "expected"), NEXT.values(), ids=NEXT)
def test_next(document: str, page_number: int, expected: str | None) -> None:
    found = find_next(answer(document), page_number)
    assert found == (NextPage(SITE + expected, "GET") if expected else None)


def alternate(href: str, kind: str = "application/rss+xml", title: str = "") -> str:
    return f'<link rel="alternate" type="{kind}" href="{href}" title="{title}">'


def test_announced_feeds_come_first() -> None:
    head = (
        alternate("/comments/feed/")
        + alternate("/ar/feed/", title="Commentaires")
        + alternate("/x.atom", "application/atom+xml")
        + alternate("/feed.json", "application/feed+json")
        + alternate("/wp-json/wp/v2/pages/2", "application/json")
        + alternate("/oembed?format=xml", "text/xml+oembed")
        + '<link rel="alternate" hreflang="fr" href="/fr/">'
    )
    found = find_addresses(front('<a href="spip.php?page=backend">RSS</a>', head))
    assert found[:4] == [
        f"{SITE}/{path}" for path in ("x.atom", "feed.json", "spip.php?page=backend", "feed/")
    ]
    assert not [url for url in found if "comment" in url or "wp-json" in url or "oembed" in url]


OWN = {
    "a section's, after the site's": ("/actualites/", "", ["/feed/", "/actualites/feed/"]),
    "the front page's": ("/index.php", "", ["/index.php/a?format=feed&type=rss", "/feed/"]),
    "a language's": ("/ar/", "", ["/ar/feed/", "/feed/"]),
    "an article's": ("/2024/05/avis/", '<meta property="og:type" content="article">', ["/feed/", "/rss.xml"]),
}


@pytest.mark.parametrize(("path", "head", "first"), OWN.values(), ids=OWN)
def test_the_feed_of_the_page_itself(path: str, head: str, first: list[str]) -> None:
    own = f"{path}/a?format=feed&type=rss" if path.endswith("php") else f"{path}feed/"
    found = find_addresses(front(head=alternate(own) + alternate("/feed/") + head, url=SITE + path))
    assert [url.removeprefix(SITE) for url in found[:2]] == first


def test_usual_places_of_root_and_language() -> None:
    found = find_addresses(front(url=f"{SITE}/ar/actualites"))
    assert {f"{SITE}/feed/", f"{SITE}/rss.xml", f"{SITE}/ar/feed/", f"{SITE}/ar/rss"} <= set(found)


PLATFORM_PLACES = {
    "WordPress": ("WordPress 6.1", "feed/"),
    "Joomla": ("Joomla! - Open Source Content Management", "?format=feed&type=rss"),
    "SPIP": ("SPIP 4.1", "spip.php?page=backend"),
    "Blogger": ("blogger", "feeds/posts/default"),
    "Drupal": ("Drupal 9 (https://www.drupal.org)", "rss.xml"),
}


@pytest.mark.parametrize(("generator", "expected"), PLATFORM_PLACES.values(), ids=PLATFORM_PLACES)
def test_a_platform_is_asked_where_its_feeds_are(generator: str, expected: str) -> None:
    found = find_addresses(front(head=f'<meta name="generator" content="{generator}">'))
    assert found[0] == f"{SITE}/{expected}"


@pytest.mark.parametrize("links", [0, 3, 500])
def test_places_are_few_and_each_once(links: int) -> None:
    found = find_addresses(
        front(head="".join(alternate(f"/feed/{n % 400}") for n in range(links)), url=f"{SITE}/ar/x/")
    )
    assert len(found) == len(set(found)) <= 12


PARTS = st.sampled_from(
    ["<rss version='2.0'>", "<channel>", "</channel>", "<item>", "</item>", "<title>", "</title>", "<link>", "/a/1", "</link>", "<feed xmlns='http://www.w3.org/2005/Atom'>",
     "<entry>", "</entry>", "<link href='/x'/>", "<guid>", "</guid>", "<pubDate>", "</pubDate>", "12 mai 2024", "&amp;", "&lol;", "<![CDATA[", "]]>", "<!DOCTYPE x [", "]>",
     "\x00", "<?xml", "?>", "xml:base='http://['", "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>", '{"version": "https://jsonfeed.org/version/1", "items": [', "{}", "]}",
     "<dc:date xmlns:dc='http://purl.org/dc/elements/1.1/'>", "</dc:date>", "\ud800", "<title type='xhtml' xmlns='http://www.w3.org/2005/Atom'>", "<generator>WordPress"]
)  # fmt: skip
DOCUMENTS = st.lists(PARTS | st.text(max_size=8), max_size=40).map("".join)


@settings(max_examples=300)
@given(DOCUMENTS.map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary(max_size=300))
def test_nothing_but_a_source_error(body: bytes) -> None:
    response = XmlResponse(f"{SITE}/feed", body=body)
    try:
        entries = parse_feed(response)
        find_next(response, 1)
    except SourceError as error:
        assert error.why.startswith(response.url)
        return
    assert 0 < len(entries) <= MOST_ENTRIES
    assert len({entry.key for entry in entries}) == len(entries)
