"""Every page in a real Chromium: three languages, two widths; nothing breaks, and everybody can use it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi.routing import APIRoute
from playwright.sync_api import Browser, Page

from storage.database import open_store
from storage.evidence.keeping import EvidenceFolder
from web.app import make_app
from web.site import Site

#: An address for each route that shows a page; what else is found among the routes must be told here, too.
PAGES = {
    "/": ("/", "/?kind=tender", "/?since=2026-02-30"),
    "/portals": ("/portals",),
    "/portals/{portal}": ("/portals/meknes", "/portals/tifelt", "/portals/essaouira"),
    "/articles/{article}": ("/articles/4", "/articles/4?from=1&to=2&view=side", "/articles/99999"),
    "/search": ("/search", "/search?q=الماء"),
    "/record": ("/record",),
    "/record/{portal}": ("/record/meknes",),
    "/health": ("/health",),
    "/health/requests": ("/health/requests",),
    "/statistics": ("/statistics", "/statistics?by=month"),
    "/subscriptions": ("/subscriptions",),
    "/subscriptions/new": ("/subscriptions/new",),
    "/subscriptions/{number}": ("/subscriptions/1",),
}
NO_PAGES = {
    *("/healthz", "/readyz", "/metrics", "/statistics.csv", "/statistics/picture.css"),
    *(f"/articles/{{article}}/{name}" for name in ("evidence.warc.gz", "evidence.zip", "proof", "text.txt")),
}
LANGUAGES, WIDTHS = ("ar", "fr", "en"), (390, 1280)
#: Where an answer is an error by intent, the browser says so on its console.
WRONG = ("since=2026-02-30", "99999")


def list_addresses() -> list[str]:
    return [one for some in PAGES.values() for one in some]


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


def enter(page: Page, address: str, token: str) -> None:
    page.goto(f"{address}/subscriptions?lang=en")
    page.fill("input[name=token]", token)
    page.press("input[name=token]", "Enter")
    page.wait_for_selector("input[name=mark]", state="attached")


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page(browser: Browser, lively: tuple[str, str], width: int) -> None:
    address, token = lively
    context = browser.new_context(viewport={"width": width, "height": 800})
    page, said, wrong = context.new_page(), list[str](), list[str]()
    page.on("console", lambda one: said.append(one.text) if one.type in ("error", "warning") else None)
    page.on("pageerror", lambda one: said.append(str(one)))
    # The next page ends the request for the icon of the last one.
    page.on(
        "requestfailed",
        lambda one: None if one.url.endswith("/static/icon.svg") else said.append(f"{one.url} {one.failure}"),
    )
    page.on(
        "request", lambda one: None if one.url.startswith(address) else said.append(f"elsewhere: {one.url}")
    )
    enter(page, address, token)
    said.clear()
    for language in LANGUAGES:
        for path in list_addresses():
            where = f"{path} {language} {width}"
            page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")
            if not any(one in path for one in WRONG):
                wrong += [f"{where}: {one}" for one in said]
            said.clear()
            wrong += [f"{where}: {one}" for one in _judge(page, language)]
    context.close()
    assert not wrong, "\n".join(wrong)


def _judge(page: Page, language: str) -> Iterator[str]:
    found = page.evaluate(
        """() => ({lang: document.documentElement.lang, dir: document.documentElement.dir,
            wide: document.scrollingElement.scrollWidth, most: innerWidth,
            links: [...document.querySelectorAll('header a[hreflang], header a[lang]')].map(a => a.href),
            first: document.querySelector('a')?.className})"""
    )
    if (found["lang"], found["dir"]) != (language, "rtl" if language == "ar" else "ltr"):
        yield f"lang {found['lang']}, dir {found['dir']}"
    if found["wide"] > found["most"]:
        yield f"{found['wide']} pixels wide in a window of {found['most']}"
    if found["first"] != "skip":
        yield "the first link does not skip to the content"
    here = page.url.partition("?")[0]
    if not found["links"] or any(one.partition("?")[0] != here for one in found["links"]):
        yield f"the links to other languages leave the view: {found['links']}"


@pytest.mark.parametrize(("language", "looks"), [("ar", "light"), ("fr", "dark"), ("en", "light")])
def test_everybody_can_use_it(browser: Browser, lively: tuple[str, str], language: str, looks: str) -> None:
    address, token = lively
    context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme=looks)  # type: ignore[arg-type]
    page, wrong, axe = context.new_page(), list[str](), Axe()
    enter(page, address, token)
    for path in list_addresses():
        page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")
        found = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
        wrong += [
            f"{path} {language} {looks}: {one['impact']} {one['id']}: {one['nodes'][0]['html'][:160]}"
            for one in found
            if one["impact"] in ("serious", "critical")
        ]
    context.close()
    assert not wrong, "\n".join(wrong)


def test_the_keyboard_skips_to_the_content(browser: Browser, lively: tuple[str, str]) -> None:
    page = browser.new_page()
    page.goto(f"{lively[0]}/?lang=fr")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    page.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_forms_work(browser: Browser, lively: tuple[str, str], scripts: bool) -> None:
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{lively[0]}/search?lang=fr")
    page.fill("main input[name=q]", "voirie")
    page.press("main input[name=q]", "Enter")
    page.wait_for_url("**q=voirie**")
    assert page.locator("main li a").count() > 3
    assert page.locator("html").get_attribute("lang") == "fr"
    context.close()
