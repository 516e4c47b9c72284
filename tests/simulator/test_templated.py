"""The parts of the engine for templated sites, and what single sites promise beyond test_sites.py."""

import datetime as dt
import gzip
import json
import re
import urllib.request
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from lxml import etree
from portal_browser import Browser

from simulator import Simulator
from simulator.item import Item
from simulator.templated.calendars import write_date
from simulator.templated.patterns import Pattern
from simulator.templated.sitefile import FOLDER, list_sites, load_site
from simulator.templated.slugs import SlugBook, SlugHabit
from simulator.templated.stock import invent_items

NEWS = "/actualites?tri=date&page={page0}"


@pytest.mark.parametrize(
    ("pattern", "path", "pairs", "fields"),
    [
        (NEWS, "/actualites", [("page", "3"), ("tri", "date")], {"page0": "3"}),
        (NEWS, "/actualites", [("tri", "date"), ("utm_source", "x")], {"page0": "0"}),
        (NEWS, "/actualites", [("page", "3")], None),
        (NEWS, "/actualites/", [("tri", "date")], None),
        (NEWS, "/actualites", [("tri", "date"), ("page", "x")], {"page0": "0"}),
        ("/spip.php?article{id}", "/spip.php", [("article12", "")], {"id": "12"}),
        ("/spip.php?article{id}", "/spip.php", [("rubrique12", "")], None),
        ("/{year}/{month}/{slug}/", "/2026/03/خبر-2/", [], {"year": "2026", "month": "03", "slug": "خبر-2"}),
        ("/{year}/{month}/{slug}/", "/2026/3/x/", [], None),
        ("/a/{id}-{slug}", "/a/12-le-12-mai", [], {"id": "12", "slug": "le-12-mai"}),
    ],
)
def test_patterns_read_addresses(
    pattern: str, path: str, pairs: list[tuple[str, str]], fields: dict[str, str] | None
) -> None:
    assert Pattern(pattern).match(path, pairs) == fields


def test_patterns_write_addresses_without_what_goes_without_saying() -> None:
    assert Pattern(NEWS).build({"page0": "0"}) == "/actualites?tri=date"
    assert Pattern(NEWS).build({"page0": "2"}) == "/actualites?tri=date&page=2"
    assert Pattern("/s?before={before}").build({"before": "2026-03-01T10:00:00+01:00"}) == (
        "/s?before=2026-03-01T10%3A00%3A00%2B01%3A00"
    )
    with pytest.raises(ValueError, match=r"no field \{name\}"):
        Pattern("/{name}")


def test_slugs_are_cut_numbered_and_kept() -> None:
    book = SlugBook(SlugHabit(length=22))
    first = book.slug(1, "انعقاد الدورة العادية لشهر ماي")
    assert first == "انعقاد-الدورة-العادية"
    assert book.slug(2, "انعقاد الدورة العادية لشهر أكتوبر") == first + "-2"
    assert book.slug(1, "عنوان آخر") == first
    assert (book.find_owner(first), book.find_owner(first + "-2"), book.find_owner("x")) == (1, 2, None)
    assert SlugHabit(alphabet="latin").stem("L’Été à Salé : n° 5/2026") == "l-ete-a-sale-n-5-2026"
    assert SlugHabit(alphabet="latin").stem("مشروع إنشاء موقع") == "mshrw-insha-mwq"


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        ("{d} {moroccan} {yyyy}", "3 غشت 2026"),
        ("{eastern} {d}, {yyyy}", "أغسطس 3, 2026"),
        ("{levant}", "آب"),
        ("{weekday_hamza} {dd} {bare} {yyyy} - {HH}:{MM}", "الإثنين 03 غشت 2026 - 15:05"),
        ("{h}:{MM} {ampm_ar}", "3:05 م"),
        ("{weekday_fr} {d} {french} {yyyy}", "lundi 3 août 2026"),
        ("{weekday_en3}, {dd} {english3} {yyyy} {HH}:{MM}:{SS}", "Mon, 03 Aug 2026 15:05:09"),
        ("{dd}/{mm}/{yy}", "03/08/26"),
    ],
)
def test_dates_in_every_habit(pattern: str, written: str) -> None:
    assert write_date(dt.datetime.fromisoformat("2026-08-03T15:05:09"), pattern) == written
    assert write_date(None, pattern) == ""


