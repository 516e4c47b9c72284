# ruff: noqa: E501  (markup reads better unbroken)
"""Paging: the next page by link and by form, and never one that is not next; the way to the news."""

from __future__ import annotations

import pytest

from crawler.listing.entries import parse_listing
from crawler.listing.navigation import find_news_links
from crawler.listing.paging import find_next_page
from simulator import Simulator
from storage.model import ListingKeys
from tests.crawler.conftest import Fetch
from tests.crawler.markups import make_page

ANY = ListingKeys()
URL = "http://c.ma/ar/news"

LINKS = {
    "number": (
        "<div><b>1</b> <a href='?page=2'>2</a> <a href='?page=3'>3</a></div>",
        1,
        "http://c.ma/ar/news?page=2",
    ),
    "number, each in a cell": (
        "<ul><li>1</li><li><a href='/ar/news/page/2/'>2</a></li></ul>",
        1,
        "http://c.ma/ar/news/page/2/",
    ),
    "Arabic digits": ("<p><span>١</span> <a href='?p=2'>٢</a></p>", 1, "http://c.ma/ar/news?p=2"),
    "third": ("<p><a href='?p=1'>1</a> <b>2</b> <a href='?p=3'>3</a></p>", 2, "http://c.ma/ar/news?p=3"),
    "rel next": ("<a rel='next' href='/ar/news?o=10'>x</a>", 1, "http://c.ma/ar/news?o=10"),
    "link rel next": ("<link rel=next href='/ar/news/page/2/'>", 1, "http://c.ma/ar/news/page/2/"),
    "Arabic word": ("<a href='?o=10'>الصفحة التالية »</a>", 1, "http://c.ma/ar/news?o=10"),
    "French word": ("<a href='?o=10'>Suivant &gt;</a>", 1, "http://c.ma/ar/news?o=10"),
    "older posts": (
        "<div class=nav><a href='/ar/news/page/2/'>← مقالات أقدم</a></div>",
        1,
        "http://c.ma/ar/news/page/2/",
    ),
    "sign beside numbers": (
        "<p><b>1</b> <a href='?p=2'>›</a> <a href='?p=9'>»</a></p>",
        1,
        "http://c.ma/ar/news?p=2",
    ),
    "script that is given an address": (
        "<td>1 - 20<td><a href='javascript:' onclick='Go(event, \"/ar/news?first=21\\u0026all=1\");'><img alt='التالي'></a>",
        1,
        "http://c.ma/ar/news?first=21&all=1",
    ),
    "button that goes there": (
        "<button type=button onclick=\"location.href='?p=2'\">Suivant</button>",
        1,
        "http://c.ma/ar/news?p=2",
    ),
    "an address that says so": (
        "<div><a href='/ar/news/p-2'>أيام سابقة</a></div>",
        1,
        "http://c.ma/ar/news/p-2",
    ),
    "picture": ("<a href='?p=2'><img src=n.gif alt='التالي'></a>", 1, "http://c.ma/ar/news?p=2"),
}


@pytest.mark.parametrize(("body", "number", "url"), LINKS.values(), ids=LINKS)
def test_links(body: str, number: int, url: str) -> None:
    found = find_next_page(make_page(f"<html><body>{body}</body></html>", URL), ANY, number)
    assert found is not None
    assert (found.url, found.method, found.form) == (url, "GET", ())


