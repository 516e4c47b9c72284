"""Facts: what a text states, each where it stands."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.article.facts import find_facts
from crawler.dates import find_event_dates

PUBLISHED = date(2024, 1, 26)
TEXTS = {
    "ينعقد المجلس في الدورة العادية لشهر فبراير 2024": [("session", "ordinary 2024-02")],
    "خلال دورته الاستثنائية لشهر مارس": [("session", "extraordinary 2024-03")],
    "مقررات دورة أكتوبر 2023": [("session", "ordinary 2023-10")],
    "La session ordinaire du mois d’octobre 2023": [("session", "ordinary 2023-10")],
    "session extraordinaire de mai": [("session", "extraordinary 2024-05")],
    "دورة تكوينية حول الماء": [],
    "إعلان عن طلب عروض مفتوح رقم 05/2024": [("tender", "05/2024")],
    "طلب العروض عدد 12/2024/ج م": [("tender", "12/2024")],
    "Avis d’appel d’offres ouvert n° 12/2024/CT": [("tender", "12/2024/CT")],
    "AOO N° 08/BMK/2024": [("tender", "08/BMK/2024")],
    "Le marché aux bestiaux du souk": [],
    "طبقا للقانون التنظيمي رقم 113.14": [("law", "law 113-14")],
    "تنفيذا للقانون 31-13 والمرسوم رقم 2.22.431": [("law", "law 31-13"), ("law", "decree 2-22-431")],
    "Vu la loi organique n° 113-14 et le décret n° 2-22-431": [
        ("law", "law 113-14"),
        ("law", "decree 2-22-431"),
    ],
    "آخر أجل لإيداع الملفات هو 15 أبريل 2024": [("deadline", "2024-04-15"), ("date", "2024-04-15")],
    "Date limite de dépôt : 15/04/2024": [("deadline", "2024-04-15"), ("date", "2024-04-15")],
    "آخر أجل معلوم. يعقد اللقاء يوم 15 أبريل 2024": [("date", "2024-04-15")],
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.items(), ids=list(TEXTS))
def test_facts(text: str, expected: list[tuple[str, str]]) -> None:
    found = find_facts(text, find_event_dates(text, reference=PUBLISHED), PUBLISHED)
    assert sorted((fact.type, fact.value) for fact in found) == sorted(expected)
    assert all(text[fact.start : fact.end] == fact.matched for fact in found)


def test_without_a_day_a_month_has_no_year() -> None:
    assert [fact.value for fact in find_facts("دورة أكتوبر", (), None)] == ["ordinary --10"]


@given(st.text("دورة أكتوبر رقم قانون 0123/-.°n", max_size=80))
def test_every_fact_stands_where_it_says(text: str) -> None:
    for fact in find_facts(text, find_event_dates(text), PUBLISHED):
        assert text[fact.start : fact.end] == fact.matched
