# ruff: noqa: E501  (markup reads better unbroken)
"""Listings: the seed's six entries in any markup, and nothing that is no entry."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from scrapy.http import TextResponse

from crawler.fingerprints import listing_fingerprint
from crawler.listing.entries import parse_listing
from crawler.page.links import common_pattern
from simulator import Simulator
from storage.model import Entry, ListingKeys
from tests.crawler.conftest import Fetch
from tests.crawler.markups import LISTS, SEED, Row, make_page, page, write_date

ANY = ListingKeys()
ADDRESS = "/langue-ar/actualites/detailsact.aspx?idact={}"
ROWS = [Row(ADDRESS.format(3190 - n), title, write_date(iso)) for n, (iso, title) in enumerate(SEED)]
LIST = LISTS["ul, date before the link"](ROWS)


def read(body: str, keys: ListingKeys = ANY, **more: str) -> list[tuple[str | None, str]]:
    return [(entry.published, entry.title) for entry in parse_listing(make_page(page(body), **more), keys)]


@pytest.mark.parametrize("write", LISTS.values(), ids=LISTS)
def test_seed_in_any_markup(write: Callable[[list[Row]], str]) -> None:
    assert read(write(ROWS)) == SEED


@pytest.mark.parametrize("write", LISTS.values(), ids=LISTS)
def test_seed_in_any_markup_with_slugs(write: Callable[[list[Row]], str]) -> None:
    rows = [Row(f"/ar/actualites/{row.title.replace(' ', '-')}", row.title, row.date) for row in ROWS]
    assert read(write(rows)) == SEED


@pytest.mark.parametrize("write", LISTS.values(), ids=LISTS)
def test_seed_in_windows_1256(write: Callable[[list[Row]], str]) -> None:
    assert read(write(ROWS), encoding="windows-1256") == SEED


@pytest.mark.parametrize("write", LISTS.values(), ids=LISTS)
def test_two_entries_are_enough(write: Callable[[list[Row]], str]) -> None:
    assert read(write(ROWS[:2])) == SEED[:2]


def test_addresses_are_absolute_and_keyed() -> None:
    entry = parse_listing(make_page(page(LIST)), ANY)[0]
    assert entry.url == "http://meknes.ma" + ADDRESS.format(3190)
    assert entry.key == "https://meknes.ma" + ADDRESS.format(3190)
    assert entry.date_text == write_date(SEED[0][0])
    assert entry.published_precision == "day"


def find_shape(response: TextResponse) -> str:
    return common_pattern({entry.key for entry in parse_listing(response, ANY)})


def test_shape_of_the_addresses() -> None:
    shape = find_shape(make_page(page(LIST)))
    assert shape == r"/langue-ar/actualites/detailsact\.aspx\?idact=\d+$"
    assert re.search(shape, "http://meknes.ma" + ADDRESS.format(7))


SHAPES = {
    "slug": ("/ar/actualites/{}", "/ar/actualites/[^/?#]+$"),
    "slug with a number": ("/index.php/news/{n}-{}", r"/index.php/news/\d+[-_][^/?#]+$"),
    "day in the path": ("/2024/02/{n}/{}/", r"^https?://[^/]+/\d+/\d+/\d+/[^/?#]+$"),
    "html": ("/news/{}.html", r"/news/[^/?#]+\.html$"),
    "id": ("/article/{n}", r"/article/\d+$"),
    "constant parameter": (
        "/index.php?option=com_content&id={n}",
        r"/index\.php\?id=\d+&option=com_content$",
    ),
    "spip": ("/spip.php?article{n}", r"/spip\.php\?article\d+$"),
    "post": ("/?p={n}", r"^https?://[^/]+/\?p=\d+$"),
}


@pytest.mark.parametrize(("address", "shape"), SHAPES.values(), ids=SHAPES)
def test_shapes(address: str, shape: str) -> None:
    rows = [
        Row(address.format(f"slug{n}", n=n + 10), title, write_date(iso))
        for n, (iso, title) in enumerate(SEED)
    ]
    response = make_page(page(LISTS["cards"](rows)))
    found = find_shape(response)
    assert found.replace("\\.", ".") == shape.replace("\\.", ".")
    assert read(LISTS["cards"](rows)) == SEED
    assert read(LISTS["cards"](rows), ListingKeys(address=found)) == SEED


def test_list_and_sidebar_are_one() -> None:
    ten = [
        Row(ADDRESS.format(3190 - n), f"بلاغ رقم {n} حول أشغال الجماعة", f"{28 - n} يناير, 2024")
        for n in range(10)
    ]
    body = f"<div>{LISTS['cards'](ten)}</div><div><h3>أخبار الجماعة</h3>{LISTS['dl'](ten[:6])}</div>"
    entries = parse_listing(make_page(page(body)), ANY)
    assert [entry.title for entry in entries] == [row.title for row in ten]
    assert [entry.published for entry in entries] == [f"2024-01-{28 - n}" for n in range(10)]


def test_cut_title_is_mended_from_the_other_block() -> None:
    ticker = f"<marquee><a href='{ROWS[0].href}'>{ROWS[0].title[:20]}...</a></marquee>"
    assert read(ticker + LIST) == SEED


NO_ENTRIES = {
    "menu link of the same shape": "<ul><li><a href='/langue-ar/actualites/detailsact.aspx?idact=5'>كلمة السيد الرئيس</a></li></ul>",
    "print version": f"<p><a href='{ADDRESS.format(3190)}&print=1'>طباعة هذه الصفحة كاملة</a></p>",
    "calendar": "<table><tr>"
    + "".join(f"<td><a href='/cal?d={n}'>{n}</a></td>" for n in range(1, 29))
    + "</tr></table>",
    "month archive": "<ul><li><a href='/2024/01/'>يناير 2024</a></li><li><a href='/2023/12/'>دجنبر 2023</a></li></ul>",
    "tag cloud": "<div><a href='/tag/a'>ميزانية</a> <a href='/tag/b'>صفقات</a> <a href='/tag/c'>توظيف</a></div>",
    "other site": "<ul><li>12 يناير 2024 <a href='http://other.ma/a/1'>خبر من موقع آخر بعيد</a></li>"
    "<li>13 يناير 2024 <a href='http://other.ma/a/2'>خبر ثان من موقع آخر</a></li></ul>",
    "clock beside a link": "<div>الاثنين 19 فبراير 2024 <a href='/langue-ar/actualites/listeact.aspx'>كل أخبار الجماعة</a></div>",
    "dead link": "<a href='http://['>x</a><a href='javascript:void(0)'>12 يناير 2024</a>",
}


@pytest.mark.parametrize("extra", NO_ENTRIES.values(), ids=NO_ENTRIES)
@pytest.mark.parametrize("name", ["ul, date before the link", "two columns", "cards"])
def test_what_is_no_entry(extra: str, name: str) -> None:
    assert read(extra + LISTS[name](ROWS)) == SEED
    assert read(LISTS[name](ROWS) + extra) == SEED


@pytest.mark.parametrize("extra", NO_ENTRIES.values(), ids=NO_ENTRIES)
def test_page_without_entries(extra: str) -> None:
    assert read(extra) == []


def test_undated_entry_among_dated_ones_is_kept() -> None:
    rows = [*ROWS[:2], Row(ADDRESS.format(9), "إعلان لم يكتب تاريخه بعد", ""), *ROWS[3:]]
    found = read(LISTS["ul, date before the link"](rows))
    assert found[2] == (None, "إعلان لم يكتب تاريخه بعد")
    assert len(found) == 6


def test_undated_menu_link_in_the_list_is_no_entry() -> None:
    links = "".join(
        f"<li><a href='/fr/section/{name}'>La rubrique {name}</a></li>" for name in ("un", "deux")
    )
    items = "".join(
        f"<li>{n} mars 2024 <a href='/fr/actu-{n}'>Communiqué numéro {n}</a></li>" for n in (3, 4, 5)
    )
    assert read(f"<ul>{items}{links}</ul>") == [
        (f"2024-03-0{n}", f"Communiqué numéro {n}") for n in (3, 4, 5)
    ]


def test_two_entries_of_one_day() -> None:
    rows = [Row(ADDRESS.format(n), f"خبر مهم جدا رقم {n}", "07 أكتوبر, 2023") for n in (1, 2)]
    assert read(LISTS["dl"](rows)) == [("2023-10-07", row.title) for row in rows]


def test_french_half() -> None:
    rows = [
        Row("/langue-fr/actualites/detailsact.aspx?idact=1", "Avis de réunion du conseil", "2 février 2024"),
        Row("/langue-fr/actualites/detailsact.aspx?idact=2", "Session ordinaire d’octobre", "1er août 2023"),
    ]
    assert read(LISTS["cards"](rows)) == [("2024-02-02", rows[0].title), ("2023-08-01", rows[1].title)]


def test_machine_date_where_the_text_tells_none() -> None:
    items = "".join(
        f"<li><time datetime='2024-02-0{n}T10:00:00+01:00'>منذ أيام</time><a href='/a/{n}'>خبر مهم جدا رقم {n}</a></li>"
        for n in (1, 2)
    )
    found = read(f"<ul>{items}</ul>")
    assert [published and published[:10] for published, _ in found] == ["2024-02-01", "2024-02-02"]


def test_title_in_full_from_the_attribute() -> None:
    items = "".join(
        f"<li>0{n}/02/2024 <a href='/a/{n}' title='عنوان طويل جدا يقطعه الموقع {n}'>عنوان طويل جدا ...</a></li>"
        for n in (1, 2)
    )
    assert read(f"<ul>{items}</ul>")[0] == ("2024-02-01", "عنوان طويل جدا يقطعه الموقع 1")


def test_selectors_of_the_definition_win() -> None:
    body = (
        "<div class=n><b class=t>العنوان الأول</b><i class=d>1/2/2024</i><u>9/9/2020</u><a href='/x/1'>المزيد</a></div>"
        * 1
    )
    keys = ListingKeys(entry="div.n", title=".t", date=".d")
    assert read(body + LIST, keys) == [("2024-02-01", "العنوان الأول")]


def test_a_block_of_a_day_is_as_many_rows_as_it_has_articles() -> None:
    def block(day: int, *numbers: int) -> str:
        posts = [f"<div><h3><a href='/b/{n}'>خبر مهم جدا رقم {n}</a></h3><p>نص</p></div>" for n in numbers]
        return f"<div class=day><h2>{day}/01/2025</h2>{''.join(posts)}</div>"

    keys = ListingKeys(entry="div.day", title="h3 > a", date="h2", address=r"/b/\d+")
    found = read(block(23, 7, 6, 5) + block(21, 4), keys)
    assert found == [(f"2025-01-{23 if n > 4 else 21}", f"خبر مهم جدا رقم {n}") for n in (7, 6, 5, 4)]


def test_address_of_the_definition_wins() -> None:
    assert read(LIST, ListingKeys(address=r"idact=318\d")) == SEED[1:]
    assert read(LIST, ListingKeys(address=r"/nothing/\d+")) == []


@pytest.mark.parametrize("body", [b"", b"<", b"\x00\xff\xfe", b"<html></html>", b"{}"])
def test_no_page(body: bytes) -> None:
    response = make_page("").replace(body=body)
    assert parse_listing(response, ANY) == []


def test_deep_nesting_is_bounded() -> None:
    assert read("<div>" * 5000 + LIST + "</div>" * 5000) in (SEED, [])


def test_fingerprint_ignores_order_and_nothing_else() -> None:
    entries = parse_listing(make_page(page(LIST)), ANY)
    other = Entry(entries[0].url, entries[0].key, "عنوان آخر", entries[0].date_text, entries[0].published)
    assert listing_fingerprint(entries) == listing_fingerprint(reversed(entries))
    assert listing_fingerprint(entries) != listing_fingerprint(entries[1:])
    assert listing_fingerprint(entries) != listing_fingerprint([other, *entries[1:]])


@pytest.mark.parametrize("layout", ["default", "cards", "table"])
@pytest.mark.parametrize("encoding", ["utf-8", "windows-1256"])
def test_replica(simulator: Simulator, fetch: Fetch, layout: str, encoding: str) -> None:
    portal = simulator.add_portal("meknes", encoding=encoding)
    portal.set_layout(layout)
    listed = [item for item in portal.items if item.language == "ar"]
    for path, count in (
        ("", 6),
        ("actualites/listeact.aspx", 10),
        ("actualites/detailsact.aspx?idact=1893", 6),
    ):
        entries = parse_listing(fetch(portal.url + path), ANY)
        expected = [(str(item.date) if item.date else None, item.title) for item in listed[:count]]
        assert [(entry.published, entry.title) for entry in entries] == expected


LINES = ["Travaux de voirie au quartier Hamria", "Campagne de vaccination", "Avis aux habitants du centre"]
#: Days in a list that are nobody's publication.
OTHER_DAYS = {
    "a deadline in each row": "<li><a href='/ao/{n}'>{title}</a> <p>Date limite : {n}/03/2027</p></li>",
    "a meeting in each row": "<li><a href='/ao/{n}'>{title}</a> <p>Séance prévue le {n} mars 2027</p></li>",
    "a deadline, in Arabic": "<li><a href='/ao/{n}'>{title}</a> <span>آخر أجل: {n} مارس 2027</span></li>",
}


@pytest.mark.parametrize("row", OTHER_DAYS.values(), ids=OTHER_DAYS)
def test_a_deadline_is_no_publication(row: str) -> None:
    rows = "".join(row.format(n=n, title=title) for n, title in enumerate(LINES, 1))
    assert read(f"<ul>{rows}</ul>") == [(None, title) for title in LINES]


def test_a_column_of_deadlines_is_none_of_publications() -> None:
    head = "<tr><th>Objet</th><th>Publié le</th><th>Ouverture des plis</th></tr>"
    rows = "".join(
        f"<tr><td><a href='/ao/{n}'>{title}</a></td><td>0{n}/02/2026</td><td>1{n}/03/2026</td></tr>"
        for n, title in enumerate(LINES, 1)
    )
    assert read(f"<table>{head}{rows}</table>") == [
        (f"2026-02-0{n}", title) for n, title in enumerate(LINES, 1)
    ]
    only = "".join(
        f"<tr><td><a href='/ao/{n}'>{title}</a></td><td>1{n}/03/2026</td></tr>"
        for n, title in enumerate(LINES, 1)
    )
    head = "<tr><th>Objet</th><th>Date limite</th></tr>"
    assert read(f"<table>{head}{only}</table>") == [(None, title) for title in LINES]


def test_one_date_beside_an_undated_list_is_not_its_rows() -> None:
    rows = "".join(f"<li><a href='/a/{n}'>{title}</a></li>" for n, title in enumerate(LINES))
    assert read(f"<p>12/02/2024</p><ul>{rows}</ul>") == [(None, title) for title in LINES]
    last = "<li><a href='/a/9'>Session extraordinaire (07 novembre 2027)</a></li>"
    titles = [*LINES, "Session extraordinaire (07 novembre 2027)"]
    assert read(f"<ul>{rows}{last}</ul>") == [(None, title) for title in titles]


def test_a_section_over_each_title_is_no_title() -> None:
    rows = "".join(
        f"<li><h6>Conseil communal</h6><h5><a href='/a/{n}'>{title}</a></h5><small>0{n}/02/2024</small></li>"
        for n, title in enumerate(LINES, 1)
    )
    assert [title for _, title in read(f"<ul>{rows}</ul>")] == LINES


def test_an_undated_row_among_dated_ones_is_kept() -> None:
    slugs = ["travaux-de-voirie", "campagne", "avis-aux-habitants"]
    rows = "".join(
        f"<li><a href='/{slug}'>{title}</a> {'' if slug == 'campagne' else '<span>05/02/2024</span>'}</li>"
        for slug, title in zip(slugs, LINES, strict=True)
    )
    assert [title for _, title in read(f"<ul>{rows}</ul>")] == LINES


SUMMARY = "تنهي الجماعة إلى علم الساكنة أن المصالح المختصة شرعت في الأشغال."
SHORT_TITLES = {
    "a link before its summary": "<li><span>12/02/2024</span> <a href='/ar/news/{n}'>{title}</a><p>{summary}</p></li>",
    "link, day, summary": "<li><a href='/ar/news/{n}'>{title}</a> <i>12/02/2024</i><div>{summary}</div></li>",
    "two links to one page": "<li><a href='/ar/news/{n}'>{title}</a><p>{summary} <a href='/ar/news/{n}'>المزيد</a></p><b>12/02/2024</b></li>",
}


@pytest.mark.parametrize("markup", SHORT_TITLES.values(), ids=SHORT_TITLES)
def test_a_title_of_one_word_is_not_lost_to_its_summary(markup: str) -> None:
    titles = ["بلاغ", "إعلان للعموم بخصوص السوق", "بيان", "مقررات دورة أكتوبر العادية"]
    rows = [markup.format(n=n, title=title, summary=SUMMARY) for n, title in enumerate(titles, 100)]
    assert {title for _, title in read(f"<ul>{''.join(rows)}</ul>")} == {*titles}


def test_a_short_title_beside_its_day_is_no_part_of_the_day() -> None:
    titles = ["إعلان", "بيان", "مقررات دورة أكتوبر العادية", "انطلاق أشغال تعبيد الطرق"]
    rows = [
        f"<li><i>2025/02/06</i> : <a href='/article/{n}'>{title}</a></li>" for n, title in enumerate(titles)
    ]
    assert [title for _, title in read(f"<ul>{''.join(rows)}</ul>")] == titles


TILE = (
    "<div class='tile'><h2><a href='/news/{n}-a'>{title}</a></h2><p>{lead}</p><div class='by'>par <b>agent{n}</b>"
    " — <span>publié</span> {n}/02/2025, <span>Dernière modification</span> 28/02/2025 1{n}:30</div></div>"
)


def test_one_title_given_many_times_is_still_the_title() -> None:
    titles = [*["Session extraordinaire"] * 5, "Avis aux habitants", "Séance de la session de février"]
    rows = [TILE.format(n=n, title=title, lead=SUMMARY) for n, title in enumerate(titles, 1)]
    folder = "<div class='tile'><h2><a href='/news/archives-2009-2015'>Archives 2009-2015</a></h2></div>"
    assert [title for _, title in read(f"<div>{folder}{''.join(rows)}</div>")] == titles


def test_a_day_behind_its_label_is_a_day_however_short_it_is() -> None:
    hero = (
        "<div class='hero'><p>À la une</p><p>Session du 28 février 2025 à la salle des fêtes</p>"
        "<p>Publié le 3 mai 2025 — <a href='/detail/session-b' title='Session du 28 février 2025 à la salle des fêtes'>"
        "Lire l’article</a></p></div>"
    )
    rows = "".join(
        f"<div class='row'><h3><a href='/detail/titre-{n}{n}'>{title}</a></h3><p>{SUMMARY}</p>"
        f"<p><time>0{n}.02.2025</time></p></div>"
        for n, title in enumerate(LINES, 1)
    )
    assert read(f"<div>{hero}</div><div>{rows}</div>")[0][0] == "2025-05-03"


def test_a_short_line_that_the_link_states_is_the_title_of_what_is_shown_larger() -> None:
    hero = (
        f"<div class='hero'><p>À la une</p><p>Avis</p><p>{SUMMARY}</p>"
        "<p>Publié le 13 mai 2025 — <a href='/detail/avis-b' title='Avis'>Lire l’article</a></p></div>"
    )
    rows = "".join(
        f"<div class='row'><h3><a href='/detail/titre-{n}{n}'>{title}</a></h3><p>{SUMMARY}</p>"
        f"<p><time>0{n}.02.2025</time></p></div>"
        for n, title in enumerate(LINES, 1)
    )
    found = read(f"<div>{hero}</div><div>{rows}</div>", ListingKeys(address="/detail/"))
    assert found[0] == ("2025-05-13", "Avis")
