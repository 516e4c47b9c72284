"""What an event says of itself is said in the reader's language, made of what the real rooms found out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from scrapy.http import HtmlResponse

from crawler.gone import find_gone_reason
from monitor.compare import compare_files
from monitor.expectations.overdue import Overdue
from monitor.message import render_message
from monitor.silence import Silence
from monitor.summary import show_instant
from monitor.visited import say_gone
from storage.deliveries import DueDelivery
from storage.model import (
    ArticleGone,
    Attachment,
    Delivery,
    DeliveryStatus,
    Entry,
    Event,
    EventType,
    File,
    Manner,
    Origin,
    Reason,
    ReasonSort,
    SessionPart,
    Subscription,
    TextStatus,
    Told,
)
from text.diff import summarise

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
DELIVERY = Delivery("dlv_1", 4, 7, DeliveryStatus.LEASED, 1, NOW)
HOME = "https://oujda.example/"
ENTRY = Entry(url=f"{HOME}a", key="//oujda.example/a", title="بلاغ")


def gone(status: int, page: str = "", url: str = ENTRY.url) -> Told:
    answer = HtmlResponse(url, status=status, body=f"<h1>{page}</h1>".encode(), encoding="utf-8")
    reason = find_gone_reason(answer, ENTRY, HOME)
    assert reason is not None
    return say_gone(ArticleGone("oujda", ENTRY, reason, NOW), NOW - timedelta(hours=7), f"{HOME}b")


def edited(**fields: str) -> Told:
    return Told(tuple(fields), "; ".join(f"{name}: {words}" for name, words in fields.items()))


def other_file() -> Told:
    files = (File(one, "application/pdf", 1, one, TextStatus.READ, None, None, NOW) for one in ("a", "b"))
    links = [[Attachment(f"{HOME}a.pdf", "اللائحة", one)] for one in files]
    return compare_files(*links)


def silence(is_stated: bool) -> Told:
    found = Silence(datetime(2026, 10, 1, tzinfo=UTC), 54, 20, is_stated, "nothing new since 2026-10-01")
    return Told(summary=found.evidence, facts=found.list_facts())


def overdue(part: SessionPart) -> Told:
    found = Overdue("oujda", (2026, 10), part, date(2026, 11, 20), "it is not on the portal")
    return Told(summary=found.why, facts=found.list_facts())


LIKE = {"portal": "meknes", "url": "https://meknes.example/1"}
MANY = summarise(*(" ".join(f"{mark}{one} ثابت{one}" for one in range(6)) for mark in "اب"))
#: By name: the type, what was found, and what an Arabic and a French reader is to find in it.
SAID: dict[str, tuple[EventType, Callable[[], Told], str, str]] = {
    "like": (
        EventType.NEW,
        lambda: Told(summary="the text of article 1", facts=LIKE),
        "النص نفسه",
        "même texte",
    ),
    "404": (EventType.WITHDRAWN, lambda: gone(404), "أجاب الخادم بالرمز \u2066404", "a répondu 404"),
    "410": (EventType.WITHDRAWN, lambda: gone(410), "\u2066410\u2069", "a répondu 410"),
    "says": (
        EventType.WITHDRAWN,
        lambda: gone(200, "الصفحة غير موجودة"),
        "تقول الصفحة: \u2068«الصفحة غير موجودة»\u2069؛",
        "la page dit",
    ),
    "error": (EventType.WITHDRAWN, lambda: gone(200, url=f"{HOME}404"), "صفحة خطأ", "une page d’erreur"),
    "words": (
        EventType.EDITED,
        lambda: edited(title="−\u2068أ\u2069", text="+\u2068ب\u2069"),
        "العنوان: حُذف: \u2068«أ»\u2069؛ النص: أُضيف: \u2068«ب»",
        "Titre : retiré : \u2068« أ »\u2069 ; texte",
    ),
    "day": (
        EventType.EDITED,
        lambda: edited(published="2026-11-01 → 2026-11-02"),
        "تاريخ النشر: \u20662026-11-01\u2069 ← ",
        "publication",
    ),
    "kind": (
        EventType.EDITED,
        lambda: edited(kind="session agenda → tender"),
        "النوع: دورة جدول الأعمال ← صفقة",
        "Type : session ordre du jour → marché",
    ),
    "file": (
        EventType.EDITED,
        other_file,
        "الملفات: محتوى آخر لملف اللائحة",
        "Fichiers : autre contenu de",
    ),
    "many": (EventType.RESTORED, lambda: edited(text=MANY), "(والباقي: ", "(autres changements : "),
    "usual": (
        EventType.QUIET,
        lambda: silence(False),
        "54 يومًا، والمعتاد 20",
        "d’habitude 20 jours",
    ),
    "stated": (EventType.QUIET, lambda: silence(True), "تعريف البوابة يقبل 20", "définition admet 20 jours"),
    "agenda": (
        EventType.OVERDUE,
        lambda: overdue(SessionPart.AGENDA),
        "القانون التنظيمي رقم 113-14",
        "loi organique 113-14",
    ),
    "report": (EventType.OVERDUE, lambda: overdue(SessionPart.REPORT), "بلاغ اختتام", "avis de clôture"),
}
#: Letters of English words; addresses and what a portal wrote are not asked.
_WORDS = re.compile(r"https?://\S+|[A-Za-z]{2,}")


def render(event_type: EventType, told: Told, language: str) -> str:
    event = Event(
        7, event_type, Origin.WATCH, "oujda", 3, 2, told.changed, ENTRY.url, "بلاغ", NOW, told.summary,
        told.reasons, told.facts,
    )  # fmt: skip
    receiver = Subscription(4, "uid", "terminal:", (), (), (), NOW, manner=Manner(language))
    return render_message(
        DueDelivery(Delivery("dlv_1", 4, 7, DeliveryStatus.LEASED, 1, NOW), event, receiver)
    ).text.replace("\u00a0", " ")


@pytest.mark.parametrize(("event_type", "find", "arabic", "french"), SAID.values(), ids=SAID)
def test_it_is_said_in_the_language_of_its_reader(
    event_type: EventType, find: Callable[[], Told], arabic: str, french: str
) -> None:
    told = find()
    assert arabic in render(event_type, told, "ar")
    assert french in render(event_type, told, "fr")
    latin = {word for word in _WORDS.findall(render(event_type, told, "ar")) if not word.startswith("http")}
    assert latin <= {"oujda", "meknes", "UTC"}


def test_hours_are_those_of_the_reader() -> None:
    told = gone(404)
    assert told.summary.startswith("the server answered 404 (not found) (first on 2026-11-24 02:00 UTC)")
    assert "first on 2026-11-24 03:00 UTC+1, while another page" in render(EventType.WITHDRAWN, told, "en")


def test_what_an_older_balagh_kept_is_shown_as_it_was_kept() -> None:
    for event_type in (EventType.BROKEN, EventType.QUIET, EventType.WITHDRAWN):
        assert "\u2068no answer\u2069" in render(event_type, Told(summary="no answer"), "ar")
        assert render(event_type, replace(Told(), summary="no answer"), "en").endswith(": no answer")


LONG = "فقرة جديدة طويلة " * 12
#: What an edit's reasons and words are, and the lines below the title and its time, but for the address.
LINES: dict[str, tuple[Told, list[str]]] = {
    "told whole by its reasons": (
        replace(
            edited(text="−\u206815\u2069 +\u206822\u2069"),
            reasons=(Reason("text", ReasonSort.DATE, "15", "22"),),
        ),
        ["La date a changé : \u206815\u2069 → \u206822\u2069"],
    ),
    "no reason": (
        edited(text="−\u206815\u2069 +\u206822\u2069 +\u2068de\u2069"),
        ["Texte : \u2068« 15 »\u2069 → \u2068« 22 »\u2069, ajouté : \u2068« de »\u2069"],
    ),
    "a reason that is cut": (
        replace(
            edited(title="−\u2068a\u2069", text=f"+\u2068{LONG}\u2069"),
            reasons=(
                Reason("title", ReasonSort.NAME, "a", ""),
                Reason("text", ReasonSort.PASSAGE_ADDED, "", LONG),
            ),
        ),
        [
            "Un nom a été retiré (dans le titre) : \u2068a\u2069",
            f"Un passage a été ajouté : \u2068{LONG[:119].rsplit(' ', 1)[0]} …\u2069",
            f"Texte : ajouté : \u2068« {LONG} »\u2069",
        ],
    ),
    "files": (
        compare_files([Attachment(f"{HOME}b.pdf", "B", None)], [Attachment(f"{HOME}a.pdf", "A", None)]),
        [
            "Un fichier a été retiré : \u2068B\u2069",
            "Un fichier a été ajouté : \u2068A\u2069",
            f"Fichiers : retiré : {HOME}b.pdf, ajouté : {HOME}a.pdf",
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("told, lines", LINES.values(), ids=LINES)
def test_each_change_is_told_once_and_none_is_left_out(told: Told, lines: list[str]) -> None:
    said = render(EventType.EDITED, told, "fr").replace("\u00a0", " ").splitlines()
    assert [line for line in said[2:] if line != ENTRY.url] == lines


def test_what_a_page_says_ends_no_sentence_within_another() -> None:
    told = gone(200, "الصفحة غير موجودة.")
    assert "\u2068«الصفحة غير موجودة»\u2069؛" in render(EventType.WITHDRAWN, told, "ar")


ZONES = {
    "UTC": "2026-11-24 09:00 UTC",
    "Africa/Casablanca": "2026-11-24 10:00 UTC+1",
    "Asia/Kolkata": "2026-11-24 14:30 UTC+5:30",
    "America/St_Johns": "2026-11-24 05:30 UTC-3:30",
}


@pytest.mark.parametrize("zone", ZONES)
def test_a_time_names_how_far_it_is_from_utc(zone: str) -> None:
    assert show_instant(NOW, ZoneInfo(zone)) == ZONES[zone]
