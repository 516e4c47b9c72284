import re

import pytest
from portal_browser import Browser, Page

from simulator import Portal, Simulator


@pytest.fixture
def list_url(meknes: Portal) -> str:
    return meknes.base + "/langue-ar/actualites/listeact.aspx"


def ids(page: Page) -> list[int]:
    return [item_id for _, item_id, _ in page.listed]


def arabic_ids(portal: Portal) -> list[int]:
    return [item.id for item in portal.items if item.language == "ar"]


def test_menu_leads_to_the_list(meknes: Portal, browser: Browser, list_url: str) -> None:
    found = re.search(r'href="([^"]+)">أخبار</a>', browser.get(meknes.url).text)
    assert found
    assert meknes.base + found[1] == list_url


def test_postback_turns_the_pages(meknes: Portal, browser: Browser, list_url: str) -> None:
    first = browser.get(list_url)
    second = browser.turn(first, 2)
    third = browser.turn(second, 3)
    assert ids(first) + ids(second) + ids(third) == arabic_ids(meknes)
    assert [len(ids(page)) for page in (first, second, third)] == [10, 10, 9]
    assert len(second.block) == 6
    assert ids(browser.turn(third, 1)) == ids(first)


def test_links_are_postbacks(browser: Browser, list_url: str) -> None:
    source = browser.get(list_url).body.decode()
    call = "javascript:__doPostBack(&#39;ctl00$ContentPlaceHolder1$pager&#39;,&#39;Page$2&#39;)"
    assert f'<a href="{call}">2</a>' in source


def test_addresses_do_not_turn_pages(browser: Browser, list_url: str) -> None:
    assert ids(browser.get(list_url + "?page=2")) == ids(browser.get(list_url))


def test_without_the_cookie_it_is_page_one_again(browser: Browser, list_url: str) -> None:
    first = browser.get(list_url)
    assert ids(Browser(with_cookies=False).turn(first, 2)) == ids(first)


def test_after_the_session_is_forgotten_it_is_page_one_again(
    meknes: Portal, browser: Browser, list_url: str
) -> None:
    first = browser.get(list_url)
    meknes.forget_sessions()
    assert ids(browser.turn(first, 2)) == ids(first)


@pytest.mark.parametrize(
    "changes",
    [
        {"__VIEWSTATE": ""},
        {"__VIEWSTATE": "/wEPDwUKnonsense"},
        {"__VIEWSTATE": "é"},
        {"__EVENTVALIDATION": ""},
        {"__EVENTARGUMENT": "Page$4"},
        {"__EVENTARGUMENT": "Page$x"},
    ],
)
def test_a_wrong_form_is_an_error_page_with_status_200(
    browser: Browser, list_url: str, changes: dict[str, str]
) -> None:
    page = browser.turn(browser.get(list_url), 2, **changes)
    assert page.status == 200
    assert page.listed == []
    assert "عذرا" in page.text


def test_state_of_another_session_is_refused(browser: Browser, list_url: str) -> None:
    other = Browser()
    other.get(list_url)
    assert other.turn(browser.get(list_url), 2).listed == []


def test_state_of_another_page_is_refused(meknes: Portal, browser: Browser, list_url: str) -> None:
    page = browser.get(meknes.url)
    page.url = list_url
    assert browser.turn(page, 2).listed == []


def test_other_postbacks_stay_on_the_page(browser: Browser, list_url: str) -> None:
    second = browser.turn(browser.get(list_url), 2)
    assert ids(browser.turn(second, 3, __EVENTTARGET="")) == ids(second)


def test_old_items_have_lost_their_date(browser: Browser, list_url: str) -> None:
    page = browser.turn(browser.get(list_url), 3)
    dates = {item_id: date for date, item_id, _ in page.listed}
    assert (dates[1899], dates[1893], dates[1884]) == ("28 نونبر, 2019", "", "14 نونبر, 2019")


def test_two_hundred_items(simulator: Simulator, browser: Browser) -> None:
    portal = simulator.add_portal("meknes", items=200)
    page = browser.get(portal.base + "/langue-ar/actualites/listeact.aspx")
    seen = ids(page)
    for number in range(2, 21):
        page = browser.turn(page, number)
        seen += ids(page)
    assert seen == arabic_ids(portal)
    assert len(set(seen)) == 200
    texts = {item.text for item in portal.items}
    assert len(texts) == len(portal.items)


def test_only_the_pages_shown_can_be_reached(simulator: Simulator, browser: Browser) -> None:
    portal = simulator.add_portal("meknes", items=200)
    page = browser.get(portal.base + "/langue-ar/actualites/listeact.aspx")
    assert browser.turn(page, 12).listed == []
    assert "Page$11')\">...</a>" in page.text


def test_fewer_items(simulator: Simulator) -> None:
    portal = simulator.add_portal("meknes", items=6)
    assert arabic_ids(portal) == [3187, 3184, 3179, 3174, 3170, 3166]


def test_more_items_than_there_are_ids_below(simulator: Simulator) -> None:
    portal = simulator.add_portal("meknes", items=2000)
    numbers = arabic_ids(portal)
    assert (len(set(numbers)), min(numbers)) == (2000, 1)
    assert sorted(numbers, reverse=True) == numbers


def test_another_number_of_rows(simulator: Simulator, browser: Browser) -> None:
    portal = simulator.add_portal("meknes", items=45, page_size=20)
    page = browser.get(portal.base + "/langue-ar/actualites/listeact.aspx")
    assert [len(page.listed), len(browser.turn(page, 3).listed)] == [20, 5]
    assert {one["page"] for one in portal.truth()} == {1, 2, 3}
