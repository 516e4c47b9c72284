# ruff: noqa: E501  (tables read better in long lines)
"""Feeds, interfaces and sitemaps with fields that are missing, doubled, empty or of another kind."""

from __future__ import annotations

import gzip
import json
from typing import Any

from hypothesis import strategies as st

from tests.fuzz.material import seeds
from tests.fuzz.material.addresses import ADDRESS
from tests.fuzz.material.changing import LARGEST, changed
from tests.fuzz.material.days import DATE
from tests.fuzz.text import write_answer, write_text

_KINDS = (
    "application/rss+xml; charset=utf-8", "application/xml", "text/xml; charset=windows-1256", "application/json", "text/html", "", "text/plain; charset=utf-16", "application/atom+xml; charset=nonsense", "application/gzip", "application/feed+json",
)  # fmt: skip
_TITLES = (
    "بلاغ", "Avis &amp; appel", "<![CDATA[<b>Avis</b>]]>", "", " ", "&lt;script&gt;x&lt;/script&gt;", "&#0;", "&unknown;", "<b>x", "\u202ex", "a\nb", "]]>", "كلمة " * 50, "<div xmlns='http://www.w3.org/1999/xhtml'>x</div>",
)  # fmt: skip
_TEXT = st.one_of(st.sampled_from(_TITLES), st.text(max_size=8))
_LINK = st.one_of(
    st.integers(1, 9).map(lambda number: f"https://commune.ma/a/{number}"),
    ADDRESS,
    st.sampled_from(("/a/1", "", "?p=1", "#", "http://", "https://commune.ma/ar/" + "ا" * 3_000)),
)
_FIELDS = (
    ("title", _TEXT), ("link", _LINK), ("guid", _LINK), ("guid isPermaLink='false'", _LINK), ("guid isPermaLink='true'", _LINK), ("pubDate", DATE), ("dc:date", DATE), ("published", DATE), ("updated", DATE), ("id", _LINK), ("description", _TEXT), ("content:encoded", _TEXT), ("feedburner:origLink", _LINK),
    ("enclosure url='x' length='-1'", _TEXT), ("category", _TEXT), ("media:title", _TEXT), ("atom:link rel='next' href='/feed?p=2'", _TEXT), ("author", _TEXT), ("source", _TEXT), ("link rel='alternate' href='/a/3'", _TEXT), ("link href=''", _TEXT), ("x:y", _TEXT), ("georss:point", st.sampled_from(("1 2", "a", "1e999 2", ""))), ("gml:pos", DATE), ("itunes:duration", DATE), ("ttl", DATE),
)  # fmt: skip


def _put(name: str, text: str, is_closed: bool) -> str:
    return f"<{name}>{text}" + f"</{name.split(maxsplit=1)[0]}>" * is_closed


_FIELD = st.one_of(
    *(st.builds(_put, st.just(name), text, st.sampled_from((True,) * 9 + (False,))) for name, text in _FIELDS)
)


def _feed(tags: tuple[str, str, str], items: list[list[str]], about: list[str], times: int) -> str:
    root, channel, item = tags
    body = "".join(f"<{item}>{''.join(fields)}</{item}>" for fields in items) * times
    end = "".join(f"</{one.split()[0]}>" for one in (channel, root) if one)
    return f"<?xml version='1.0'?><{root}>" + f"<{channel}>" * bool(channel) + "".join(about) + body + end


_SPACES = "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:atom='http://www.w3.org/2005/Atom' xmlns:content='http://purl.org/rss/1.0/modules/content/'"
_ROOTS = (
    (f"rss version='2.0' {_SPACES}", "channel", "item"), ("rss", "channel", "item"), ("feed xmlns='http://www.w3.org/2005/Atom'", "", "entry"), ("feed", "", "entry"), ("rdf:RDF xmlns='http://purl.org/rss/1.0/' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'", "", "item"),
    ("rss version='0.91'", "channel", "ITEM"), ("cdf", "channel", "item"), ("feed version='0.3' xml:base='//['", "", "entry"),
)  # fmt: skip
_TIMES = st.sampled_from((1, 1, 1, 1, 2, 50, 1_000))
_XML = st.builds(
    _feed,
    st.sampled_from(_ROOTS),
    st.lists(st.lists(_FIELD, max_size=6), min_size=1, max_size=4),
    st.lists(_FIELD, max_size=3),
    _TIMES,
)

