"""A list that fails for now is not left for a lesser one; what a corrected definition changes is no edit."""

from __future__ import annotations

import json
from datetime import date, timedelta

from tests.conftest import Command
from tests.servers import Answer, serve

WORDS = "تنهي رئاسة المجلس الجماعي إلى علم السكان أن أشغال الصيانة تنطلق صباح الغد. " * 4


def page(body: str) -> Answer:
    menu = "<nav><a href='/'>الرئيسية</a> <a href='/akhbar'>الأخبار</a> <a href='/majlis'>المجلس</a></nav>"
    return 200, "text/html; charset=utf-8", f"<!doctype html><title>جماعة</title>{menu}{body}"


def rows(first: int, last: int) -> str:
    shown = []
    for number in range(last, first - 1, -1):
        day = date(2026, 1, 1) + timedelta(days=3 * number)
        title = f"بلاغ رقم {number} حول أشغال الصيانة بالمدينة"
        shown.append(f"<li><a href='/balagh/{number}'>{title}</a> <span>{day:%d/%m/%Y}</span></li>")
    return f"<ul>{''.join(shown)}</ul>"


class Site:
    """A front page with the last three communiqués, a list of all, and an answer of the list's own."""

    newest = 12
    failing = 0  #: the status with which the list answers; 0 where it is well

    def __call__(self, path: str) -> Answer:
        if path == "/":
            return page(f"<h2>آخر الأخبار</h2>{rows(self.newest - 2, self.newest)}")
        if path == "/akhbar":
            return (self.failing, "text/html", "") if self.failing else page(rows(1, self.newest))
        if path.startswith("/balagh/"):
            number = path.rpartition("/")[2]
            body = f"<main><h1>بلاغ رقم {number} حول أشغال الصيانة بالمدينة</h1><p>{WORDS}</p></main>"
            return page(f"{body}<section><p class=note>ملاحظة رقم {number} في آخر الصفحة</p></section>")
        return page("<p>المجلس الجماعي للمدينة</p>")


def poll(balagh: Command, *words: str) -> dict[str, object]:
    row: dict[str, object] = json.loads(balagh.run("poll", *words, "--json").stdout)
    return row


def test_a_list_that_fails_for_now_is_kept(balagh: Command) -> None:
    site = Site()
    with serve(site) as (url, asked):
        balagh.ok("add", url, "--id", "x")
        for site.failing in (503, 429, 500):
            asked.clear()
            assert poll(balagh)["state"] == "unreachable"
            assert len(asked) <= 3, asked  # one that is asked to wait is not searched
        site.failing, site.newest = 0, 18
        assert poll(balagh)["state"] == "healthy"
    found = [row for row in balagh.lines("events") if row["type"] == "new" and row["origin"] == "watch"]
    assert len(found) == 6


def test_what_a_corrected_definition_changes_is_no_edit(balagh: Command) -> None:
    with serve(Site()) as (url, _):
        balagh.ok("add", url, "--id", "x")
        definition = balagh.home / "portals" / "x.toml"
        definition.write_text(definition.read_text(encoding="utf-8") + '\n[article]\ntext = ".note"\n')
        poll(balagh, "x", "--recheck")
    (shown,) = [row for row in balagh.lines("articles") if row["url"].endswith("/balagh/7")]
    assert "ملاحظة رقم 7" in balagh.json("show", str(shown["id"]))["text"]
    assert {row["origin"] for row in balagh.lines("events")} == {"baseline", "backfill"}
