"""Today's communiqués, the portals, and search: what is listed under which conditions, and from where on."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.web.pages.archive import SCRIPT
from tests.web.pages.conftest import Reader, say


@pytest.mark.parametrize(
    ("asked", "count", "first"),
    [
        ("/?portal=agadir", 2, "Avis de coupure d'eau"),
        ("/?region=Souss-Massa&kind=notice", 2, "avis gnp.exe officiel ouvert"),
        (f"/?region={quote('Fès-Meknès')}&kind=notice", 2, "Avis aux habitants"),
        ("/?status=withdrawn", 1, "Communiqué 3"),
        ("/?kind=session", 1, "إعلان عن انعقاد الدورة العادية لشهر فبراير 2026"),
        ("/?since=2026-11-20&until=2026-11-24", 4, "Communiqué 0"),
        ("/?since=2026-09-30&until=2026-09-30", 2, "Communiqué 11"),  # one of September alone may be of it
        ("/?until=2026-02-02&since=2026-02-02", 2, "Communiqué 59"),
        ("/?kind=budget", 0, None),
        ("/?kind=&portal=&since=", 50, "Communiqué 0"),
    ],
)
def test_conditions(reader: Reader, asked: str, count: int, first: str | None) -> None:
    titles = reader.list_titles(asked)
    assert (len(titles), titles[0] if titles else None) == (count, first)


def test_days_and_what_is_not_known(reader: Reader) -> None:
    page = reader.read("/?region=Souss-Massa")
    headings = [say(one) for one in page.xpath("//section[@class='day']/h2")]
    assert headings == ["20 November 2026", "11 November 2026", "September 2026"]
    undated = reader.read("/?portal=meknes&kind=notice")
    assert "Date of publication unknown, 24 November 2026 at the latest" in say(undated)
    # A day that is still to come leads no list; a link tells of it.
    assert "Avis de demain" not in reader.list_titles("/")
    link = reader.read("/").xpath("//a[contains(., 'still to come')]/@href")[0]
    assert reader.list_titles(link) == ["Avis de demain"]
    assert "the portal writes so" in say(reader.read(link))


def test_a_line_says_what_became_of_an_article(reader: Reader) -> None:
    lines = {one.xpath("string(a)"): say(one) for one in reader.read("/").xpath("//ul[@class='articles']/li")}
    assert lines["Communiqué 3"].endswith("withdrawn from the portal")
    assert "2 revisions" in say(reader.read("/?portal=meknes&kind=notice"))


def test_how_far_portals_are_read(reader: Reader) -> None:
    said = say(reader.read("/").xpath("//p[@class='watching']")[0])
    assert said.startswith("3 portals are watched. The last visit of each was between 24 November 2026 10:00")
    assert said.endswith("1 portal cannot be read now.")
    hidden = reader.read("/").xpath("//p[@class='watching']//a/@href")[0]
    assert [say(one) for one in reader.read(hidden).xpath("//ul[@class='portals']//h2")] == [
        "Commune d'Agadir"
    ]


def test_pages_go_on_where_they_ended(reader: Reader) -> None:
    there, path = [], "/?portal=meknes&lang=en"
    while path:
        page = reader.read(path)
        there.append([say(one) for one in page.xpath("//ul[@class='articles']/li/a")])
        last, path = path, reader.follow(page, "next") or ""
    assert [len(one) for one in there] == [50, 12]
    every = [title for one in there for title in one]
    assert len(set(every)) == 62  # 63 articles without the forgotten one
    back = reader.follow(reader.read(last), "prev")
    assert back is not None
    assert reader.list_titles(back) == there[0]
    assert "portal=meknes" in back


@pytest.mark.parametrize(
    ("query", "count", "marked"),
    [
        ("eau", 2, {"eau"}),
        ("العاديه", 1, {"العادية"}),
        ("Communiqu*", 40, {"Communiqué"}),
        ('"attention soutenue"', 0, set()),
        ("coupure -Hamria", 0, set()),
    ],
)
@pytest.mark.parametrize("order", ["newest", "best"])
def test_search(reader: Reader, query: str, count: int, marked: set[str], order: str) -> None:
    path, titles, marks = f"/search?q={quote(query)}&order={order}&lang=en", [], set[str]()
    for _ in range(2):
        page = reader.read(path)
        titles += [one.get("href") for one in page.xpath("//ul[@class='articles']/li/a")]
        marks |= {one.text for one in page.xpath("//ul[@class='articles']//mark")}
        path = reader.follow(page, "next") or ""
        if not path:
            break
    assert len(set(titles)) == len(titles) == count
    assert marks == marked


def test_search_under_conditions(reader: Reader) -> None:
    assert len(reader.list_titles("/search?q=eau&region=Souss-Massa")) == 1
    assert reader.list_titles("/search?q=eau&until=2026-11-10") == ["Avis de coupure d'eau"]
    page = reader.read("/search?q=xyzzy&lang=fr")
    assert "Rien n'a été trouvé" in say(page)
    assert page.xpath("//input[@id='q']/@value") == ["xyzzy"]


@pytest.mark.parametrize("query", ['"eau', "-eau", "e*", "mot " * 300])
@pytest.mark.parametrize(
    ("language", "cure"), [("fr", "fermez les guillemets"), ("ar", "وأغلق علامات الاقتباس")]
)
def test_unreadable_query(reader: Reader, query: str, language: str, cure: str) -> None:
    page = reader.read(f"/search?q={quote(query)}&lang={language}", 422)
    field = page.xpath("//input[@id='q']")[0]
    assert field.get("aria-invalid") == "true"
    assert cure in page.get_element_by_id("trouble").text_content()


def test_portals(reader: Reader) -> None:
    portals = reader.read("/portals").xpath("//ul[@class='portals']/li")
    said = {one.xpath("string(h2)").strip(): say(one) for one in portals}
    assert len(said) == 3
    assert "unreachable since 24 November 2026" in said["Commune d'Agadir"]
    assert "the server answered 503" in said["Commune d'Agadir"]
    assert "Last article: 24 November 2026 · Communiqué 0" in said["Commune de Meknès"]
    assert len(reader.read("/portals?state=healthy").xpath("//ul[@class='portals']/li")) == 2
    assert (
        len(reader.read("/portals?region=Souss-Massa&after=agadir").xpath("//ul[@class='portals']/li")) == 1
    )
    assert SCRIPT not in reader.get("/").text
