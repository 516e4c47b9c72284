# ruff: noqa: E501  (documents read better unbroken)
"""WordPress: posts from its interface, and a sentence for all else that may stand there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.http import Response

from crawler.listing.paging import NextPage
from crawler.sources.errors import SourceError
from crawler.sources.wordpress import MOST_ENTRIES, find_addresses, find_next, parse_wordpress
from tests.crawler.answers import SITE, answer, front, refusal, rows

ENDPOINT = f"{SITE}/wp-json/wp/v2/posts"
ASKED = "per_page=100&_fields=id,date,date_gmt,modified,link,title,type"


def post(**stated: Any) -> dict[str, Any]:
    usual = {
        "id": 6170,
        "date": "2024-02-12T10:30:00",
        "date_gmt": "2024-02-12T09:30:00",
        "modified": "2024-06-01T00:00:00",
        "link": f"{SITE}/2024/02/12/avis/",
        "title": {"rendered": "Avis"},
        "type": "post",
    }
    return usual | stated


def rest(data: Any, url: str = ENDPOINT, **headers: str) -> Response:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return answer(json.dumps(data), url, "application/json; charset=UTF-8", sent)


POSTS: dict[str, tuple[dict[str, Any], tuple[str, str, str | None]]] = {
    "usual": (post(), ("/2024/02/12/avis/", "Avis", "2024-02-12T10:30+01:00")),
    "site clock on UTC": (
        post(date="2023-06-22T12:04:05", date_gmt="2023-06-22T12:04:05"),
        ("/2024/02/12/avis/", "Avis", "2023-06-22T13:04:05+01:00"),
    ),
    "no date_gmt: nothing is added": (
        post(date_gmt=None),
        ("/2024/02/12/avis/", "Avis", "2024-02-12T10:30"),
    ),
    "date_gmt of zeros": (
        post(date_gmt="0000-00-00T00:00:00"),
        ("/2024/02/12/avis/", "Avis", "2024-02-12T10:30"),
    ),
    "no date": (post(date=None, date_gmt=None), ("/2024/02/12/avis/", "Avis", None)),
    "entities and markup": (
        post(title={"rendered": "L&rsquo;avis &#8211; n&deg; 3 &amp;amp; <em>annexe</em>"}),
        ("/2024/02/12/avis/", "L’avis – n° 3 & annexe", "2024-02-12T10:30+01:00"),
    ),
    "title as text": (post(title="بلاغ"), ("/2024/02/12/avis/", "بلاغ", "2024-02-12T10:30+01:00")),
    "no title": (post(title=None), ("/2024/02/12/avis/", "", "2024-02-12T10:30+01:00")),
    "by number": (post(link=f"{SITE}/?p=6170"), ("/?p=6170", "Avis", "2024-02-12T10:30+01:00")),
}


@pytest.mark.parametrize(("written", "expected"), POSTS.values(), ids=POSTS)
def test_posts(written: dict[str, Any], expected: tuple[str, str, str | None]) -> None:
    entries = parse_wordpress(rest([written]))
    assert rows(entries) == [expected]
    assert entries[0].provenance == "wordpress"


def test_the_text_of_a_date_says_its_zone() -> None:
    assert parse_wordpress(rest([post()]))[0].date_text == "2024-02-12T09:30:00Z"


def test_order_doubles_and_posts_without_address() -> None:
    posts = [post(link=f"{SITE}/b"), post(link=None), post(link=f"{SITE}/a"), post(link=f"{SITE}/b/"), 7]
    assert [url for url, _, _ in rows(parse_wordpress(rest(posts)))] == ["/b", "/a"]


def test_warnings_before_the_answer() -> None:
    noise = "<br />\n<b>Warning</b>: foreach() in <b>/srv/x.php</b> on line <b>7</b><br />\n"
    assert len(parse_wordpress(answer(noise + json.dumps([post()]), ENDPOINT, "application/json"))) == 1


def test_wrong_charset() -> None:
    body = json.dumps([post(title={"rendered": "بلاغ حول الماء"})], ensure_ascii=False)
    (entry,) = parse_wordpress(answer(body, ENDPOINT, "application/json; charset=iso-8859-1"))
    assert entry.title == "بلاغ حول الماء"


def test_halves_of_signs() -> None:
    posts = [post(title="\ud83d بلاغ", date="\ud800", date_gmt=None), post(link=f"{SITE}/\ud800")]
    assert rows(parse_wordpress(rest(posts))) == [("/2024/02/12/avis/", "بلاغ", None)]


def test_many_are_cut() -> None:
    posts = [post(link=f"{SITE}/{number}") for number in range(20_000)]
    assert len(parse_wordpress(rest(posts))) == MOST_ENTRIES


INDEX = {"name": "x", "namespaces": ["wp/v2"], "routes": {}}
REFUSED = {"code": "rest_cannot_access", "message": "Seuls les <b>membres</b> l&#8217;ont.", "data": {"status": 401}}  # fmt: skip
FAULTS = {
    "the index": (json.dumps(INDEX), "is the index of the interface of WordPress, not its posts"),
    "an error": (json.dumps(REFUSED), "refuses: Seuls les membres l’ont."),
    "no posts": ("[]", "lists no posts"),
    "other things": ("[1, null, []]", "lists no posts"),
    "other data": ('{"a": 1}', "is JSON, but lists no posts"),
    "a number": ("7", "is JSON, but lists no posts"),
    "a page": ("<!DOCTYPE html><html></html>", "is a page, not the interface of WordPress"),
    "text": ("disabled", "is no JSON that can be read"),
    "cut off": (json.dumps([post()])[:-9], "is no JSON that can be read"),
    "empty": ("", "answered with an empty body"),
    "deep": ('[{"a":' * 100_000, "is no JSON that can be read"),
    "NUL": ("\x00" * 50, "is no JSON that can be read"),
}


@pytest.mark.parametrize(("body", "expected"), FAULTS.values(), ids=FAULTS)
def test_faults(body: str, expected: str) -> None:
    assert refusal(parse_wordpress, answer(body, ENDPOINT, "application/json")) == expected


NEXT: dict[str, tuple[dict[str, str], str, int, str | None]] = {
    "by the number of pages": ({"X_WP_TotalPages": "7"}, f"{ENDPOINT}?per_page=100", 1, f"{ENDPOINT}?per_page=100&page=2"),
    "from a later page": ({"X_WP_TotalPages": "7"}, f"{ENDPOINT}?page=6", 6, f"{ENDPOINT}?page=7"),
    "the route in the query": ({"X_WP_TotalPages": "2"}, f"{SITE}/?rest_route=/wp/v2/posts", 1, f"{SITE}/?rest_route=%2Fwp%2Fv2%2Fposts&page=2"),
    "the last page": ({"X_WP_TotalPages": "7"}, f"{ENDPOINT}?page=7", 7, None),
    "by a link": ({"Link": f'<{ENDPOINT}?page=1>; rel="prev", <{ENDPOINT}?page=3>; rel="next"'}, ENDPOINT, 2, f"{ENDPOINT}?page=3"),
    "by a link to another site": ({"Link": '<https://other.ma/?page=3>; rel="next"'}, ENDPOINT, 2, None),
    "nothing said": ({}, ENDPOINT, 1, None),
    "nonsense said": ({"X_WP_TotalPages": "many"}, ENDPOINT, 1, None),
}  # fmt: skip


@pytest.mark.parametrize(("headers", "url", "page_number", "expected"), NEXT.values(), ids=NEXT)
def test_next(headers: dict[str, str], url: str, page_number: int, expected: str | None) -> None:
    found = find_next(rest([post()], url, **headers), page_number)
    assert found == (NextPage(expected, "GET") if expected else None)


ANNOUNCED = '<link rel="https://api.w.org/" href="{}">'
PLACES: dict[str, tuple[dict[str, Any], str]] = {
    "by header": (
        {"headers": {"Link": f'<{SITE}/amz/wp-json/>; rel="https://api.w.org/", <x>; rel=shortlink'}},
        f"{SITE}/amz/wp-json/wp/v2/posts?{ASKED}",
    ),
    "by element": ({"head": ANNOUNCED.format("/wp-json/")}, f"{SITE}/wp-json/wp/v2/posts?{ASKED}"),
    "by element, route in the query": (
        {"head": ANNOUNCED.format("/index.php?rest_route=/")},
        f"{SITE}/index.php?rest_route=/wp/v2/posts&{ASKED}",
    ),
    "in a folder, by its files": (
        {"markup": '<img src="/wp/wp-content/uploads/a.jpg">', "url": f"{SITE}/wp/2020/04/16/x/"},
        f"{SITE}/wp/wp-json/wp/v2/posts?{ASKED}",
    ),
    "files of another host": (
        {"markup": '<img src="https://other.ma/wp/wp-content/a.jpg">'},
        f"{SITE}/wp-json/wp/v2/posts?{ASKED}",
    ),
    "in a language folder": ({"url": f"{SITE}/amz/x"}, f"{SITE}/amz/wp-json/wp/v2/posts?{ASKED}"),
}


@pytest.mark.parametrize(("page", "first"), PLACES.values(), ids=PLACES)
def test_places(page: dict[str, Any], first: str) -> None:
    found = find_addresses(front(**page))
    assert found[0] == first
    assert f"{SITE}/?rest_route=/wp/v2/posts&{ASKED}" in found
    assert len(found) == len(set(found)) <= 6


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=9) | st.sampled_from([SITE, "2024-01-01T10:00:00"])  # fmt: skip
NAMES = st.sampled_from(["link", "title", "rendered", "date", "date_gmt", "code", "message", "routes"])
DATA = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5), max_leaves=25)  # fmt: skip


@settings(max_examples=300)
@given(DATA.map(lambda data: json.dumps(data).encode()) | st.binary(max_size=100), st.text(max_size=20))
def test_nothing_but_a_source_error(body: bytes, header: str) -> None:
    response = answer(
        body, ENDPOINT, "application/json", {"X-WP-TotalPages": header, "Link": f"<{header}>; rel=next"}
    )
    find_next(response, 1)
    try:
        entries = parse_wordpress(response)
    except SourceError as error:
        assert error.why.startswith(ENDPOINT)
        return
    assert 0 < len(entries) <= MOST_ENTRIES
