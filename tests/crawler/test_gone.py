# ruff: noqa: E501  (markup reads better unbroken)
"""Answers that are no article: gone, failing, blocked; and articles that are taken for none of them."""

from __future__ import annotations

import urllib.error

import pytest
from scrapy.http import HtmlResponse, Request, Response

from crawler.addresses import canonical_address
from crawler.gone import find_block_reason, find_failure_reason, find_gone_reason
from simulator import Simulator
from storage.model import Entry
from tests.crawler.conftest import Fetch
from tests.crawler.markups import make_page, page
from tests.crawler.pages import ARTICLES, SIDEBAR, Story

HOME = "http://meknes.ma/langue-ar/"
URL = HOME + "actualites/detailsact.aspx?idact=1260"
ENTRY = Entry(URL, canonical_address(URL), "بلاغ حول الإنارة العمومية")
STORY = Story(
    ENTRY.title, "تنهي الجماعة إلى علم الساكنة أن الأشغال انطلقت.", ("وتعتذر الجماعة عن كل إزعاج.",)
)


def answer(body: str, url: str = URL, status: int = 200) -> HtmlResponse:
    return HtmlResponse(url, status=status, body=body.encode(), encoding="utf-8")


def led(response: HtmlResponse, over: str) -> HtmlResponse:
    """The answer to the entry's address, which led over another one."""
    response.request = Request(response.url, meta={"redirect_urls": [URL, over]})
    return response


GONE = {
    "404": answer("<h1>Not Found</h1>", status=404),
    "410": answer("", status=410),
    "404 without a page": Response(URL, status=404),
    "front page": answer(page(SIDEBAR), "http://www.meknes.ma/langue-ar/"),
    "front page of the site": answer(page(SIDEBAR), "https://meknes.ma/"),
    "front page by its file": answer(page(SIDEBAR), "http://meknes.ma/langue-ar/default.aspx"),
    "front page, which leads on to its first page": led(
        answer(page(SIDEBAR), "http://meknes.ma/langue-ar/portail/premiere.aspx"), HOME
    ),
    "error page": answer(
        page("<h1>خطأ</h1>"), HOME + "erreur.aspx?aspxerrorpath=/langue-ar/actualites/x.aspx"
    ),
    "error page by name": answer(page("<p>نعتذر</p>"), "http://meknes.ma/404"),
    "says so in Arabic": answer(page("<h2>خطأ</h2><p>عذرا، الصفحة التي طلبتموها غير موجودة.</p>")),
    "says so in a cell": answer(
        page("<table><tr><td>لم يتم العثور على الخبر المطلوب</td></tr></table>" + SIDEBAR)
    ),
    "says so in French": answer(page("<div><h1>Page introuvable</h1></div>")),
    "says so in a sentence": answer(page("<div>L'article demandé n'existe pas ou a été supprimé.</div>")),
    "says so in English": answer(page("<h3>Page not found</h3><p>Sorry.</p>")),
    "says so in the title": answer(
        "<html><head><title>404 - File or directory not found.</title></head><body>x</body></html>"
    ),
}


@pytest.mark.parametrize("response", GONE.values(), ids=GONE)
def test_gone(response: Response) -> None:
    assert find_gone_reason(response, ENTRY, HOME)


NOT_GONE = {
    **{name: make_page(write(STORY), URL) for name, write in ARTICLES.items()},
    "moved": answer(ARTICLES["h1 and paragraphs"](STORY), "http://meknes.ma/ar/node/77"),
    "http to https": answer(
        ARTICLES["h1 and paragraphs"](STORY), URL.replace("http:", "https:").replace("//", "//www.")
    ),
    "moved, by a front page that chooses a language": led(
        answer(ARTICLES["h1 and paragraphs"](STORY), "http://meknes.ma/ar/node/77"), HOME
    ),
    "empty frame": answer(page("<div><span class=titre></span></div>" + SIDEBAR)),
    "empty": answer(""),
    "text speaks of what is not there": answer(
        page(
            f"<h1>{ENTRY.title}</h1><p>الماء غير موجود بالحي، ولم يتم العثور على سبب الانقطاع إلى حدود الساعة.</p>"
        )
    ),
    "edited title, long text": answer(
        page(
            "<h1>بلاغ بشأن الإنارة</h1>"
            + "<p>تخبر الجماعة أن الأشغال بهذا الحي غير متوفرة وأنها ستنطلق قريبا جدا.</p>" * 9
        )
    ),
    "server error": answer("x", status=500),
    "not modified": Response(URL, status=304),
    "a file": Response(URL, body=b"%PDF-1.4"),
}


