"""Where a site says that it has gone: what its page as a whole points to, and no partner's link."""

from __future__ import annotations

import pytest

from crawler.moved import find_new_homes
from tests.crawler.answers import front

NEW = "https://nouveau.ma/"
LINK = f"<a href='{NEW}'>الدخول</a>"
MENU = "".join(f"<li><a href='/page/{n}'>صفحة {n}</a></li>" for n in range(20))
PARTNER = "<p><a href='https://partner.ma/'>شريك الجماعة</a></p>"
REFRESH = "<meta http-equiv='Refresh' content='5; URL={}'>"

#: What stands in the head, on the page, and where it leads.
PAGES = {
    "refreshes to another host": (REFRESH.format(NEW), "", [NEW]),
    "quoted": (REFRESH.format(f"&quot;{NEW}&quot;"), "", [NEW]),
    "refreshes itself": (REFRESH.format("/ar/"), "", []),
    "the same host with www": (REFRESH.format("http://www.commune.ma/ar"), "", []),
    "a short notice": ("", f"<h1>انتقل موقعنا</h1><div><p>إلى عنوان آخر</p>{LINK}</div>", [NEW]),
    "a notice in French": ("", f"<p>Nous avons déménagé : le site A Déménagé. {LINK}</p>", [NEW]),
    "a short page that says nothing of it": ("", f"<p>مرحبا</p>{LINK}", []),
    "a line on a page with a menu": ("", f"<ul>{MENU}</ul>{PARTNER}<p>الموقع الجديد : {LINK}</p>", [NEW]),
    "words beside another link": ("", f"<ul>{MENU}</ul><p>الموقع الجديد قريبا</p>{PARTNER}", []),
    "words far before the link": ("", f"<ul>{MENU}</ul><p>{'كلام ' * 60}الموقع الجديد {LINK}</p>", []),
    "the surest first": (
        REFRESH.format("https://first.ma/"),
        f"<p>الموقع الجديد {LINK} {LINK}</p>",
        ["https://first.ma/", NEW],
    ),
    "bytes that are no address": (
        REFRESH.format("http://[x"),
        "<p>new site <a href='http://[x'>x</a></p>",
        [],
    ),
}


@pytest.mark.parametrize(("head", "body", "homes"), PAGES.values(), ids=PAGES)
def test_the_new_home_is_found(head: str, body: str, homes: list[str]) -> None:
    assert find_new_homes(front(body, head)) == homes


def test_a_page_of_thousands_of_links_is_read_once() -> None:
    links = "".join(f"<a href='https://a{n}.ma/'>{'كلام ' * 20}</a>" for n in range(5_000))
    assert find_new_homes(front(f"<div>{links}</div>")) == []
    assert find_new_homes(front(f"<div>{links}</div><p>الموقع الجديد قريبا</p>")) == []
    assert len(find_new_homes(front(f"<div>الموقع الجديد {links}</div>"))) == 2_000
