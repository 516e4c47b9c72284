"""Every page in a real Chromium, in three languages, two widths, two looks: it holds, and all can use it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi.routing import APIRoute

from storage.database import open_store
from storage.evidence.keeping import EvidenceFolder
from tests.web.browser.looking import Eye
from web.app import make_app
from web.site import Site

#: An address for each route that shows a page; what else is found among the routes must be told here, too.
PAGES = {
    "/": ("/", "/?kind=tender", "/?since=2026-02-30"),
    "/portals": ("/portals",),
    "/portals/{portal}": ("/portals/meknes", "/portals/tifelt", "/portals/essaouira"),
    "/articles/{article}": (
        "/articles/4?from=1&to=2",
        "/articles/4?from=1&to=2&view=side",
        "/articles/99999",
    ),
    "/search": ("/search", "/search?q=الماء"),
    "/record": ("/record",),
    "/record/{portal}": ("/record/meknes",),
    "/health": ("/health",),
    "/health/requests": ("/health/requests",),
    "/statistics": ("/statistics", "/statistics?by=month"),
    "/about-the-robot": ("/about-the-robot",),
    "/subscriptions": ("/subscriptions",),
    "/subscriptions/new": ("/subscriptions/new",),
    "/subscriptions/{number}": ("/subscriptions/1",),
}
NO_PAGES = {
    *("/healthz", "/readyz", "/metrics", "/statistics.csv", "/statistics/picture.css"),
    *(f"/articles/{{article}}/{name}" for name in ("evidence.warc.gz", "evidence.zip", "proof", "text.txt")),
}
ADDRESSES = [one for some in PAGES.values() for one in some]
LANGUAGES, WIDTHS, LOOKS = ("ar", "fr", "en"), (1280, 390), ("light", "dark")
#: Where an answer is an error by intent, the browser says so on its console.
WRONG = ("since=2026-02-30", "99999")
#: What a law on accessibility would ask for.
RULES = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}


def test_no_page_is_forgotten(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'balagh.db'}")
    site = Site(store, EvidenceFolder(tmp_path / "evidence"), timedelta(minutes=15), "https://balagh.example")
    routes = list(_list_routes(make_app(site).routes))
    store.close()
    shown = {
        one.path
        for one in routes
        if "GET" in one.methods and not one.include_in_schema and one.path not in NO_PAGES
        and not one.endpoint.__module__.startswith("web.feeds")
    }  # fmt: skip
    assert shown == set(PAGES)


def _list_routes(routes: object) -> Iterator[APIRoute]:
    for one in routes:  # type: ignore[attr-defined]
        if isinstance(one, APIRoute):
            yield one
        elif hasattr(one, "original_router"):
            yield from _list_routes(one.original_router.routes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page(look: Callable[..., Eye], lively: tuple[str, str], language: str) -> None:
    eye, wrong = look(), list[str]()
    eye.enter(lively[1])
    for number, path in enumerate(ADDRESSES, start=LANGUAGES.index(language)):
        eye.page.emulate_media(color_scheme=LOOKS[number % 2])  # type: ignore[arg-type]
        said = eye.open(path, language)
        found = [] if any(one in path for one in WRONG) else said
        found += _judge(eye, language, path)
        for width in WIDTHS:
            eye.page.set_viewport_size({"width": width, "height": 844})
            wide, window = eye.measure()
            found += [f"{wide} pixels wide in a window of {window}"] if wide > window else []
            if width == WIDTHS[number // 2 % 2]:
                found += _use(eye)
        wrong += [f"{path} {language}: {one}" for one in found]
    assert not wrong, "\n".join(wrong)


def _judge(eye: Eye, language: str, path: str) -> Iterator[str]:
    found = eye.page.evaluate(
        """() => ({lang: document.documentElement.lang, dir: document.documentElement.dir,
            links: [...document.querySelectorAll('header a[hreflang]')].map(a => a.getAttribute('href')),
            first: document.querySelector('a')?.className})"""
    )
    if (found["lang"], found["dir"]) != (language, "rtl" if language == "ar" else "ltr"):
        yield f"lang {found['lang']}, dir {found['dir']}"
    if found["first"] != "skip":
        yield "the first link does not skip to the content"
    here = eye.page.evaluate("decodeURI(location.pathname + location.search)").replace(f"lang={language}", "")
    stays = [f"{here}lang={other}" for other in LANGUAGES]
    if eye.page.evaluate("links => links.map(decodeURI)", found["links"]) != stays:
        yield f"the links to other languages leave the view: {found['links']}"


def _use(eye: Eye) -> Iterator[str]:
    """What somebody with other eyes or hands could not use."""
    for one in Axe().run(eye.page, options=RULES).response["violations"]:
        if one["impact"] in ("serious", "critical"):
            yield f"{one['impact']} {one['id']}: {one['nodes'][0]['html'][:160]}"
