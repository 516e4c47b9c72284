# ruff: noqa: E501  (tables read better in long lines)
"""Requests to the site: its own addresses with parameters, headers and bodies that readers or programs might send."""

from __future__ import annotations

import json
from urllib.parse import quote

from hypothesis import strategies as st

from tests.fuzz.material.changing import changed
from tests.fuzz.material.queries import QUERY
from tests.fuzz.text import write_text

_API = (
    "/articles", "/articles/{number}", "/articles/{number}/revisions", "/articles/{number}/diff", "/articles/{number}/evidence", "/articles/{number}/evidence.warc.gz", "/deliveries", "/deliveries/retry", "/events", "/export", "/statistics", "/portals/{portal}/record", "/portals", "/portals/{portal}", "/health",
    "/search", "/subscriptions", "/subscriptions/{number}", "/subscriptions/{number}/test", "/nothing",
)  # fmt: skip
_PAGES = (
    "/", "/portals", "/portals/{portal}", "/articles/{number}", "/articles/{number}/proof", "/articles/{number}/text.txt", "/articles/{number}/evidence.zip", "/articles/{number}/evidence.warc.gz", "/search", "/record", "/record/{portal}", "/health", "/health/requests", "/statistics", "/statistics.csv", "/statistics/picture.css",
    "/about-the-robot", "/subscriptions", "/subscriptions/new", "/subscriptions/{number}", "/subscriptions/{number}/end", "/subscriptions/{number}/retry", "/subscriptions/{number}/test", "/subscriptions/login", "/subscriptions/logout", "/feeds/all.{form}", "/feeds/portals/{portal}.{form}", "/feeds/kinds/{kind}.{form}", "/feeds/regions/{region}.{form}", "/feeds/search.{form}",
    "/healthz", "/readyz", "/metrics", "/openapi.json", "/static/{word}", "/static/../app.py", "/static/%2e%2e/app.py", "/%00", "//", "/{word}",
)  # fmt: skip
_PLACES = tuple(f"/api/v1{one}" for one in _API) * 2 + _PAGES
_NAMES = (
    "q", "portal", "kind", "since", "until", "status", "limit", "before", "after", "amended", "event", "best", "by", "year", "format", "as_of", "from", "to", "lang", "order", "page", "type", "region", "wait", "fields", "target", "utm_source", "x", "day", "view", "match", "told",
)  # fmt: skip
_WORDS = (
    "", "0", "1", "2", "3", "-1", "99", "9223372036854775807", "9223372036854775808", "1e9", "٣", "²", "1.5", " 1", "+1", "01", "null", "true", "false", "commune", "nowhere", "تجارب", "news", "tender", "results", "edited", "gone", "published", "2026", "2026-11", "2026-11-24", "2026-02-30", "0000-01-01", "9999-12-31", "2026-11-24T09:00:00Z", "2026-11-24T09:00:00+01:00", "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00", "csv", "jsonl", "xml", "rss", "atom", "json", "parquet", "zip", "ar", "fr", "zgh", "newest", "best", "month", "portal", "day", "2026-W48", "\0", "\ud800", "\u202e", "%", "%00", "%ff", "../../etc/passwd", "<script>", "{{7*7}}", "'", '"', "\\", "a" * 3_000, "é", "🙂", ";", "&", "=", "#", "active", "withdrawn", "file:/tmp/x", "terminal:", "https://hook.example/x", "mailto:a@b.ma", "tgram://x/y", "http://[", "1-2",
)  # fmt: skip
_WORD = st.one_of(
    st.sampled_from(_WORDS),
    st.sampled_from(_WORDS),
    QUERY.map(lambda text: text[:2_000]),
    st.text(max_size=8),
)
_METHODS = (
    ("GET",) * 14 + ("POST",) * 4 + ("DELETE", "HEAD", "OPTIONS", "PUT", "PATCH", "TRACE", "get", "CONNECT")
)
_HEADERS = (
    "X-Known: 1", "X-Known: 1", "Authorization: Bearer", "Authorization: Bearer x", "Authorization: Basic YQ==", "Content-Type: application/json", "Content-Type: application/x-www-form-urlencoded", "Content-Type: multipart/form-data; boundary=x", "Content-Type: multipart/form-data", "Content-Type: text/plain; charset=utf-16", "If-None-Match: *", 'If-None-Match: W/"x", "y"', "If-None-Match: x", "If-Modified-Since: yesterday",
    "Range: bytes=0-", "Range: bytes=5-2", "Range: bytes=-1", "Accept-Language: ar;q=x", "Accept-Language: fr, *;q=0", "Accept: application/json", "Cookie: session=x", "Cookie: =; a", "Host: [", "Host: x:y", "Content-Length: 5", "Content-Length: -1", "Expect: 100-continue", "X-Forwarded-For: x", "X-Forwarded-Proto: ftp", "Origin: null", "Accept-Encoding: gzip;q=9", "Content-Encoding: gzip", "Referer: //[", "Sec-Fetch-Site: cross-site", "Transfer-Encoding: chunked",
)  # fmt: skip


