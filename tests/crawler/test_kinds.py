"""Kinds: the title decides before the text, the particular before the general; the table is whole."""

from __future__ import annotations

import pytest

from crawler.article.kinds import find_kind

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