def test_stock_is_the_same_each_time_varied_and_in_order() -> None:
    site = load_site("modele")
    items = invent_items(site, 400)
    assert items == invent_items(site, 400)
    assert [item.id for item in items] == sorted({item.id for item in items}, reverse=True)
    moments = [f"{item.date} {item.time}" for item in items]
    assert moments == sorted(moments, reverse=True)
    titles = [item.title for item in items]
    assert min(map(len, titles)) < 10 < 100 < max(map(len, titles))
    assert len(set(titles)) < len(titles)
    assert {item.genre for item in items} >= {"news", "notice", "session", "tender", "job", "budget"}
    assert len({text for item in items for text in item.text if f"{item.id}/" in text}) == len(items)


def test_unknown_keys_of_a_site_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "odd").mkdir()
    text = 'awkward = "x"\nlanguage = "ar"\ncolour = "red"\nroutes = []\nlists = {}\n'
    (tmp_path / "odd" / "site.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr("simulator.templated.sitefile.FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"SiteFile has no colour; there is: .*awkward"):
        load_site("odd")


def machine_addresses() -> list[tuple[str, str]]:
    routes = [(name, route) for name in list_sites() for route in load_site(name).routes]
    return [
        (name, re.sub(r"[?&][^?&]*\{.*?\}", "", route.path.text).replace("{page}", "1"))
        for name, route in routes
        if not route.article and (route.is_gzip or "xml" in route.type or "json" in route.type)
    ]


@pytest.mark.parametrize(("name", "path"), machine_addresses())
def test_what_machines_read_is_well_formed(
    simulator: Simulator, browser: Browser, name: str, path: str
) -> None:
    page = browser.get(simulator.add_portal(name).base + path)
    body = gzip.decompress(page.body) if "gzip" in page.headers["Content-Type"] else page.body
    if "json" in page.headers["Content-Type"]:
        assert json.loads(body)
    else:
        assert len(etree.fromstring(body)) > 0


def test_wordpress_rest_counts_and_pages(simulator: Simulator, browser: Browser) -> None:
    portal = simulator.add_portal("wordpress-ar")
    page = browser.get(portal.base + "/wp-json/wp/v2/posts?per_page=20&page=2")
    posts = json.loads(page.body)
    assert (page.headers["X-WP-Total"], page.headers["X-WP-TotalPages"]) == ("73", "4")
    assert [post["id"] for post in posts] == [item.id for item in portal.items[20:40]]
    assert posts[0]["link"] == portal.items[20].url
    assert posts[0]["date"][:10] == str(portal.items[20].date)
    assert browser.get(portal.base + "/wp-json/wp/v2/posts?page=99").status == 404


def test_feeds_that_lie(simulator: Simulator, browser: Browser) -> None:
    joomla = simulator.add_portal("joomla")
    feed = browser.get(joomla.base + "/index.php/actualites?format=feed&type=rss").text
    dates = re.findall("<pubDate>(.*?)</pubDate>", feed)
    assert len(dates) == 10
    for written in dates:
        assert int(re.findall(r"\d{4}", written)[0]) <= 2024
        assert written.partition(",")[0] in {"lun", "mar", "mer", "jeu", "ven", "sam", "dim"}
    tableau = simulator.add_portal("tableau")
    assert browser.get(tableau.base + "/rss.asp").text.count("<item>") == 3
    bilingue = simulator.add_portal("bilingue")
    assert browser.get(bilingue.base + "/feed").text.lower().startswith("<!doctype html>")
    good = browser.get(simulator.add_portal("wordpress-ar").base + "/feed/").text
    newest = parsedate_to_datetime(re.findall("<pubDate>(.*?)</pubDate>", good)[1])
    assert newest.date() == dt.date(2026, 11, 20)


def test_blogger_feed_and_pages_go_on_by_different_counts(simulator: Simulator, browser: Browser) -> None:
    portal = simulator.add_portal("blogger")
    first = browser.get(portal.base + "/feeds/posts/default").text
    onward = re.search(r"rel='next'[^>]*href='([^']*)'", first)
    assert onward
    assert first.count("<entry>") == 25
    assert f".post-{portal.items[25].id}<" in browser.get(onward[1]).text
    assert f".post-{portal.items[25].id}<" not in first


