"""Kinds: the title decides before the text, the particular before the general; the table is whole."""

from __future__ import annotations

import pytest

from crawler.article.kinds import find_kind
from crawler.article.kindtable import load_rules

TITLES = {
    "بلاغ على إثر انتهاء أشغال الدورة العادية لشهر فبراير 2024": ("communique", None),
    "بلاغ حول الإنارة العمومية": ("communique", None),
    "Communiqué de presse": ("communique", None),
    "بيان توضيحي حول أشغال تهيئة ساحة الهديم": ("statement", None),
    "اعلان بخصوص أوقات عمل المصالح الجماعية": ("notice", None),
    "Avis au public": ("notice", None),
    "إعلان عن مباراة توظيف تقنيين": ("recruitment", None),
    "Avis de concours": ("recruitment", None),
    "إعلان عن طلب عروض مفتوح رقم 05/2024": ("tender", None),
    "Avis d’appel d’offres ouvert n° 3/2024": ("tender", None),
    "اعلان عن سمسرة عمومية لكراء مرافق جماعية": ("tender", None),
    "النتائج النهائية لامتحان الكفاءة المهنية برسم سنة 2023 حسب الاستحقاق": ("results", None),
    "Résultats définitifs du concours": ("results", None),
    "جدول أعمال الدورة العادية لشهر ماي": ("session", "agenda"),
    "Ordre du jour de la session de février": ("session", "agenda"),
    "محضر الدورة الاستثنائية للمجلس": ("session", "minutes"),
    "مقررات المجلس خلال دورة أكتوبر": ("session", "decisions"),
    "Délibérations du conseil communal": ("session", "decisions"),
    "انعقاد الدورة العادية لشهر أكتوبر": ("session", None),
    "مشروع ميزانية الجماعة برسم سنة 2025": ("budget", None),
    "جماعة مكناس تستعرض تجربة الخدمات الجماعية": ("news", None),
    "إبلاغ الساكنة": ("news", None),
}


@pytest.mark.parametrize(("title", "expected"), TITLES.items(), ids=TITLES)
def test_title(title: str, expected: tuple[str, str | None]) -> None:
    found = find_kind(title, "")
    assert (found.kind, found.subkind) == expected
    assert bool(found.words) == (found.kind != "news")


def test_title_before_text() -> None:
    assert find_kind("بلاغ", "طلب عروض مفتوح").kind == "communique"
    assert find_kind("معلومة للعموم", "تعلن الجماعة عن طلب عروض مفتوح لإنجاز أشغال.").kind == "tender"


def test_end_of_a_long_text_decides_nothing() -> None:
    assert find_kind("زيارة وفد", "كلمة " * 300 + "طلب عروض").kind == "news"


def list_words(role: str) -> list[tuple[int, str]]:
    """The words of one list of the table, with the numbers of their rows."""
    return [(number, word) for number, rule in enumerate(load_rules()) for word in getattr(rule, role)]


def write_article(number: int, role: str, word: str) -> tuple[str, str]:
    """A title and text that hold one word, and what its row needs beside it."""
    needs = load_rules()[number].needs
    beside = needs[0] if needs else ""
    word = word.replace("…", " ")
    return {
        "leads": (word, beside),
        "title": (f"كلمة {word}", beside),  # not where a lead would decide
        "text": ("", f"كلمة {word} {'كلمة ' * 10}{beside}"),
    }[role]


@pytest.mark.parametrize("role", ["leads", "title", "text"])
def test_each_word_of_the_table_decides(role: str) -> None:
    dead = []
    for number, word in list_words(role):
        rule, found = load_rules()[number], find_kind(*write_article(number, role, word))
        if word not in found.words or (found.kind, found.subkind) != (rule.kind, rule.subkind):
            dead.append(f"{rule.kind} {rule.subkind or ''} {word!r} told {found}")
    assert not dead, "\n".join(dead)
