"""Addresses that are no portal of news, added in one go: each is explained and leaves nothing behind."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import ExitStack

from tests.conftest import Command
from tests.servers import Answer, serve

MENU = "".join(
    f"<li><a href='/p{i}'>{name}</a></li>" for i, name in enumerate(["المدينة", "المجلس", "اتصل بنا"])
)
WORDS = "تنهي رئاسة المجلس الجماعي إلى علم السكان أن أشغال الصيانة تنطلق صباح الغد. " * 4


def html(body: str) -> Answer:
    return 200, "text/html; charset=utf-8", f"<!doctype html><title>جماعة</title><ul>{MENU}</ul>{body}"


def rows(count: int) -> str:
    row = "<li><a href='/a/{0}'>بلاغ رقم {0} حول أشغال الصيانة</a> <span>{1:02}/11/2026</span></li>"
    return "<ul>" + "".join(row.format(i, 24 - i % 24) for i in range(count)) + "</ul>"


def binary(_: str) -> Answer:
    return 200, "application/pdf", b"%PDF-1.4 no page"


def no_news(_: str) -> Answer:
    return html("<p>مرحبا بكم في بوابة الجماعة</p>")


def login(_: str) -> Answer:
    return html("<form method=post><input name=u><input type=password name=p><input type=submit></form>")


def redirect_loop(path: str) -> Answer:
    return 302, f"/again{path}", ""


def broken_feed(path: str) -> Answer:
    if path == "/feed":
        return 200, "application/rss+xml", "<rss><channel><item><title>بلاغ</title><link>/a</li"
    return html("<link rel=alternate type='application/rss+xml' href=/feed><p>مرحبا</p>")


def endless_calendar(path: str) -> Answer:
    month = int((re.findall(r"\d+$", path) or ["0"])[0])
    return html(
        f"<table><tr><td>1</td><td>2</td></tr></table><a rel=next href='/?m={month + 1}'>الشهر المقبل</a>"
    )


def many_rows(path: str) -> Answer:
    if path == "/":
        return html(f"<script>{'var a=1;' * 1_250_000}</script>{rows(12)}")
    return html(f"<h1>بلاغ {path}</h1><p>{WORDS}</p>") if path.startswith("/a/") else (404, "text/html", "")


#: What each is said to be; None where it is a portal after all.
CASES: dict[str, tuple[Callable[[str], Answer], str | None]] = {
    "binary": (binary, "no list of news was found"),
    "no-news": (no_news, "where a page lists the news, give its address"),
    "login": (login, "it asks for a password"),
    "redirect-loop": (redirect_loop, "redirects without end"),
    "broken-feed": (broken_feed, "no list of news was found"),
    "endless-calendar": (endless_calendar, "no list of news was found"),
    "ten-megabytes": (many_rows, None),
}


def test_what_is_no_portal_is_explained(balagh: Command) -> None:
    with ExitStack() as stack:
        served = {name: stack.enter_context(serve(answer)) for name, (answer, _) in CASES.items()}
        listed = balagh.home / "list.csv"
        listed.write_text("url,id\n" + "".join(f"{url},{name}\n" for name, (url, _) in served.items()))
        done = balagh.run("add", "--from", str(listed), "--json")
    assert done.returncode == 1
    told = {row["id"]: row["error"] for row in map(json.loads, done.stdout.splitlines())}
    for name, (_, wanted) in CASES.items():
        assert (wanted in told[name]) if wanted else told[name] is None, f"{name}: {told[name]}"
        assert len(served[name][1]) < 40, f"{name}: {served[name][1]}"
    assert [row["id"] for row in balagh.lines("portals")] == ["ten-megabytes"]
    assert [path.stem for path in (balagh.home / "portals").iterdir()] == ["ten-megabytes"]