def test_undeclared_bytes(simulator: Simulator, browser: Browser) -> None:
    page = browser.get(simulator.add_portal("deflist").url)
    assert page.headers["Content-Type"] == "text/html"
    assert b"charset" not in page.body.lower()
    assert "بلدية دار القايد" in page.body.decode("windows-1256")


def test_an_encoding_can_be_asked_for(simulator: Simulator, browser: Browser) -> None:
    page = browser.get(simulator.add_portal("modele", encoding="windows-1256").url)
    assert page.headers.get_content_charset() == "windows-1256"
    assert "واد الزيتون" in page.text


def test_answers_of_one_address_are_told_apart_by_etag(simulator: Simulator) -> None:
    portal = simulator.add_portal("nextjs")

    def status(tag: str) -> tuple[int, str]:
        request = urllib.request.Request(portal.url, headers={"If-None-Match": tag})
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status, answer.headers["ETag"]
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers["ETag"]

    _, tag = status("")
    assert status(tag) == (304, tag)
    portal.publish()
    assert status(tag)[0] == 200


def test_servers_name_themselves(simulator: Simulator, browser: Browser) -> None:
    page = browser.get(simulator.add_portal("spip").url)
    assert (page.headers["Server"], page.headers["X-Powered-By"]) == ("Apache/2.4.10 (Debian)", "PHP/5.6.40")
    page = browser.get(simulator.add_portal("laravel").url)
    assert (page.headers["Server"], page.headers["X-Powered-By"]) == ("Apache", None)
    assert browser.get(simulator.add_portal("meknes").url).headers["X-Powered-By"] == "ASP.NET"


def test_other_spellings_of_an_address(simulator: Simulator, browser: Browser) -> None:
    portal = simulator.add_portal("wordpress-ar")
    item = portal.items[3]
    assert browser.get(f"{portal.base}/?p={item.id}").url == item.url
    assert browser.get(item.url.rstrip("/")).url == item.url
    assert item.title in browser.get(re.sub("%[0-9a-f]{2}", lambda e: e[0].upper(), item.url)).text
    page = browser.get(portal.base + "/?page_id=50")
    assert "17/10" in page.text
    assert item.url not in re.sub("(?s)<aside.*", "", page.text)
    laravel = simulator.add_portal("laravel")
    assert browser.get(f"{laravel.base}/fr/article/{laravel.items[3].id}").url == laravel.items[3].url


def test_items_of_other_lists_are_true_as_well(simulator: Simulator) -> None:
    truth = simulator.add_portal("double").truth()
    assert {entry["list"] for entry in truth} == {"news", "tenders"}
    pinned = [entry for entry in truth if entry["list"] == "news"][-1]
    assert (pinned["page"], [entry["page"] for entry in truth][:11]) == (1, [1] * 10 + [2])


def test_a_site_without_dates_says_so(simulator: Simulator) -> None:
    entry = simulator.add_portal("modele").truth()[0]
    assert (entry["date"], entry["published"]) == (None, "2026-11-18")
    portal = simulator.add_portal("meknes")
    undated = next(item for item in portal.items if item.date is None and item.language == "ar")
    portal.set_site("spip")
    assert {entry["url"]: entry for entry in portal.truth()}[portal.find_item(undated.id).url]["date"] is None


def test_every_template_is_used() -> None:
    for name in list_sites():
        sources = [path.read_text(encoding="utf-8") for path in (FOLDER / name).iterdir()]
        for path in (FOLDER / name).iterdir():
            if path.name not in ("site.toml", "page.html", "missing.html"):
                assert any(f'"{path.name}"' in source for source in sources), path


def test_items_with_odd_letters_are_written_safely(simulator: Simulator, browser: Browser) -> None:
    for name in list_sites():
        portal = simulator.add_portal(name)
        item: Item = portal.publish(title="<b>1 & 2</b>", text=["a < b & c"])
        page = browser.get(item.url)
        assert page.status == 200
        assert b"<b>1 & 2" not in page.body
