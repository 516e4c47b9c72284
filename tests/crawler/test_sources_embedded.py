# ruff: noqa: E501  (documents read better unbroken)
"""Embedded data: posts found by their shape, their addresses only where something shows them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.http import HtmlResponse, TextResponse

from crawler.listing.paging import NextPage
from crawler.sources.embedded import (
    MOST_ENTRIES,
    find_addresses,
    find_next,
    parse_embedded,
    read_posts,
)
from crawler.sources.errors import SourceError
from crawler.sources.guesses import Guess, is_proved, list_guesses
from crawler.sources.instants import write_epoch
from tests.crawler.answers import SITE, Row, answer, front, refusal, rows

HOME = f"{SITE}/ar-AR"


def script(data: Any, kind: str = "application/json", name: str = "__NEXT_DATA__") -> str:
    return f'<script id="{name}" type="{kind}">{json.dumps(data, ensure_ascii=False)}</script>'


def page(*scripts: str, url: str = HOME, markup: str = "") -> TextResponse:
    return front(markup + "".join(scripts), url=url)


def posts(count: int = 3, **stated: Any) -> list[dict[str, Any]]:
    """Posts 1 to `count`, each value with its number in place of `#`."""
    usual = {"title": "بلاغ رقم #", "publishedAt": "2024-02-1#T09:30:00.000Z", "url": "/actualites/avis-#"}
    return [_numbered(usual | stated, str(number)) for number in range(1, count + 1)]


def _numbered(value: Any, number: str) -> Any:
    if isinstance(value, dict):
        return {key: _numbered(inner, number) for key, inner in value.items() if inner is not None}
    return value.replace("#", number) if isinstance(value, str) else value


def told(count: int = 3, title: str = "بلاغ رقم #", url: str = "/actualites/avis-#") -> list[Row]:
    return [
        (url.replace("#", str(n)), title.replace("#", str(n)), f"2024-02-1{n}T10:30+01:00")
        for n in range(1, count + 1)
    ]


def ld(data: Any) -> str:
    return script({"@context": "https://schema.org"} | data, "application/ld+json", "")


def flight(text: str) -> str:
    """The data of newer Next.js: a text in pieces."""
    return "".join(
        f"<script>self.__next_f.push({json.dumps([1, text[at : at + 40]])})</script>"
        for at in range(0, len(text), 40)
    )


ARTICLES = posts(
    publishedAt=None, title=None, headline="بلاغ رقم #", datePublished="2024-02-1#T10:30:00+01:00"
)
SHAPES: dict[str, tuple[str, list[Row]]] = {
    "Next.js": (script({"props": {"pageProps": {"posts": posts()}}, "page": "/"}), told()),
    "a page of any depth": (script({"a": [[{"b": {"c": {"d": [{"e": posts()}]}}}]]}), told()),
    "other names": (
        script(posts(title=None, url=None, publishedAt=None, titre="بلاغ رقم #", lien="/a/#", date_publication="2024-02-1#T09:30:00Z")),
        told(url="/a/#"),
    ),
    "WordPress behind it": (
        script(posts(title={"rendered": "L&rsquo;avis #"}, link=f"{SITE}/avis-#/", url=None, publishedAt=None, date="2024-02-1#T10:30:00")),
        [(f"/avis-{n}/", f"L’avis {n}", f"2024-02-1{n}T10:30") for n in (1, 2, 3)],
    ),
    "Strapi": (script({"data": [{"id": n, "attributes": one} for n, one in enumerate(posts())]}), told()),
    "GraphQL": (script({"posts": {"edges": [{"node": one} for one in posts()]}}), told()),
    "by number, as Apollo keeps them": (script({"ROOT": {f"Post:{n}": one for n, one in enumerate(posts())}}), told()),
    "a title in each language": (script(posts(title={"fr": "Avis #", "ar": "بلاغ رقم #"})), told()),
    "a language behind the name": (script(posts(title=None, title_fr="Avis #", title_ar="بلاغ رقم #")), told()),
    "only the other language": (script(posts(title={"fr": "Avis #"})), told(title="Avis #")),
    "seconds": (script([one | {"publishedAt": 1707730200 + n * 86400} for n, one in enumerate(posts())]), [(url, title, day.replace("-11T", "-12T") if url[-1] == "1" else day.replace("-12T", "-13T") if url[-1] == "2" else day.replace("-13T", "-14T")) for url, title, day in told()]),
    "published is yes": (script(posts(published=True)), told()),
    "published before created and updated": (script(posts(createdAt="2023-01-01", updatedAt="2025-01-01")), told()),
    "Nuxt": (f"<script>window.__NUXT__={json.dumps({'data': [{'news': posts()}]})};</script>", told()),
    "a state": (f"<script> window.__INITIAL_STATE__ = {json.dumps({'list': posts()})}; (function(){{}})();</script>", told()),
    "a state that is no plain JSON": ("<script>window.__NUXT__=(function(a){return {posts:[a]}}(1));</script>" + script(posts()), told()),
    "newer Next.js": (flight("3:I[1,2]\n5:" + json.dumps(["$", "main", None, {"posts": posts()}]) + "\n6:null\n"), told()),
    "Inertia": (f"""<div id="app" data-page='{json.dumps({"props": {"posts": {"data": posts()}}})}'></div>""", told()),
    "JSON-LD, a list": (
        ld({"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "position": n, "item": {"@type": "NewsArticle", **one}} for n, one in enumerate(ARTICLES)]}),
        told(),
    ),
    "JSON-LD, a blog": (ld({"@type": "Blog", "blogPost": [{"@type": "BlogPosting", **one} for one in ARTICLES]}), told()),
    "JSON-LD, a graph": (
        ld({"@graph": [{"@type": "WebSite", "name": "جماعة", "url": SITE}, {"@type": "CollectionPage", "hasPart": [{"@type": "Article", **one} for one in ARTICLES]}]}),
        told(),
    ),
    "JSON-LD without dates": (
        ld({"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "name": f"بلاغ إلى عموم الساكنة رقم {n}", "url": f"{SITE}/a/{n}"} for n in (1, 2, 3)]}),
        [(f"/a/{n}", f"بلاغ إلى عموم الساكنة رقم {n}", None) for n in (1, 2, 3)],
    ),
    "within CDATA": (f'<script type="application/ld+json">//<![CDATA[\n{json.dumps({"@type": "Blog", "blogPost": ARTICLES})}\n//]]></script>', told()),
    "what is no post among posts": (
        script([*posts(), {"title": "Contact", "url": "/contact"}, {"title": "x", "url": "/i.pdf", "publishedAt": "2024-01-01"}, None, 3]),
        told(),
    ),
    "a date that cannot be read": (script([*posts(2), {"title": "س", "url": "/s", "date": "يوم 3"}]), [*told(2), ("/s", "س", None)]),
    "events beside": (script({"posts": posts(2), "upcomingEvents": posts(9, url="/e/#"), "x": {"agenda": posts(9)}}), told(2)),
    "events by their type": (ld({"@graph": [{"@type": "Event", **one} for one in ARTICLES]}) + script(posts(2)), told(2)),
    "related ones beside": (script({"relatedPosts": posts(5, url="/r/#"), "items": posts(2)}), told(2)),
    "a path of pages": (
        ld({"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "name": "صفحة طويلة العنوان جدا هنا", "item": f"{SITE}/{n}"} for n in range(4)]}) + script(posts(2)),
        told(2),
    ),
    "in sections": (script({"blocks": [{"articles": posts(2)}, {"articles": posts(1, url="/z/#") + posts(1, url="/y/#")}]}), [*told(2), ("/z/1", "بلاغ رقم 1", "2024-02-11T10:30+01:00"), ("/y/1", "بلاغ رقم 1", "2024-02-11T10:30+01:00")]),
    "deep": (f"<script type='application/json'>{'[' * 500}{json.dumps(posts())}{']' * 500}</script>", told()),
    "doubled": (script(posts() + posts()), told()),
    "broken data beside": ("<script type='application/json'>{'a': </script>" + script(posts()), told()),
}  # fmt: skip


@pytest.mark.parametrize(("markup", "expected"), SHAPES.values(), ids=SHAPES)
def test_shapes(markup: str, expected: list[Row]) -> None:
    entries = parse_embedded(page(markup))
    assert rows(entries) == expected
    assert {entry.provenance for entry in entries} == {"jsonld"}


def slugs(count: int = 3, **stated: Any) -> str:
    return script({"posts": posts(count, url=None, slug="avis-#", id="77#", **stated)})


def link(href: str) -> str:
    return f'<a href="{href}">إقرأ المزيد</a>'


SECTIONS = script(
    {
        "posts": [
            *posts(1, url=None, slug="avis-#", category={"slug": "annonces"}),
            *posts(1, url=None, slug="bilan-#", category={"slug": "actualites"}),
        ]
    }
)
ADDRESSES: dict[str, tuple[str, list[str]]] = {
    "one link shows the way": (link("/ar-AR/actualites/avis-2") + slugs(), [f"/ar-AR/actualites/avis-{n}" for n in (1, 2, 3)]),
    "a slash at the end": (link("/ar-AR/actualites/avis-2/") + slugs(), [f"/ar-AR/actualites/avis-{n}/" for n in (1, 2, 3)]),
    "a path in the data": (slugs() + script({"canonical": f"{HOME}/n/avis-1"}, name="x"), [f"/ar-AR/n/avis-{n}" for n in (1, 2, 3)]),
    "the number with the name": (link("/article/771-avis-1") + slugs(), [f"/article/77{n}-avis-{n}" for n in (1, 2, 3)]),
    "the number before the name": (link("/article/771/avis-1") + slugs(), [f"/article/77{n}/avis-{n}" for n in (1, 2, 3)]),
    "the section from the data": (link("/annonces/avis-1") + SECTIONS, ["/annonces/avis-1", "/actualites/bilan-1"]),
    "two sections that nothing tells": (link("/a/avis-1") + link("/b/avis-2") + slugs(), ["/a/avis-1", "/b/avis-2"]),
    "the same in two languages": (link("/ar-AR/n/avis-1") + link("/fr-FR/n/avis-1") + link("/ar-AR/n/avis-2") + slugs(), [f"/ar-AR/n/avis-{n}" for n in (1, 2, 3)]),
    "an address for scripts is none": (link("/n/avis-1") + slugs() + script(["/api/posts/avis-2", f"{SITE}/api/avis-3"]), [f"/n/avis-{n}" for n in (1, 2, 3)]),
    "a folder that is the same for all": (link("/ar-AR/avis-1") + script([*posts(2, url=None, slug="avis-#", locale="ar-AR"), *posts(1, url=None, slug="bilan-#")]), ["/ar-AR/avis-1", "/ar-AR/avis-2", "/ar-AR/bilan-1"]),
    "another site's is none": (link("https://other.ma/x/avis-1") + link("/n/avis-1") + slugs(), [f"/n/avis-{n}" for n in (1, 2, 3)]),
    "Arabic": (link("/ar/%D8%A8%D9%84%D8%A7%D8%BA-1") + script(posts(2, url=None, slug="بلاغ-#")), [f"/ar/%D8%A8%D9%84%D8%A7%D8%BA-{n}" for n in (1, 2)]),
    "some state it, some do not": (slugs() + script({"x": 1}) + link("/n/avis-3"), [f"/n/avis-{n}" for n in (1, 2, 3)]),
}  # fmt: skip


@pytest.mark.parametrize(("markup", "expected"), ADDRESSES.values(), ids=ADDRESSES)
def test_addresses_of_short_names(markup: str, expected: list[str]) -> None:
    assert [url for url, _, _ in rows(parse_embedded(page(markup)))] == expected


def test_short_names_alone_are_refused() -> None:
    why = "lists 3 posts by short names only, and no link on the page shows what their addresses are"
    assert refusal(parse_embedded, page(link("/ar-AR/actualites") + slugs())) == why


def test_bare_data_is_read_with_the_pattern_of_a_page() -> None:
    pattern = read_posts(page(link("/ar-AR/actualites/avis-2") + slugs()))[2].pattern
    assert pattern == f"{SITE}/ar-AR/actualites/{{slug}}"
    data = json.dumps({"pageProps": {"posts": posts(url=None, slug="avis-#")}})
    response = answer(data, f"{SITE}/_next/data/x/ar-AR.json?page=2", "application/json")
    assert "short names only" in refusal(parse_embedded, response)
    assert rows(parse_embedded(response, pattern)) == told(url="/ar-AR/actualites/avis-#")


def test_guesses_are_made_of_what_the_page_says_and_of_what_is_usual() -> None:
    shell = page(
        slugs()
        + script({"menu": [{"href": "/ar-AR/conseil"}, {"href": "/ar-AR/akhbar/actualites"}]}, name="x")
    )
    guesses = list_guesses(shell)
    assert [guess.url.removeprefix(HOME) for guess in guesses[:3]] == [
        "/akhbar/actualites/avis-1",
        "/actualites/avis-1",
        "/actualite/avis-1",
    ]
    assert guesses[0].pattern == f"{HOME}/akhbar/actualites/{{slug}}"
    assert len(guesses) <= 6


def test_nothing_is_guessed_where_the_page_shows_the_way() -> None:
    assert list_guesses(page(link("/n/avis-1") + slugs())) == []
    assert list_guesses(page(script(posts()))) == []


GUESS = Guess(f"{HOME}/actualites/{{slug}}", f"{HOME}/actualites/avis-1", "بلاغ رقم 1")
PROOFS = {
    "the article": (GUESS.url, 200, "<h1>بَلاغ رقم&nbsp;1</h1>", True),
    "the article, with a slash": (f"{GUESS.url}/", 200, "<h1>بلاغ رقم 1</h1>", True),
    "a list that shows it": (GUESS.url, 200, "<h1>أخبار</h1><h2>بلاغ رقم 1</h2>" + slugs(), False),
    "another page": (GUESS.url, 200, "<h1>الصفحة الرئيسية</h1>", False),
    "not there": (GUESS.url, 404, "<h1>بلاغ رقم 1</h1>", False),
    "sent elsewhere": (HOME, 200, "<h1>بلاغ رقم 1</h1>", False),
}


@pytest.mark.parametrize(("url", "status", "markup", "expected"), PROOFS.values(), ids=PROOFS)
def test_proof_of_a_guess(url: str, status: int, markup: str, expected: bool) -> None:
    assert (
        is_proved(GUESS, HtmlResponse(url, status=status, body=markup.encode(), encoding="utf-8")) is expected
    )


FAULTS = {
    "no data": ("<p>لا شيء</p>", "carries no data in JSON that can be read"),
    "nothing that looks so": (script({"a": 1, "menu": [{"title": "x", "url": "/x"}] * 5}), "carries data, but nothing in it looks like a list of posts"),
    "one post": (script(posts(1)), "carries data, but nothing in it looks like a list of posts"),
    "labels without dates": (script({"news": [{"title": "x", "url": f"/{n}"} for n in range(9)]}), "carries data, but nothing in it looks like a list of posts"),
    "deep": (f"<script type='application/json'>{'[' * 200_000}</script>", "carries no data in JSON that can be read"),
    "no web addresses": (script(posts(url="javascript:go(#)")), "carries data, but nothing in it looks like a list of posts"),
}  # fmt: skip


@pytest.mark.parametrize(("markup", "expected"), FAULTS.values(), ids=FAULTS)
def test_faults(markup: str, expected: str) -> None:
    assert refusal(parse_embedded, page(markup)) == expected


BARE_FAULTS = {
    "empty": ("", "answered with an empty body"),
    "broken": ('{"posts": [', "carries no data in JSON that can be read"),
    "an error": ('{"error": {"message": "x"}}', "carries data, but nothing in it looks like a list of posts"),
}


@pytest.mark.parametrize(("body", "expected"), BARE_FAULTS.values(), ids=BARE_FAULTS)
def test_faults_of_bare_data(body: str, expected: str) -> None:
    assert refusal(parse_embedded, answer(body, f"{SITE}/api/posts", "application/json")) == expected


def test_a_hundred_thousand_posts_are_cut() -> None:
    data = [{"title": "t", "url": f"/a/{n}", "date": "2024-02-12"} for n in range(60_000)]
    assert len(parse_embedded(answer(json.dumps(data), SITE, "application/json"))) == MOST_ENTRIES


NEXT = {
    "beside the list": ({"posts": posts(), "pagination": {"page": 1, "next": "/_next/data/x/ar-AR.json?page=2"}}, f"{SITE}/_next/data/x/ar-AR.json?page=2"),
    "as Laravel says it": ({"posts": {"data": posts(), "next_page_url": f"{HOME}?page=2"}}, f"{HOME}?page=2"),
    "relative": ({"data": posts(), "links": {"next": {"href": "?page=2"}}}, f"{HOME}?page=2"),
    "the page itself": ({"data": posts(), "next": "/ar-AR/"}, None),
    "another site": ({"data": posts(), "next": "https://other.ma/2"}, None),
    "the end": ({"data": posts(), "next": None}, None),
    "a number": ({"data": posts(), "next": 2}, None),
}  # fmt: skip


@pytest.mark.parametrize(("data", "expected"), NEXT.values(), ids=NEXT)
def test_next(data: dict[str, Any], expected: str | None) -> None:
    found = find_next(page(script({"props": data})), 1)
    assert found == (NextPage(expected, "GET") if expected else None)


def test_next_by_the_pager_of_the_page() -> None:
    assert find_next(page(script(posts()), markup='<a rel="next" href="?p=2">2</a>'), 1) == NextPage(
        f"{HOME}?p=2", "GET"
    )


EPOCHS = {
    "seconds": (1707730200, "2024-02-12T09:30:00+00:00"),
    "milliseconds": (1707730200123, "2024-02-12T09:30:00+00:00"),
    "with a fraction": (1707730200.9, "2024-02-12T09:30:00+00:00"),
    "a counter": (202402, None),
    "a day as a number": (20240212, None),
    "before there were portals": (788000000, None),
    "negative": (-1707730200, None),
    "not a number": (float("nan"), None),
    "for ever": (float("inf"), None),
    "too many digits": (10**400, None),
}


@pytest.mark.parametrize(("number", "expected"), EPOCHS.values(), ids=EPOCHS)
def test_numbers_that_count_from_1970(number: float, expected: str | None) -> None:
    assert write_epoch(number) == expected


def test_places() -> None:
    assert find_addresses(page(script(posts()))) == [HOME]
    assert find_addresses(page("")) == []
    assert find_addresses(HtmlResponse(HOME, body=b"")) == []


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=6) | st.sampled_from(["/a/1", "avis", "avis-1", f"{SITE}/b", "2024-02-12", "12 mai 2024", "\ud800"])  # fmt: skip
NAMES = st.sampled_from(
    [
        "title",
        "url",
        "slug",
        "date",
        "id",
        "posts",
        "item",
        "@type",
        "ar",
        "next",
        "rendered",
        "category",
        "links",
    ]
)
DATA = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5), max_leaves=40)  # fmt: skip
ROWS = st.lists(st.fixed_dictionaries({"title": LEAVES, "date": LEAVES}, optional={"slug": LEAVES, "url": LEAVES, "id": LEAVES}), max_size=5)  # fmt: skip


@settings(max_examples=300)
@given(DATA | ROWS, st.booleans(), st.text(max_size=20))
def test_nothing_but_a_source_error(data: Any, is_bare: bool, more: str) -> None:
    written = json.dumps(data)
    response = (
        answer(written + more, HOME, "application/json")
        if is_bare
        else page(link("/n/avis"), script(data), more)
    )
    try:
        entries = parse_embedded(response)
        find_next(response, 1)
    except SourceError as error:
        assert error.why.startswith(HOME)
        return
    assert 0 < len(entries) <= MOST_ENTRIES