@pytest.mark.parametrize("response", NOT_GONE.values(), ids=NOT_GONE)
def test_not_gone(response: Response) -> None:
    assert find_gone_reason(response, ENTRY, HOME) is None
    if response.status < 400:
        assert find_failure_reason(response) is None
        assert find_block_reason(response) is None


FAILING = {
    "500": answer("<h1>x</h1>", status=500),
    "503": Response(URL, status=503),
    "429": answer("", status=429),
    "yellow page": answer(
        "<html><head><title>Runtime Error</title></head><body><h1>Server Error in '/' Application.</h1></body></html>"
    ),
    "database": answer("<html><body><h1>Error establishing a database connection</h1></body></html>"),
    "maintenance": answer(
        "<html><head><title>صيانة الموقع</title></head><body><p>الموقع تحت الصيانة، المرجو العودة لاحقا.</p></body></html>"
    ),
    "maintenance in French": answer("<h2>Site en maintenance</h2><p>Merci de revenir.</p>"),
    "unavailable": answer("<TITLE>Service Unavailable</TITLE><h2>Service Unavailable</h2>"),
}


@pytest.mark.parametrize("response", FAILING.values(), ids=FAILING)
def test_failing(response: Response) -> None:
    assert find_failure_reason(response)


def test_works_of_maintenance_are_no_failure() -> None:
    story = Story("أشغال صيانة الطرق بالمدينة", STORY.lead, STORY.text)
    for write in ARTICLES.values():
        assert find_failure_reason(make_page(write(story), URL)) is None


BLOCKED = {
    "403": answer("", status=403),
    "401": Response(URL, status=401),
    "request rejected": answer(
        "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected.</body></html>"
    ),
    "access denied": answer(
        "<html><head><title>Access Denied</title></head><body><h1>Access Denied</h1></body></html>"
    ),
    "challenge": answer(
        "<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"
    ),
    "challenge by script": answer(
        "<html><body><script src='/cdn-cgi/challenge-platform/x.js'></script></body></html>"
    ),
    "captcha": answer("<h1>Security check</h1><p>Please verify you are human</p>"),
}


@pytest.mark.parametrize("response", BLOCKED.values(), ids=BLOCKED)
def test_blocked(response: Response) -> None:
    assert find_block_reason(response)


@pytest.mark.parametrize("how", ["page", "redirect", "404", "410"])
@pytest.mark.parametrize("layout", ["default", "cards", "table"])
def test_withdrawn_of_the_replica(simulator: Simulator, fetch: Fetch, how: str, layout: str) -> None:
    portal = simulator.add_portal("meknes")
    portal.set_layout(layout)
    item = portal.items[1]
    entry = Entry(item.url, canonical_address(item.url), item.title)
    assert find_gone_reason(fetch(item.url), entry, portal.url) is None
    portal.withdraw(item.id, how)
    assert find_gone_reason(_ask(fetch, item.url), entry, portal.url)


def test_faults_of_the_replica(simulator: Simulator, fetch: Fetch) -> None:
    portal = simulator.add_portal("meknes")
    for fault, find in (
        ("error500-as-200", find_failure_reason),
        ("error500", find_failure_reason),
        ("busy", find_failure_reason),
        ("block-page", find_block_reason),
        ("forbidden", find_block_reason),
    ):
        portal.set_fault(fault)
        assert find(_ask(fetch, portal.url)), fault


def _ask(fetch: Fetch, url: str) -> Response:
    try:
        return fetch(url)
    except urllib.error.HTTPError as refused:
        kind = {"Content-Type": refused.headers["Content-Type"]}
        with refused:
            return HtmlResponse(refused.url, status=refused.code, body=refused.read(), headers=kind)
