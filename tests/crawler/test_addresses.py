"""Addresses: every spelling of one article's address is one key, and different articles stay apart."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.addresses import canonical_address, same_site

SAME = {
    "scheme": ("http://meknes.ma/a?idact=1", "https://meknes.ma/a?idact=1"),
    "www": ("http://www.meknes.ma/a", "http://meknes.ma/a"),
    "host case": ("http://MEKNES.ma/a", "http://meknes.ma/a"),
    "final dot of the host": ("http://meknes.ma./a", "http://meknes.ma/a"),
    "default port": ("http://meknes.ma:80/a", "https://meknes.ma:443/a"),
    "fragment": ("http://meknes.ma/a#top", "http://meknes.ma/a"),
    "trailing slash": ("http://meknes.ma/a/", "http://meknes.ma/a"),
    "root": ("http://meknes.ma", "http://meknes.ma/"),
    "dot segments": ("http://meknes.ma/x/../a/./b", "http://meknes.ma/a/b"),
    "dot segments, escaped": ("http://meknes.ma/x/%2e%2e/a", "http://meknes.ma/a"),
    "doubled slash": ("http://meknes.ma//a//b", "http://meknes.ma/a/b"),
    "raw Arabic": ("http://c.ma/ar/بلاغ", "http://c.ma/ar/" + quote("بلاغ")),
    "case of escapes": ("http://c.ma/%d8%a8", "http://c.ma/%D8%A8"),
    "escaped letters": ("http://c.ma/%61ct", "http://c.ma/act"),
    "order of parameters": ("http://c.ma/?b=2&a=1", "http://c.ma/?a=1&b=2"),
    "utm": ("http://c.ma/?idact=1&utm_source=fb&utm_medium=x", "http://c.ma/?idact=1"),
    "fbclid": ("http://c.ma/a?fbclid=IwAR0", "http://c.ma/a"),
    "PHP session": ("http://c.ma/?p=1&PHPSESSID=abc", "http://c.ma/?p=1"),
    "ASP.NET session": ("http://c.ma/a.aspx?ASP.NET_SessionId=q&idact=1", "http://c.ma/a.aspx?idact=1"),
    "cookieless ASP.NET": (
        "http://c.ma/(S(lit3py55t21z5v55vlm25s55))/a.aspx?idact=1",
        "http://c.ma/a.aspx?idact=1",
    ),
    "jsessionid": ("http://c.ma/a;jsessionid=AB12?x=1", "http://c.ma/a?x=1"),
    "aspxerrorpath": ("http://c.ma/e.aspx?aspxerrorpath=/a.aspx", "http://c.ma/e.aspx"),
    "ampersand escaped twice": ("http://c.ma/a?x=1&amp;idact=2", "http://c.ma/a?x=1&idact=2"),
    "case of an ASP.NET address": (
        "http://c.ma/DetailsAct.aspx?IdAct=1",
        "http://c.ma/detailsact.aspx?idact=1",
    ),
    "plus and space": ("http://c.ma/?q=a+b", "http://c.ma/?q=a%20b"),
    "white space around": (" http://c.ma/a\n", "http://c.ma/a"),
    "composed and decomposed": ("http://c.ma/actualit\u00e9", "http://c.ma/actualite\u0301"),
}

DIFFERENT = {
    "id": ("http://meknes.ma/a?idact=1", "http://meknes.ma/a?idact=2"),
    "path": ("http://c.ma/a", "http://c.ma/b"),
    "case of a path": ("http://c.ma/A", "http://c.ma/a"),
    "slash that is part of a name": ("http://c.ma/a%2Fb", "http://c.ma/a/b"),
    "host": ("http://fr.c.ma/a", "http://c.ma/a"),
    "port": ("http://127.0.0.1:8001/a", "http://127.0.0.1:8002/a"),
    "numbered slug": ("http://c.ma/x-2/", "http://c.ma/x/"),
}


@pytest.mark.parametrize(("a", "b"), SAME.values(), ids=SAME)
def test_spellings_of_one_address(a: str, b: str) -> None:
    assert canonical_address(a) == canonical_address(b)


@pytest.mark.parametrize(("a", "b"), DIFFERENT.values(), ids=DIFFERENT)
def test_different_addresses(a: str, b: str) -> None:
    assert canonical_address(a) != canonical_address(b)


@pytest.mark.parametrize(
    "url", ["mailto:a@b.ma", "javascript:void(0)", "", "http://[", "http://a:99999/", "http://"]
)
def test_no_web_address_is_left_as_written(url: str) -> None:
    assert canonical_address(url) == url


def test_identifying_parameter_is_kept() -> None:
    url = "http://www.meknes.ma/langue-ar/actualites/detailsact.aspx?idact=1260"
    assert canonical_address(url) == "https://meknes.ma/langue-ar/actualites/detailsact.aspx?idact=1260"


_piece = st.text(st.sampled_from("aB1بé%./;()=&?+ \u0301~-_:@S\x00"), max_size=12)


@given(_piece, _piece, _piece)
def test_idempotent(host: str, path: str, query: str) -> None:
    once = canonical_address(f"http://h{host}.ma/{path}?{query}")
    assert canonical_address(once) == once


@given(st.text(max_size=40))
def test_idempotent_on_anything(text: str) -> None:
    once = canonical_address(text)
    assert canonical_address(once) == once


@given(st.text(st.sampled_from("ابتثجabc019-_"), min_size=1, max_size=20))
def test_raw_and_encoded_slugs_are_one(slug: str) -> None:
    raw, encoded = f"https://c.ma/ar/{slug}", f"http://www.c.ma/ar/{quote(slug).lower()}/"
    assert canonical_address(raw) == canonical_address(encoded)


SITES = {
    "www and scheme": ("http://www.c.ma/a", "https://c.ma/b", True),
    "default port": ("http://c.ma:80/", "https://c.ma:443/", True),
    "subdomain": ("http://fr.c.ma/", "http://c.ma/", False),
    "other port": ("http://127.0.0.1:1/", "http://127.0.0.1:2/", False),
    "no address": ("javascript:x()", "http://c.ma/", False),
    "ends alike": ("http://notc.ma/", "http://c.ma/", False),
}


@pytest.mark.parametrize(("a", "b", "expected"), SITES.values(), ids=SITES)
def test_same_site(a: str, b: str, expected: bool) -> None:
    assert same_site(a, b) is expected