def _safe(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


@st.composite
def _address(draw: st.DrawFn) -> str:
    place = draw(st.sampled_from(_PLACES))
    while "{" in place:
        begin, _, rest = place.partition("{")
        name, _, end = rest.partition("}")
        usual = {
            "number": "1",
            "portal": "commune",
            "form": "rss",
            "kind": "results",
            "region": "x",
            "word": "site.css",
        }[name]
        word = draw(st.one_of(st.just(usual), st.just(usual), _WORD))
        place = begin + _safe(word) + end
    pairs = draw(st.lists(st.tuples(st.sampled_from(_NAMES), _WORD), max_size=4))
    raw = draw(st.sampled_from((True, True, True, True, False)))
    query = "&".join(f"{name}={_safe(word) if raw else word.replace('#', '')}" for name, word in pairs)
    return place + (f"?{query}" if query else "")


_FIELDS = (
    "target",
    "kinds",
    "portals",
    "words",
    "match",
    "told",
    "every",
    "at",
    "name",
    "token",
    "status",
    "lang",
    "events",
    "x",
    "query",
    "regions",
    "kind",
    "portal",
    "q",
    "timing",
    "quiet",
    "form",
    "ids",
)
_VALUE = st.recursive(
    st.one_of(_WORD, st.none(), st.booleans(), st.integers(), st.floats()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(_FIELDS), inner, max_size=4)
    ),
    max_leaves=8,
)
_JSON = st.dictionaries(
    st.sampled_from(_FIELDS), st.one_of(_WORD, st.lists(_WORD, max_size=3), _VALUE), max_size=6
).map(json.dumps)
_SUBSCRIPTION = st.builds(
    lambda target, more: json.dumps({"target": target, **more}),
    st.sampled_from(
        (
            "https://hook.example/x",
            "mailto:a@b.ma",
            "terminal:",
            "file:x",
            "tgram://123456:abcdefghijklmnopqrstuvwxyz123456789/1",
            "json://x",
        )
    ),
    st.dictionaries(
        st.sampled_from(_FIELDS), st.one_of(_WORD, st.lists(_WORD, max_size=3), _VALUE), max_size=4
    ),
)
_FORM = st.lists(st.tuples(st.sampled_from(_FIELDS), _WORD), max_size=6).map(
    lambda pairs: "&".join(f"{name}={_safe(word)}" for name, word in pairs)
)
_PARTS = st.builds(
    lambda name, word: f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{word}\r\n--x--\r\n',
    st.sampled_from(_FIELDS),
    _WORD,
)
_BODY = st.one_of(
    st.just(""), st.just(""), _JSON, _SUBSCRIPTION, _FORM, _PARTS, _WORD, _VALUE.map(json.dumps)
)


@st.composite
def _request(draw: st.DrawFn) -> bytes:
    method, address = draw(st.sampled_from(_METHODS)), draw(_address())
    headers = draw(st.lists(st.sampled_from(_HEADERS), max_size=4))
    if method == "POST":
        headers += ["X-Known: 1", draw(st.sampled_from(_HEADERS[5:8]))]
    head = "\n".join([f"{method} {address}".replace("\n", ""), *headers])
    return write_text(f"{head}\n\n") + draw(
        changed(_BODY.map(write_text)) if method == "POST" else st.just(b"")
    )


REQUESTS = _request()
