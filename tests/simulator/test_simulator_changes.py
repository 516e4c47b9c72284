import datetime as dt
import threading

import pytest
from portal_browser import Browser

from simulator import Portal, Simulator


def test_published_item_leads_every_list(meknes: Portal, browser: Browser) -> None:
    item = meknes.publish(title="بلاغ جديد", text=["فقرة", "• نقطة"], date=dt.date(2024, 2, 13))
    assert item.id > 3187
    assert meknes.items[0] == item
    assert browser.get(meknes.url).block[0] == ("13 فبراير, 2024", item.id, "بلاغ جديد")
    assert browser.get(meknes.base + "/langue-ar/actualites/listeact.aspx").listed[0][1] == item.id
    page = browser.get(item.url)
    assert page.text.count("فقرة") == 2
    assert "<LI>نقطة" in page.text


def test_invented_items_are_always_the_same_and_all_different(simulator: Simulator) -> None:
    one, other = simulator.add_portal("meknes"), simulator.add_portal("meknes")
    items = [one.publish() for _ in range(200)]
    again = [other.publish() for _ in range(200)]
    assert [(item.id, item.title, item.text, item.date) for item in items] == [
        (item.id, item.title, item.text, item.date) for item in again
    ]
    assert len({item.text for item in items}) == 200
    assert len({item.title for item in items}) > 100
    ids, dates = [item.id for item in items], [item.date for item in items if item.date]
    assert ids == sorted(ids)
    assert dates == sorted(dates)


def test_french_publication(meknes: Portal, browser: Browser) -> None:
    item = meknes.publish(language="fr")
    assert "/langue-fr/" in item.url
    assert browser.get(meknes.base + "/langue-fr/").block[0][2] == item.title
    assert all(row[1] != item.id for row in browser.get(meknes.url).block)


def test_edit_changes_the_page_in_place(meknes: Portal, browser: Browser) -> None:
    meknes.edit(3184, text=["نص معدل"])
    meknes.edit(3184, title="عنوان معدل")
    page = browser.get(meknes.find_item(3184).url)
    assert page.text.count("نص معدل") == 2
    assert "عنوان معدل" in page.text
    assert page.block[1] == ("09 فبراير, 2024", 3184, "عنوان معدل")


def test_edit_below_the_lead_keeps_the_lead(meknes: Portal) -> None:
    before = meknes.find_item(1893)
    after = meknes.edit(1893, text=[before.text[0], "فقرة أخرى"])
    assert after.summary == before.summary
    assert meknes.edit(1893, text=["بداية أخرى"]).lead == "بداية أخرى"


@pytest.mark.parametrize(
    ("answer", "status", "sign"),
    [
        ("page", 200, "عذرا"),
        ("redirect", 200, "عذرا"),
        ("blank", 200, 'lblTitre"></span>'),
        ("404", 404, "404"),
        ("410", 410, "404"),
    ],
)
def test_withdrawn_and_restored(
    meknes: Portal, browser: Browser, answer: str, status: int, sign: str
) -> None:
    item = meknes.find_item(3184)
    meknes.withdraw(3184, answer)
    page = browser.get(item.url)
    assert (page.status, sign in page.text) == (status, True)
    assert ("erreur.aspx" in page.url) == (answer == "redirect")
    assert 3184 not in [row[1] for row in browser.get(meknes.url).block]
    assert len(browser.get(meknes.url).block) == 6
    assert meknes.restore(3184) == item
    assert item.title in browser.get(item.url).text
    assert browser.get(meknes.url).block[1][1] == 3184


def test_reorder_shuffles_rows_and_loses_none(meknes: Portal, browser: Browser) -> None:
    list_url = meknes.base + "/langue-ar/actualites/listeact.aspx"
    usual = browser.get(list_url)
    meknes.reorder(5)
    shuffled = browser.get(list_url)
    assert shuffled.block != usual.block
    assert sorted(shuffled.block) == sorted(usual.block)
    assert shuffled.listed != usual.listed
    assert sorted(shuffled.listed) == sorted(usual.listed)
    assert browser.get(list_url).listed == shuffled.listed
    meknes.reorder(None)
    assert browser.get(list_url).listed == usual.listed


@pytest.mark.parametrize("layout", ["cards", "table"])
@pytest.mark.parametrize(
    "path",
    [
        "/langue-ar/",
        "/langue-ar/actualites/listeact.aspx",
        "/langue-ar/actualites/detailsact.aspx?idact=1893",
    ],
)
def test_layouts_say_the_same_in_other_markup(
    meknes: Portal, browser: Browser, layout: str, path: str
) -> None:
    usual = browser.get(meknes.base + path)
    meknes.set_layout(layout)
    page = browser.get(meknes.base + path)
    assert (page.block, page.listed) == ([], [])
    for date, item_id, title in [*usual.block, *usual.listed]:
        assert f"idact={item_id}" in page.text
        assert title in page.text
        assert date in page.text
    assert "ctl00_" not in page.text.replace("ctl00_hidden", "")
    assert set(page.hidden) == set(usual.hidden)


@pytest.mark.parametrize("layout", ["cards", "table"])
def test_layouts_turn_pages(meknes: Portal, browser: Browser, layout: str) -> None:
    meknes.set_layout(layout)
    second = browser.turn(browser.get(meknes.base + "/langue-ar/actualites/listeact.aspx"), 2)
    item = [item for item in meknes.items if item.language == "ar"][12]
    assert item.title in second.text


def test_wrong_orders_say_what_there_is(meknes: Portal, simulator: Simulator) -> None:
    with pytest.raises(KeyError, match="has not published an item 7"):
        meknes.edit(7, title="x")
    with pytest.raises(KeyError, match="has not withdrawn an item 3187"):
        meknes.restore(3187)
    with pytest.raises(ValueError, match="there is: page, redirect"):
        meknes.withdraw(3187, "vanish")
    with pytest.raises(ValueError, match="there is: default, cards, table"):
        meknes.set_layout("modern")
    with pytest.raises(ValueError, match="there is: utf-8, windows-1256"):
        simulator.add_portal("meknes", encoding="latin-1")
    with pytest.raises(ValueError, match="there is: meknes"):
        simulator.add_portal("atlantis")


def test_changes_from_many_threads_are_all_kept(meknes: Portal, browser: Browser) -> None:
    def publish_and_look() -> None:
        for _ in range(10):
            Browser().get(meknes.publish().url)

    before = len(meknes.items)
    threads = [threading.Thread(target=publish_and_look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(meknes.items) == before + 80
    assert len({item.id for item in meknes.items}) == before + 80
    assert {line.status for line in meknes.requests} == {200}
    assert len(meknes.requests) == 80
    assert browser.get(meknes.url).counter == meknes._site.visits


def test_log_of_requests(simulator: Simulator, meknes: Portal, browser: Browser) -> None:
    page = browser.get(meknes.url)
    (line,) = simulator.requests
    assert (line.portal, line.method, line.path, line.status) == ("meknes", "GET", "/langue-ar/", 200)
    assert line.bytes == len(page.body)
    assert line.headers["host"] == meknes.base.removeprefix("http://")
    assert line.time.tzinfo is dt.UTC
    meknes.clear_requests()
    assert meknes.requests == []