LAST = {
    "last of the numbers": ("<p><a href='?p=1'>1</a> <b>2</b></p>", 2),
    "an arrow that points back": (
        "<p><a href='?p=2'>‹</a> <a href='?p=1'>1</a> <a href='?p=2'>2</a> <b>3</b></p>",
        3,
    ),
    "an arrow that says so": ("<p><a href='?p=1' rel=prev>‹</a> <b>2</b> <i>von</i></p>", 2),
    "no pager": ("<p>نص</p>", 1),
    "the same page": ("<a rel=next href='/ar/news#top'>التالي</a>", 1),
    "greyed out": ("<p>1 <a class='disabled' href='?p=2'>التالي</a></p>", 1),
    "greyed out item": ("<ul><li>1</li><li class='page-item disabled'><a href='?p=2'>›</a></li></ul>", 1),
    "calendar": (
        "<table><tr>" + "".join(f"<td><a href='?d={n}'>{n}</a></td>" for n in range(1, 31)) + "</tr></table>",
        1,
    ),
    "number in a text": ("<p>القرار رقم <a href='/d/2'>2</a> لسنة 2020</p>", 1),
    "a page of another list": ("<a href='/ar/sessions/page/2/'>دورات سابقة</a>", 1),
    "an article with a number": ("<a href='/ar/news/2'>بلاغ</a>", 1),
    "more of each row": (
        "<div>بلاغ <a href='/a/1'>عرض المزيد</a></div><div>إعلان <a href='/a/2'>عرض المزيد</a></div>",
        1,
    ),
    "another site": ("<a rel=next href='http://other.ma/2'>التالي</a>", 1),
    "next without an address": ("<a href='#'>التالي</a><a>2</a>", 1),
}


@pytest.mark.parametrize(("body", "number"), LAST.values(), ids=LAST)
def test_no_next_page(body: str, number: int) -> None:
    assert find_next_page(make_page(f"<html><body>{body}</body></html>", URL), ANY, number) is None


BACK = {
    "an arrow back": ("http://c.ma/ar/news?page=2", "<p><a href='?page=1'>‹</a> 1 <b>2</b></p>"),
    "to the first": ("http://c.ma/ar/news?page=2", "<p><a href='/ar/news'>«</a> 1 <b>2</b></p>"),
    "rel prev": ("http://c.ma/ar/news/page/2/", "<p><a rel=prev href='/ar/news/'>«</a> 1 <b>2</b></p>"),
    "a word": ("http://c.ma/ar/news?page=3", "<a href='?page=2'>الموالي</a>"),
}


@pytest.mark.parametrize(("url", "body"), BACK.values(), ids=BACK)
def test_no_page_before_is_the_next(url: str, body: str) -> None:
    assert find_next_page(make_page(f"<html><body>{body}</body></html>", url), ANY, 2) is None


def _form(pager: str) -> str:
    return (
        "<form method=post action='listeact.aspx?x=1'><input type=hidden name=__EVENTTARGET value=''>"
        "<input type=hidden name=__EVENTARGUMENT value=''><input type=hidden name=__VIEWSTATE value='a+/='>"
        f"<input type=hidden name=__EVENTVALIDATION value='v'><input name=q value=''>{pager}</form>"
    )


POSTED = {
    "grid": (
        "<td><span>1</span></td><td><a href=\"javascript:__doPostBack('ctl00$g','Page$2')\">2</a></td>",
        1,
        "ctl00$g",
        "Page$2",
    ),
    "onclick": (
        "<b>1</b> <a href='#' onclick=\"__doPostBack('g','Page$2');return false\">2</a>",
        1,
        "g",
        "Page$2",
    ),
    "escaped": (
        "<b>1</b><a href='javascript:__doPostBack(&#39;g&#39;,&#39;Page$2&#39;)'>2</a>",
        1,
        "g",
        "Page$2",
    ),
    "behind dots": ("<a href=\"javascript:__doPostBack('g','Page$11')\">...</a>", 10, "g", "Page$11"),
    "data pager": ("<span>1</span> <a href=\"javascript:__doPostBack('p$c2','')\">2</a>", 1, "p$c2", ""),
    "next": ("<a href=\"javascript:__doPostBack('p$next','')\">التالي</a>", 1, "p$next", ""),
    "with options": (
        '<a href=\'javascript:WebForm_DoPostBackWithOptions(new WebForm_PostBackOptions("p$n", "", true))\'>Suivant</a>',
        1,
        "p$n",
        "",
    ),
}


