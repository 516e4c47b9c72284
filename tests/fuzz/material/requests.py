# ruff: noqa: E501  (tables read better in long lines)
"""Requests to the site: its own addresses with parameters, headers and bodies that readers or programs might send."""

from __future__ import annotations

import json
from urllib.parse import quote

from hypothesis import strategies as st

from tests.fuzz.material.changing import changed, mostly
from tests.fuzz.material.queries import QUERY
from tests.fuzz.material.routes import ROUTES, USUAL
from tests.fuzz.text import write_text

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
_METHODS = ("GET", "POST", "DELETE", "HEAD", "OPTIONS", "PUT", "PATCH", "TRACE", "get", "CONNECT")
_HEADERS = (
    "X-Known: 1", "X-Known: 1", "Authorization: Bearer", "Authorization: Bearer x", "Authorization: Basic YQ==", "Content-Type: application/json", "Content-Type: application/x-www-form-urlencoded", "Content-Type: multipart/form-data; boundary=x", "Content-Type: multipart/form-data", "Content-Type: text/plain; charset=utf-16", "If-None-Match: *", 'If-None-Match: W/"x", "y"', "If-None-Match: x", "If-Modified-Since: yesterday",
    "Range: bytes=0-", "Range: bytes=5-2", "Range: bytes=-1", "Accept-Language: ar;q=x", "Accept-Language: fr, *;q=0", "Accept: application/json", "Cookie: session=x", "Cookie: =; a", "Host: [", "Host: x:y", "Content-Length: 5", "Content-Length: -1", "Expect: 100-continue", "X-Forwarded-For: x", "X-Forwarded-Proto: ftp", "Origin: null", "Accept-Encoding: gzip;q=9", "Content-Encoding: gzip", "Referer: //[", "Sec-Fetch-Site: cross-site", "Transfer-Encoding: chunked",
)  # fmt: skip


def _safe(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def _word(name: str) -> st.SearchStrategy[str]:
    """What a parameter is given: mostly what it takes."""
    usual = st.sampled_from(USUAL[name]) if name in USUAL else QUERY.map(lambda text: text[:2_000])
    return mostly(usual, _WORD)


@st.composite
def _address(draw: st.DrawFn, place: str, names: tuple[str, ...]) -> str:
    while "{" in place:
        begin, _, rest = place.partition("{")
        name, _, end = rest.partition("}")
        place = begin + _safe(draw(_word(name))) + end
    asked = draw(st.lists(st.sampled_from(names), max_size=5, unique=True)) if names else []
    if draw(st.sampled_from((False,) * 9 + (True,))):
        asked.append(draw(st.sampled_from(_NAMES)))
    is_raw = draw(st.sampled_from((False,) * 9 + (True,)))
    words = [(name, draw(_word(name))) for name in asked]
    query = "&".join(f"{name}={word.replace('#', '') if is_raw else _safe(word)}" for name, word in words)
    return place + (f"?{query}" if query else "")


_LISTS = ("portals", "kinds", "words", "events", "languages", "regions", "provinces")
_TOLD = ("language", "digest", "quiet", "timezone", "alive_days")
_FORM_FIELDS = (
    "target",
    "in",
    "digest",
    "hour",
    "weekday",
    "quiet_from",
    "quiet_to",
    "timezone",
    "alive",
    "do",
    "token",
    "mark",
    *_LISTS,
)
_FIELDS = (*_FORM_FIELDS, *_TOLD, "told", "x", "portal", "kind")
_TARGETS = (
    "https://hook.example/x",
    "mailto:a@b.ma",
    "terminal:",
    "file:x",
    "tgram://123456:abcdefghijklmnopqrstuvwxyz123456789/1",
    "json://x",
    "http://127.0.0.1:9/x",
    "https://[::1]/",
    "https://h.example:99999/",
    "mailto:",
    "mailto:a@b.ma,c@d.ma?subject=x",
    "slack://a/b/c",
    "matrix://u:p@h",
    "https://é.ma/",
    "https://a b/",
)
_TIMES = (
    "hourly",
    "daily@08:00",
    "weekly@mon-08:00",
    "daily",
    "weekly",
    "at_once",
    "22:00-07:00",
    "25:00-07:00",
    "08:00",
    "8",
    "mon",
    "Africa/Casablanca",
    "Europe/Paris",
    "Nowhere/X",
    "../x",
    "",
    "1",
    "30",
    "99999",
    "make",
    "test",
    "try",
    "ar",
    "fr",
    "en",
    "zgh",
)
_ODD = mostly(st.one_of(st.sampled_from(_TIMES), st.sampled_from(_TARGETS)), _WORD)
_CHOSEN = st.sampled_from(
    (
        "commune",
        "tender",
        "results",
        "edited",
        "new",
        "ar",
        "fr",
        "voirie",
        "fes-meknes",
        "غشت",
        "x*",
        '"a b"',
    )
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
_SUBSCRIPTION = st.fixed_dictionaries(
    {"target": mostly(st.sampled_from(_TARGETS), _WORD)},
    optional={
        **{name: mostly(st.lists(mostly(_CHOSEN, _WORD), max_size=3), _VALUE) for name in _LISTS},
        "told": st.one_of(
            st.fixed_dictionaries({}, optional=dict.fromkeys(_TOLD, st.one_of(_ODD, _VALUE))), _VALUE
        ),
    },
).map(json.dumps)
_PAIRS = st.lists(st.tuples(st.sampled_from(_FORM_FIELDS), st.one_of(_ODD, _CHOSEN)), max_size=8)
_FORM = st.builds(
    lambda target, pairs: "&".join(f"{name}={_safe(word)}" for name, word in [("target", target), *pairs]),
    st.sampled_from(_TARGETS),
    _PAIRS,
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
    method, place, names = draw(st.sampled_from(ROUTES))
    address = draw(_address(place, names))
    headers = draw(st.lists(st.sampled_from(_HEADERS), max_size=2))
    body = b""
    if method != "GET":
        is_program = place.startswith("/api/")
        headers += ["X-Known: 1"] if is_program else ["X-Session: 1"]
        headers += draw(
            st.sampled_from((_HEADERS[5:6] if is_program else _HEADERS[6:7],) * 4 + (_HEADERS[7:9],))
        )
        usual = (_SUBSCRIPTION if is_program else _FORM).map(write_text)
        body = draw(mostly(usual, changed(_BODY.map(write_text))))
    elif draw(st.booleans()):
        headers += ["X-Session: 1"] if place.startswith("/subscriptions") else ["X-Known: 1"]
    if draw(st.sampled_from((False,) * 12 + (True,))):
        method = draw(st.sampled_from(_METHODS))
    head = "\n".join([f"{method} {address}".replace("\n", ""), *headers])
    return write_text(f"{head}\n\n") + body


REQUESTS = _request()
