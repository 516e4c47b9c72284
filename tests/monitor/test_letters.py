"""What a mail says, read as a real SMTP server got it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import lxml.html
import pytest

from monitor.channels.mail import MailServer
from monitor.message import Message, render_digest, render_message, render_test
from storage.glimpses import Glimpse
from storage.model import (
    EventType,
    Manner,
    PublishedDate,
)
from tests.monitor.postbox import NOW, ONE, Postbox, due, open_mail, send


def test_a_mail_arrives_as_it_was_meant(server: MailServer, postbox: Postbox) -> None:
    send(open_mail(server), ONE)
    send(open_mail(server), render_message(due(8, EventType.WITHDRAWN, thread="dlv_7")))
    first, second = postbox.received
    assert first["subject"] == "جديد (\u2068meknes\u2069): \u2068بلاغ حول انقطاع الماء\u2069"
    assert first["from"] == "Balagh <alerts@ngo.example>"
    assert first["to"] == "officer@ngo.example"
    assert first["message-id"] == "<dlv_7@ngo.example>"
    assert first["in-reply-to"] is None
    assert second["in-reply-to"] == second["references"] == first["message-id"]
    assert first["auto-submitted"] == "auto-generated"
    assert first["content-language"] == "ar"
    assert first["list-unsubscribe"] == "<mailto:alerts@ngo.example?subject=unsubscribe%204>"
    assert abs((first["date"].datetime - datetime.now(UTC)).total_seconds()) < 60
    text = first.get_body(("plain",)).get_content()
    assert text.splitlines()[:3] == ONE.text.splitlines()
    assert text.splitlines()[1] == "رُصد في: \u20662026-03-01 09:30 UTC\u2069"
    assert "بعبارة \u2066unsubscribe 4\u2069" in text


LONG = [
    "4 تنبيهات: جديد 2، سحب 1، تعذّر القراءة 1",
    "a " * 60 + "بلاغ " * 30 + "é è à " * 10,
    "plain words " * 20,
    "بلاغ\r\nBcc: other@x.example\n\n<script>",
    "=?utf-8?b?QQ==?= بلاغ",
    "=?utf-8?q?=0d=0aBcc:_x@x.example?=",
]


@pytest.mark.parametrize("title", LONG)
def test_headers_hold_any_title_and_nothing_else(server: MailServer, postbox: Postbox, title: str) -> None:
    message = render_message(due(title=title))
    send(open_mail(server), message)
    (read,) = postbox.received
    assert " ".join(read["subject"].split()) == message.title
    assert read["bcc"] is None
    names = {"from", "to", "subject", "date", "message-id", "auto-submitted", "list-unsubscribe"}
    ours = {name.lower() for name in read if not name.lower().startswith("x-")}
    assert ours == names | {"mime-version", "content-type", "content-language"}


def read_html(message: Message, server: MailServer, postbox: Postbox) -> Any:
    send(open_mail(server), message)
    return lxml.html.fromstring(postbox.received[-1].get_body(("html",)).get_content())


def test_html_is_right_to_left_and_holds_no_foreign_markup(server: MailServer, postbox: Postbox) -> None:
    page = read_html(
        render_digest(
            "bat_1",
            [
                due(1, title="<img src=x onerror=alert(1)>", url="javascript:alert(1)"),
                due(2, EventType.EDITED, url='https://x.example/"><b>', summary="<i>−10</i>"),
                due(3, portal="rabat"),
            ],
        ),
        server,
        postbox,
    )
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    assert page.xpath("//img | //script | //i | //b") == []
    assert set(page.xpath("//a/@href")) == {'https://x.example/"><b>', "https://meknes.example/1?a=1&b=2"}
    assert page.xpath("//h2/span/text()") == ["meknes", "rabat"]
    assert "<img src=x onerror=alert(1)>" in page.text_content()
    assert {"dlv_1", "dlv_2", "dlv_3"} <= set(page.text_content().split())
    assert postbox.received[0]["message-id"] == "<bat_1@ngo.example>"


HOSTILE = "<b>Avis</b>\u202e\x1b[2J\n\tVoirie " + "mot " * 200
DAY = PublishedDate("2024-02-12T08:00:00+00:00", "minute", "meta")
GLIMPSES = {
    "all of it": ("fr", EventType.NEW, Glimpse(DAY, "tender", "Le conseil\nse réunit."),
        ["Publié le\u00a0: 12 février 2024", "Nature\u00a0: marché"], "\u2068Le conseil se réunit.\u2069"),
    "a month alone": ("en", EventType.NEW, Glimpse(PublishedDate("2024-02", "month"), "news", "Rain."),
        ["Published: February 2024", "Kind: news"], "\u2068Rain.\u2069"),
    "nothing is known": ("ar", EventType.WITHDRAWN, Glimpse(PublishedDate(), "poem", ""),
        ["تاريخ النشر: غير معروف"], None),
    "an edit tells its words": ("en", EventType.EDITED, Glimpse(DAY, "budget", "Rain."),
        ["Published: 12 February 2024", "Kind: budget"], None),
    "hostile": ("fr", EventType.NEW, Glimpse(DAY, "notice", HOSTILE),
        ["Publié le\u00a0: 12 février 2024", "Nature\u00a0: avis"], "\u2068<b>Avis</b>[2J Voirie mot "),
}  # fmt: skip


@pytest.mark.parametrize("name", GLIMPSES)
def test_a_mail_of_one_article_says_its_day_its_kind_and_how_it_begins(
    server: MailServer, postbox: Postbox, name: str
) -> None:
    language, what, glimpse, lines, beginning = GLIMPSES[name]
    message = render_message(replace(due(7, what, language=language), glimpse=glimpse))
    page = read_html(message, replace(server, public_url="https://balagh.example/"), postbox)
    told = postbox.received[-1].get_body(("plain",)).get_content().splitlines()
    first = told.index(lines[0])
    assert told[first : first + len(lines)] == lines
    assert told[first + len(lines)].endswith("https://balagh.example/articles/3")
    if beginning is None:
        assert told[first + len(lines) + 2] == "-- "
    else:
        assert told[first + len(lines) + 2].startswith(beginning)
        assert len(told[first + len(lines) + 2]) <= 305
        assert page.xpath("//p[@dir='auto']/text()")[0].startswith(beginning.strip("\u2068\u2069"))
    assert {"https://balagh.example/articles/3"} < set(page.xpath("//a/@href"))
    assert page.xpath("//b") == [] and all(line in page.text_content() for line in lines)


def test_without_an_address_of_ours_no_page_of_ours_is_named(server: MailServer, postbox: Postbox) -> None:
    page = read_html(ONE, server, postbox)
    assert set(page.xpath("//a/@href")) == {"https://meknes.example/1?a=1&b=2"}


def test_addresses_in_what_is_said_are_links(server: MailServer, postbox: Postbox) -> None:
    words = "attachments: −https://x.example/a.pdf +https://x.example/b.pdf"
    event = replace(
        due(1, EventType.EDITED).event, changed=("attachments",), summary=words.replace("−", "\u2212")
    )
    page = read_html(render_message(replace(due(1), event=event)), server, postbox)
    assert page.xpath("//p[contains(., 'الملفات')]//a/@href") == [
        f"https://x.example/{one}.pdf" for one in "ab"
    ]


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("en", "ltr"), ("ar", "rtl")])
def test_a_test_says_that_it_is_one(
    server: MailServer, postbox: Postbox, language: str, direction: str
) -> None:
    message = render_test("dlv_test", Manner(language), NOW)
    page = read_html(message, server, postbox)
    assert page.get("dir") == direction
    title, said = message.text.splitlines()
    assert (page.xpath("//h1/text()"), page.xpath("//p[not(@class)]/text()")) == ([title], [said])
    assert postbox.received[0]["list-unsubscribe"] is None