@pytest.mark.parametrize(("pager", "number", "target", "argument"), POSTED.values(), ids=POSTED)
def test_forms(pager: str, number: int, target: str, argument: str) -> None:
    found = find_next_page(make_page(_form(pager), URL), ANY, number)
    assert found is not None
    assert (found.url, found.method) == ("http://c.ma/ar/listeact.aspx?x=1", "POST")
    form = dict(found.form)
    assert (form["__EVENTTARGET"], form["__EVENTARGUMENT"]) == (target, argument)
    assert (form["__VIEWSTATE"], form["__EVENTVALIDATION"]) == ("a+/=", "v")


def test_button() -> None:
    found = find_next_page(make_page(_form("<input type=submit name=next value='التالي'>"), URL), ANY, 1)
    assert found is not None
    assert dict(found.form)["next"] == "التالي"


def test_selector_of_the_definition_wins() -> None:
    body = "<p><b>1</b> <a href='?p=2'>2</a> <a class=older href='/archive'>قديم</a></p>"
    found = find_next_page(make_page(body, URL), ListingKeys(next="a.older"), 1)
    assert found is not None
    assert found.url == "http://c.ma/archive"


NEWS = {
    "Arabic": ("<a href='/x'>اتصل بنا</a><a href='/n'>أخبار الجماعة</a>", ["http://c.ma/n"]),
    "best first": (
        "<a href='/avis'>إعلانات</a><a href='/all'>جميع الأخبار</a>",
        ["http://c.ma/all", "http://c.ma/avis"],
    ),
    "French": (
        "<a href='/act'>Actualités</a><a href='/com'>Communiqués</a>",
        ["http://c.ma/act", "http://c.ma/com"],
    ),
    "same half of the site first": (
        "<a href='/fr/actualites'>Actualités</a><a href='/ar/actualites'>مستجدات</a>",
        ["http://c.ma/ar/actualites", "http://c.ma/fr/actualites"],
    ),
    "longer labels": ("<a href='/n'>كل أخبار الجماعة</a>", ["http://c.ma/n"]),
    "picture": ("<a href='/n'><img alt='الأخبار'></a>", ["http://c.ma/n"]),
    "by address": ("<a href='/ar/listeact.aspx'>المزيد</a>", ["http://c.ma/ar/listeact.aspx"]),
    "other site": ("<a href='http://news.ma/'>أخبار</a>", []),
    "this page": ("<a href='/ar/news#x'>أخبار</a>", []),
    "an article": (
        "<a href='/n/12'>12 فبراير 2024</a><a href='/n/الأخبار'>عنوان طويل جدا يذكر الأخبار في وسطه بين كلمات كثيرة أخرى</a>",
        [],
    ),
}


@pytest.mark.parametrize(("body", "urls"), NEWS.values(), ids=NEWS)
def test_news_links(body: str, urls: list[str]) -> None:
    assert find_news_links(make_page(f"<html><body>{body}</body></html>", URL)) == urls


@pytest.mark.parametrize("layout", ["default", "cards", "table"])
@pytest.mark.parametrize("encoding", ["utf-8", "windows-1256"])
def test_whole_list_of_the_replica(simulator: Simulator, fetch: Fetch, layout: str, encoding: str) -> None:
    portal = simulator.add_portal("meknes", encoding=encoding)
    portal.set_layout(layout)
    for number in range(90):
        portal.publish(title=f"بلاغ جديد رقم {number}", text=["فقرة أولى من النص."])
    wanted = [item.url for item in portal.items if item.language == "ar"]
    found: list[str] = []
    response = fetch(find_news_links(fetch(portal.url))[0])
    for page in range(1, 40):
        listed = [entry.url for entry in parse_listing(response, ANY)]
        found += [url for url in listed if url not in found]
        following = find_next_page(response, ANY, page)
        if following is None:
            break
        response = fetch(following.url, following.form or None)
    assert sorted(found) == sorted(wanted)
    assert page == -(-len(wanted) // 10)
