"""A page's tree: its body begins where HTML begins it, whether or not the page says so."""

from __future__ import annotations

import re

import pytest
from scrapy.http import HtmlResponse

from crawler.page.tree import MOST_ELEMENTS, is_cut, page_root

NEWS = "<main><article><h1>Avis</h1><p>Le guichet est fermé.</p></article></main>"


@pytest.mark.parametrize(
    ("page", "head", "body"),
    [
        (f"<title>Avis</title>{NEWS}", ["title"], ["main"]),
        (f"<title>Avis</title><link href=x><nav>Accueil</nav>{NEWS}", ["title", "link"], ["nav", "main"]),
        (f"<title>Avis</title><aside>A</aside>et{NEWS}<div>.</div>", ["title"], ["aside", "main", "div"]),
        (f"<html><head><title>Avis</title></head><body>{NEWS}</body></html>", ["title"], ["main"]),
        (f"<title>Avis</title><noscript><img src=x></noscript><!-- a -->{NEWS}", None, ["main"]),
        (NEWS, None, ["main"]),
        ("<p>Avis</p>", None, ["p"]),
    ],
    ids=["none", "with a link", "text between", "both", "noscript", "neither", "old"],
)  # fmt: skip
def test_the_body_begins_where_html_begins_it(page: str, head: list[str] | None, body: list[str]) -> None:
    root = page_root(HtmlResponse("https://x.example/", body=f"<!doctype html>{page}".encode()))
    found = root.find("body")
    assert found is not None
    assert [one.tag for one in found] == body
    if head is not None:
        assert [one.tag for one in root.find("head")] == head  # type: ignore[union-attr]
    words = " ".join("".join(root.itertext()).split())
    written = "".join(re.findall(r">([^<]+)", page))
    assert words.replace(" ", "") == written.replace(" ", "")  # each in its place


@pytest.mark.parametrize(("more", "is_long"), [(-10, False), (1, True)])
def test_a_page_that_is_not_read_to_its_end_is_known(more: int, is_long: bool) -> None:
    rows = "<br>" * (MOST_ELEMENTS + more)
    assert is_cut(HtmlResponse("https://x.example/", body=f"<p>Avis{rows}".encode())) is is_long
