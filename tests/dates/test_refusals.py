# ruff: noqa: E501  (tables read better in long lines)
"""No date is invented in sentences of laws, tenders, phones, terms, counters and amounts."""

import random
from typing import Any

import pytest

from crawler.dates import find_dates

LAWS = (
    "القانون التنظيمي رقم {a}.{b} المتعلق بالجماعات", "طبقا لمقتضيات القانون رقم {b}-{a}", "المرسوم رقم 2.{b}.{c}",
    "الظهير الشريف رقم 1-{b}-{c}", "المادة {k} من القانون التنظيمي رقم {a}. {b}", "القانون رقم ({b}) لسنة {y}",
    "la loi organique n° {a}-{b} relative aux communes", "décret n° 2-{b}-{c} pris pour l'application",
    "dahir n°1-{b}-{c} portant loi", "Article {k} de la loi {b}-{a}", "Bulletin officiel n° {c}", "القرار عدد {b}/{y}",
    "قرار جبائي عدد {k}", "الفصل {k} من الدستور", "مقتضيات الفصلين {k} و{n}",
)  # fmt: skip
TENDERS = (
    "طلب عروض مفتوح رقم {n:02}/{y}", "صفقة رقم {n:02}/{y}/ج.ت", "بطلب عروض أثمان رقم CBM/{y}/{n:02}", "طلب عروض عدد {y}/{n:02}",
    "Appel d'offres ouvert n° {n:02}/{y}", "AOO N° {n:02}/INDH/{y}", "Marché n° {n:02}-{y}", "dossier n° {n}/{b}/{y}",
    "ملف عدد {n}/{c}/{y}", "رسم عقاري عدد {c}/{n:02}", "titre foncier n° {c}/{n:02}", "مرجع: {y}/{n:02}/{b}",
    "رقم {n:02}/{n:02}/{y}", "sous le numéro {n:02}/{n:02}/{y}", "réf. {n:02}-{n:02}-{y}",
)  # fmt: skip
PHONES = (
    "الهاتف: 05{k:02}-{k:02}-{n:02}-{b:02}", "Tél : +212 5{k:02} {n:02} {b:02} {k:02}", "06.{k:02}.{n:02}.{b:02}.{k:02}", "فاكس 0535{c}12",
    "للاتصال 06 {n:02} {b:02} {k:02} {n:02}", "GSM: 0661-{n:02}-{n:02}-{b:02}", "هاتف رقم 05 {n:02} {n:02} 20 24",
    "ISBN : 978-9954-{c}-{n:02}-2", "ICE 00{c}{c}0000{n:02}", "RIB 230 {c} {c} 00{n:02}",
)  # fmt: skip
TERMS = (
    "الولاية الانتدابية {y}-{z}", "خلال هذه الولاية الانتخابية {z}/{y}", "برنامج عمل الجماعة {y} - {z}", "mandat {y}-{z}",
    "plan d'action communal {y}/{z}", "الموسم الفلاحي {y}-{z}", "السنة الدراسية {y}/{z}", "للفترة {y}–{z}", "saison {y} / {z}",
    "قانون المالية لسنة {y}", "budget {y}", "ميزانية سنة {y}", "exercice {y}", "الدورة {n}", "édition {n}",
)  # fmt: skip
COUNTERS = (
    "مشاهدات {c}", "القراءات : {n} {c}", "التعليقات ({n})", "{n} تعليق", "vues: {c}", "({n}-{k})", "فاز الفريق {n}-{k}", "النتيجة {n} - {k}",
    "الصفحة {n} من {k}", "page {n}/{k}", "{n}/{k}", "{n}.{n}. الموقع الجغرافي", "{n} .{n} . تاريخ المدينة", "1٬0{k:02} مشاهدة", "{k} %", "{n},{k} %",
    "دقيقة و {k} ثانية", "مدة الأشغال {n} شهرا", "délai de {k} jours", "خلال {n} ساعة", "- {h}:{k:02}", "GMT {h}:{k:02}:28", "على الساعة {h}:{k:02}",
    "à {h}h{k:02}", "à {h} heures", "الساعة العاشرة صباحا", "بعد {n} أيام", "dans {n} jours", "المسافة {n} كلم", "الطريق الوطنية رقم {n}", "3 مارسيليا",
)  # fmt: skip
AMOUNTS = (
    "بمبلغ {c}.{c},00 درهم", "{n} {c} {c} DH", "{n},{k} مليون درهم", "{y} درهم", "غلاف مالي قدره {c} مليون درهم", "un montant de {n} {c} dirhams",
    "مساحة {y} متر مربع", "{c} نسمة", "{y} habitants", "{n} هكتارا", "بنسبة {n}.{k} في المائة", "{b} عضوا", "{n} صوتا مقابل {k}", "{y}م²",
)  # fmt: skip
AROUND = (
    "{}",
    "وأضاف أن {} تم اعتماده",
    "حسب {}، فإن المجلس",
    "selon {}, le conseil",
    "« {} »",
    "{}. {}",
    "- {} ;",
)


def sentences(count: int) -> list[str]:
    chance = random.Random(20241124)
    groups = (LAWS, TENDERS, PHONES, TERMS, COUNTERS, AMOUNTS)
    return [_sentence(chance, groups[number % len(groups)]) for number in range(count)]


def _sentence(chance: random.Random, group: tuple[str, ...]) -> str:
    year = chance.randint(1990, 2029)
    values = {"a": chance.randint(100, 130), "b": chance.randint(1, 99), "c": chance.randint(100, 999),
              "k": chance.randint(0, 59), "n": chance.randint(1, 12), "y": year, "z": year + chance.randint(1, 6),
              "h": chance.randint(0, 23)}  # fmt: skip
    parts = [chance.choice(group).format(**values) for _ in range(2)]
    return chance.choice(AROUND).format(*parts)


def test_nothing_is_invented_in_ten_thousand_sentences() -> None:
    invented = [(text, found) for text in sentences(10_000) if (found := find_dates(text))]
    assert not invented[:5], len(invented)


@pytest.mark.parametrize(
    "text",
    ["31/02/2024", "31 فبراير 2024", "29 février 2023", "32 ماي 2024", "0 ماي 2024", "13/13/2024", "2024-02-30", "00/00/0000",
     "31 رمضان 1445", "October 213, 2002", "45 mars 2024", "99/99/9999", "2024-13-01T10:00:00"],
)  # fmt: skip
def test_a_day_that_never_was_is_no_date(text: Any) -> None:
    assert find_dates(text) == ()


@pytest.mark.parametrize(
    "text", ["ماي", "شهر غشت", "mars", "août", "الخميس", "رمضان", "في شتنبر", "لتشرين الأول(أكتوبر)"]
)
def test_a_month_without_a_year_is_no_date(text: Any) -> None:
    assert find_dates(text) == ()


@pytest.mark.parametrize(
    "text", ["شارع 20 غشت", "حركة 20 فبراير", "ساحة 16 نونبر", "rue du 2 mars", "ثانوية 11 يناير"]
)
def test_a_street_named_after_a_day_is_no_date(text: Any) -> None:
    assert find_dates(text) == ()
