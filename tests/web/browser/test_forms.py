"""Forms in a real Chromium: by mouse or keyboard, with scripts or without, and by nobody else's doing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.web.browser.looking import Eye

Look = Callable[..., Eye]
ELSEWHERE = "http://127.0.0.1:9/"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_search(look: Look, scripts: bool) -> None:
    eye = look(java_script_enabled=scripts)
    eye.open("/search", "fr")
    eye.page.fill("main input[name=q]", "voirie")
    eye.page.press("main input[name=q]", "Enter")
    eye.page.wait_for_url("**q=voirie**")
    assert eye.page.locator("main li a").count() > 3
    assert eye.page.locator("html").get_attribute("lang") == "fr"
    eye.page.locator("summary").first.click()
    eye.page.select_option("select[name=region]", "Fès-Meknès")
    eye.page.locator(".orders button").first.click()
    eye.page.wait_for_url("**region=**")
    assert eye.page.locator("main li a").count() > 0
    assert not eye.take()


def test_an_officer_subscribes_and_leaves(look: Look, lively: tuple[str, str]) -> None:
    """Without scripts: nothing here needs them."""
    eye = look(java_script_enabled=False)
    page = eye.page
    eye.open("/subscriptions", "fr")
    page.fill("input[name=token]", "wrong")
    press(page, "Entrer")
    assert page.locator("#refused").is_visible() and eye.take()  # a refusal stands on the console
    page.fill("input[name=token]", lively[1])
    press(page, "Entrer")
    page.get_by_role("link", name="Nouvel abonnement").click()
    page.fill("#target", "https://hooks.example/officer")
    page.get_by_role("checkbox", name="marché", exact=True).check()
    press(page, "Essayer sur le dernier mois")
    assert page.get_by_role("status").locator("li").count() > 0
    assert page.get_by_role("checkbox", name="marché", exact=True).is_checked()
    press(page, "Créer")
    page.wait_for_url("**/subscriptions/*said=made*")
    number = page.url.partition("?")[0].rpartition("/")[2]
    assert "hooks.example" in page.locator("main dl").inner_text()
    eye.open("/subscriptions", "fr")
    assert page.get_by_role("link", name=f"Abonnement {number}").count() == 1
    page.get_by_role("link", name=f"Abonnement {number}").click()
    page.locator("main summary").click()
    page.locator("details button").click()
    assert page.get_by_role("link", name=f"Abonnement {number}").count() == 0
    press(page, "Sortir")
    eye.open("/subscriptions/new", "fr")
    assert page.locator("input[name=token]").is_visible()
    assert not eye.take()


def test_nobody_else_sends_a_form(look: Look, lively: tuple[str, str]) -> None:
    eye = look()
    eye.enter(lively[1])
    eye.open("/subscriptions/2", "ar")
    eye.page.evaluate("document.querySelectorAll('[name=mark]').forEach(one => one.value = 'x'.repeat(43))")
    with eye.page.expect_navigation() as sent:
        eye.page.evaluate("document.querySelector('details form').submit()")
    assert sent.value.status == 403
    assert eye.page.locator("html").get_attribute("lang") == "ar"
    eye.open("/subscriptions/2", "ar")
    mark = eye.page.locator("[name=mark]").first.get_attribute("value")
    action = f"{lively[0]}/subscriptions/2/end"
    eye.page.route(f"{ELSEWHERE}**", lambda route: route.fulfill(content_type="text/html", body=(
        f'<form method="post" action="{action}"><input name="mark" value="{mark}"><button>!</button></form>'
    )))  # fmt: skip
    eye.page.goto(ELSEWHERE)
    with eye.page.expect_navigation() as sent:
        eye.page.click("button")
    assert sent.value.status == 403
    eye.open("/subscriptions/2", "ar")
    assert eye.page.locator("main dl").is_visible()


#: Notes what gets the focus, and whether it is seen.
NOTE_STOPS = """() => { window.stops = []; document.addEventListener('focusin', event => {
    const style = getComputedStyle(event.target), box = event.target.getBoundingClientRect();
    const ringed = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    stops.push({of: everything.indexOf(event.target), seen: ringed && box.bottom > 0 && box.width > 0})});
    window.everything = [...document.querySelectorAll(
        'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]'
    )].filter(one => one.checkVisibility());
    return [everything.length, everything.filter(one => ['date', 'time'].includes(one.type)).length]}"""
LONG_WAY = (
    *("/", "/portals/meknes", "/articles/4?from=1&to=2&view=side", "/search?q=voirie&region=Oriental"),
    *("/record", "/statistics", "/subscriptions/new", "/subscriptions/1"),
)


def test_the_keyboard_reaches_everything(look: Look, lively: tuple[str, str]) -> None:
    eye = look(viewport={"width": 1280, "height": 900})
    eye.enter(lively[1])
    for path in LONG_WAY:
        eye.open(path, "ar")
        count, dates = eye.page.evaluate(NOTE_STOPS)
        for _ in range(count + 4 * dates):
            eye.page.keyboard.press("Tab")
        stops = eye.page.evaluate("stops")
        reached = list(dict.fromkeys(one["of"] for one in stops if one["of"] >= 0))
        assert reached == list(range(count)), path
        unseen = {one["of"] for one in stops if one["of"] >= 0 and not one["seen"]}
        assert not unseen, (path, eye.page.evaluate("of => everything[of].outerHTML", min(unseen)))


def test_the_keyboard_skips_to_the_content(look: Look) -> None:
    eye = look()
    eye.open("/", "fr")
    eye.page.keyboard.press("Tab")
    assert eye.page.evaluate("document.activeElement.className") == "skip"
    eye.page.keyboard.press("Enter")
    eye.page.keyboard.press("Tab")
    assert eye.page.evaluate("document.querySelector('main').contains(document.activeElement)")
