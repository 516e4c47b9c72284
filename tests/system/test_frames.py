# ruff: noqa: E501  (markup reads better unbroken)
"""A portal of an unknown template: its frame is in no text, and what our reader changes is told to nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.conftest import Command
from tests.servers import Answer, serve

FOOT = "موقع جماعة الواحة الخضراء في خدمة الساكنين"
FORMULA = "تعلن جماعة الواحة للعموم ما يلي"
SUBJECTS = ["السوق الأسبوعي", "توزيع الماء", "ملعب القرب", "طريق المطار", "معرض الكتاب", "النقل المدرسي"]
HTML = "text/html; charset=utf-8"


class Site:
    """A list and its articles, in a template without a name that says anything."""

    def __init__(self) -> None:
        self.foot = FOOT
        self.hours = dict.fromkeys(range(1, 7), 9)  #: by number of the article

    def answer(self, path: str) -> Answer:
        if path == "/":
            return (
                200,
                HTML,
                f"<html><body><div class=a1>{''.join(map(self._row, self.hours))}</div></body></html>",
            )
        number = path.removeprefix("/n/")
        if not number.isdecimal() or int(number) not in self.hours:
            return 404, HTML, "<h1>404</h1>"
        return 200, HTML, self._article(int(number))

    def _row(self, number: int) -> str:
        day = f"{number:02}/03/2024"
        return f"<div class=b2><a href='/n/{number}'>إخبار حول {self._subject(number)} بالمدينة</a><i>{day}</i></div>"

    def _subject(self, number: int) -> str:
        return SUBJECTS[(number - 1) % len(SUBJECTS)] + (" الجديد" if number > len(SUBJECTS) else "")

    def _article(self, number: int) -> str:
        subject = self._subject(number)
        return (
            f"<html><body><div class=c3><h1>إخبار حول {subject} بالمدينة</h1><div><p>{FORMULA}</p>"
            f"<p>ينظم لقاء تواصلي في موضوع {subject} بمقر الجماعة على الساعة {self.hours[number]} صباحا.</p>"
            f"<p>ويحضره أعضاء اللجنة المكلفة بموضوع {subject}.</p></div><div>{self.foot}</div></div></body></html>"
        )


@pytest.fixture
def site(balagh: Command) -> Iterator[Site]:
    """Watched; alerts go to a file."""
    made = Site()
    with serve(made.answer) as (url, _):
        balagh.ok("add", url, "--id", "oasis")
        balagh.ok("subscribe", f"file:{balagh.home / 'alerts.jsonl'}")
        yield made


def list_texts(balagh: Command) -> list[str]:
    return [row["text"] for row in balagh.lines("articles")]


def list_told(balagh: Command) -> list[tuple[str, str]]:
    """(type, origin) of all that is no baseline."""
    found = [(one["type"], one["origin"]) for one in balagh.lines("events")]
    return [one for one in found if one[1] != "baseline"]


def read_alerts(balagh: Command) -> list[str]:
    path = balagh.home / "alerts.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [json.loads(line)["data"]["event"]["summary"] for line in lines]


def test_a_frame_is_in_no_text_from_the_first_poll_on(balagh: Command, site: Site) -> None:
    assert len(list_texts(balagh)) == 6
    assert all(FORMULA in text and FOOT not in text for text in list_texts(balagh))
    site.hours[7] = 9
    balagh.ok("poll", "--recheck")
    assert list_told(balagh) == [("new", "watch")]
    assert len(list_texts(balagh)) == 7
    assert all(FORMULA in text and FOOT not in text for text in list_texts(balagh))
    (balagh.home / "page.html").write_text(site.answer("/n/7")[2], encoding="utf-8")
    assert FOOT in balagh.json("extract", "page.html")["text"], "one page by itself does not tell"


def test_another_way_to_read_is_logged_and_only_the_portals_change_is_told(
    balagh: Command, site: Site
) -> None:
    (path,) = (balagh.home / "portals").glob("oasis.toml")
    stated = path.read_text(encoding="utf-8")
    path.write_text(f'{stated}\n[article]\ntext = "p + p"\n', encoding="utf-8")
    site.hours[2] = 11
    balagh.ok("poll", "--recheck")
    assert all(FORMULA not in text for text in list_texts(balagh))
    assert sorted(list_told(balagh)) == [("edited", "backfill")] * 5 + [("edited", "watch")]
    (summary,) = read_alerts(balagh)
    assert "11" in summary
    assert "تعلن" not in summary, "what our reader changed is no part of what the portal did"
    balagh.ok("poll", "--recheck")
    assert len(list_told(balagh)) == 6