_SCALAR = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    _TEXT,
    _LINK,
    DATE,
    st.just({}),
    st.just([]),
    st.just({"rendered": "بلاغ"}),
    st.just({"rendered": None}),
    st.just({"rendered": ["x"]}),
)
_NAMES = (
    "title", "link", "url", "id", "date", "date_gmt", "date_published", "date_modified", "slug", "items", "version", "next_url", "content", "guid", "status", "type", "modified", "excerpt", "name", "published_at", "created_at", "data", "posts", "pagination", "next", "meta", "external_url", "feed_url", "_links", "code", "message",
)  # fmt: skip
_VALUE: st.SearchStrategy[Any] = st.recursive(
    _SCALAR,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(_NAMES), inner, max_size=6)
    ),
    max_leaves=20,
)
_POST = st.fixed_dictionaries(
    {}, optional={"id": _SCALAR, "link": st.one_of(_LINK, _SCALAR), "url": st.one_of(_LINK, _SCALAR), "slug": _SCALAR, "date": st.one_of(DATE, _SCALAR), "date_gmt": _SCALAR, "date_published": DATE, "title": st.one_of(_TEXT, st.builds(lambda text: {"rendered": text}, _TEXT), _SCALAR)}
)  # fmt: skip
_POSTS = st.tuples(st.lists(_POST, min_size=1, max_size=4), _TIMES).map(lambda both: both[0] * both[1])
_DATA = st.one_of(
    _POSTS,
    _VALUE,
    st.builds(lambda items, version, more: {"version": version, "items": items, "next_url": more}, _POSTS, st.sampled_from(("https://jsonfeed.org/version/1.1", "https://jsonfeed.org/version/1", 1, "")), _SCALAR),
    st.builds(lambda posts, name, more: {name: posts, "meta": more}, _POSTS, st.sampled_from(_NAMES), _VALUE),
)  # fmt: skip
_JSON = st.builds(
    lambda data, shape: shape.replace("DATA", json.dumps(data)),
    _DATA,
    st.sampled_from(("DATA", "DATA", "DATA", "<script id='__NEXT_DATA__' type='application/json'>DATA</script>", "<html><script>window.__NUXT__=DATA;</script><a href='/a/1'>x</a>", "\ufeffDATA", "callback(DATA)", "DATADATA", "<div data-page='DATA'></div>", "<br>DATA")),
)  # fmt: skip


def _pack(body: bytes, is_packed: bool) -> bytes:
    return gzip.compress(body, mtime=0) if is_packed else body


def _send(documents: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    packed = st.sampled_from((False,) * 7 + (True,))
    return st.builds(write_answer, st.sampled_from(_KINDS), st.builds(_pack, changed(documents), packed))


def _encode(text: str) -> bytes:
    return write_text(text[: LARGEST // 2])


FEEDS = _send(st.one_of(_XML.map(_encode), _JSON.map(_encode), seeds.choose(seeds.list_feeds)))

_PARTS = (
    ("loc", _LINK), ("lastmod", DATE), ("priority", _TEXT), ("changefreq", _TEXT), ("news:title", _TEXT), ("news:publication_date", DATE), ("image:loc", _LINK), ("xhtml:link href='/fr'", _TEXT), ("news:news", _TEXT), ("LOC", _LINK), ("url", _TEXT),
)  # fmt: skip
_PLACE = st.one_of(
    *(st.builds(_put, st.just(name), text, st.sampled_from((True,) * 9 + (False,))) for name, text in _PARTS)
)
_MAPS = (
    ("urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'", "", "url"), ("urlset", "", "url"), ("sitemapindex", "", "sitemap"), ("sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'", "", "sitemap"), ("urlset", "urlset", "sitemap"), ("sm:urlset", "", "sm:url"),
)  # fmt: skip
_MAP = st.builds(
    _feed,
    st.sampled_from(_MAPS),
    st.lists(st.lists(_PLACE, max_size=5), min_size=1, max_size=5),
    st.lists(_PLACE, max_size=2),
    _TIMES,
)
_PLAIN = st.lists(
    st.one_of(
        _LINK,
        st.sampled_from(
            ("Sitemap: ", "User-agent: *", "Disallow: /", "Sitemap: https://commune.ma/s.xml", "#", "\r", "")
        ),
    ),
    max_size=30,
).map("\n".join)
SITEMAPS = _send(st.one_of(_MAP.map(_encode), _PLAIN.map(_encode), seeds.choose(seeds.list_sitemaps)))
