# ruff: noqa: E501  (tables read better in long lines)
"""What is relative is settled by `now` or by `reference`, each by its own, and by nothing else."""

from datetime import date, datetime
from typing import Any

import pytest

from crawler.dates import find_dates, find_event_dates, read_date

NOW = datetime(2026, 11, 24, 10, 15)  # noqa: DTZ001
REFERENCE = date(2024, 2, 15)


@pytest.mark.parametrize(
    ("text", "start", "precision"),
    [("منذ 3 أيام", "2026-11-21", "day"), ("منذ يومين", "2026-11-22", "day"), ("منذ أسبوع", "2026-11-17", "day"),
     ("منذ يوم واحد", "2026-11-23", "day"), ("منذ ساعة", "2026-11-24T09:15", "hour"), ("منذ شهرين", "2026-09-24", "month"),
     ("il y a 45 minutes", "2026-11-24T09:30", "minute"), ("il y a 6 ans", "2020-11-24", "year"), ("Il ya 1 an", "2025-11-24", "year"),
     ("3 days ago", "2026-11-21", "day"), ("منذ 30 ثانية", "2026-11-24T10:14:30", "second"), ("أمس", "2026-11-23", "day"),
     ("أول أمس", "2026-11-22", "day"), ("غدا", "2026-11-25", "day"), ("اليوم", "2026-11-24", "day"), ("hier à 14h30", "2026-11-23T14:30", "minute"),
     ("أمس الاثنين", "2026-11-23", "day"), ("timeمنذ 6 أيام", "2026-11-18", "day"), ("منذ 5 أشهر", "2026-06-24", "month")],
)  # fmt: skip
def test_now_settles_what_counts_from_now(text: Any, start: Any, precision: Any) -> None:
    reading = read_date(text, now=NOW)
    assert (reading.start, reading.precision, reading.warnings) == (start, precision, ())
    assert read_date(text).start is None
    assert read_date(text, reference=REFERENCE).start is None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [("7 فبراير الجاري", "2024-02-07", None), ("11 فبراير الماضي", "2024-02-11", None), ("20 دجنبر المنصرم", "2023-12-20", None),
     ("6 أبريل المقبل", "2024-04-06", None), ("5 يناير القادم", "2025-01-05", None), ("le 16 décembre dernier", "2023-12-16", None),
     ("le 5 février prochain", "2025-02-05", None), ("le 20 juin courant", "2024-06-20", None), ("يوم الخميس 28 مارس", "2024-03-28", None),
     ("jeudi 28 mars", "2024-03-28", None), ("يومي 23 و24 فبراير", "2024-02-23", "2024-02-24"), ("5 ماي", "2024-05-05", None),
     ("من 28 دجنبر إلى 3 يناير المقبل", "2024-12-28", "2025-01-03"), ("12 ماي من السنة الماضية", "2023-05-12", None),
     ("الخميس 25 شتنبر", "2025-09-25", None), ("12 من الشهر الجاري", "2024-02-12", None), ("الخميس الماضي", "2024-02-08", None),
     ("vendredi prochain", "2024-02-16", None)],
)  # fmt: skip
def test_the_reference_settles_what_looks_to_the_publication(text: Any, start: Any, end: Any) -> None:
    reading = read_date(text, reference=REFERENCE)
    assert (reading.start, reading.end, reading.warnings) == (start, end, ())
    assert read_date(text, now=NOW).start is None


def test_a_weekday_that_fits_no_near_year_is_reported() -> None:
    assert read_date("الأحد 29 فبراير", reference=REFERENCE).warnings == ("weekday-mismatch",)


@pytest.mark.parametrize(
    ("text", "start", "end", "warnings"),
    [("ليلة 27 رمضان", "2024-04-07", None, ()), ("من 25 شعبان إلى 5 رمضان", "2024-03-06", "2024-03-16", ()),
     ("10 محرم الماضي", "2023-07-28", None, ("hijri-approximate",)), ("فاتح محرم المقبل", "2024-07-07", None, ("hijri-approximate",))],
)  # fmt: skip
def test_the_reference_settles_a_hijri_day_without_a_year(
    text: Any, start: Any, end: Any, warnings: Any
) -> None:
    reading = read_date(text, reference=date(2024, 3, 1))
    assert (reading.start, reading.end, reading.calendar) == (start, end, "hijri")
    assert reading.warnings == warnings
    assert read_date(text).matched is None  # a partial is of Gregorian months
    read_date(text, reference=date.min)
    read_date(text, reference=date.max)


def test_a_weekday_settles_a_computed_hijri_day() -> None:
    days = [
        read_date(f"{weekday} 12 ربيع الأول 1446 هـ")
        for weekday in ("الأحد", "الاثنين", "الثلاثاء", "الجمعة")
    ]
    assert [one.start for one in days] == ["2024-09-15", "2024-09-16", "2024-09-17", "2024-09-16"]
    assert {one.warnings for one in days} == {("hijri-approximate",)}


def test_of_an_amazigh_date_the_year_is_sure() -> None:
    reading = read_date("12 ⵢⵓⵍⵢⵓⵣ 2974")
    assert (reading.start, reading.precision, reading.warnings) == ("2024-01-01", "year", ("amazigh-year",))
    assert read_date("25 دجنبر 2974").start is None
    dual = read_date("فاتح يناير 2974 (14 يناير 2024)")
    assert (dual.start, dual.warnings, dual.matched) == ("2024-01-14", (), "فاتح يناير 2974 (14 يناير 2024)")


def test_a_text_is_read_to_its_end_in_order() -> None:
    text = (
        "صباح يومه الخميس 26 أكتوبر 2023، عملا بالقانون رقم 113.14. وستنعقد يوم 07 نونبر 2023 على الساعة العاشرة "
        "صباحا، ثم من 14 إلى 16 نونبر 2023، بعد 12 ماي الماضي.\n26/10/2023، ويوم 2 يناير 2024 على الساعة 16، بالمقر"
    )
    found = find_dates(text)
    assert [one.start or one.partial for one in found] == [
        "2023-10-26", "2023-11-07T10:00", "2023-11-14", "--05-12", "2023-10-26", "2024-01-02T16:00",
    ]  # fmt: skip
    assert [text[slice(*one.span)] for one in found] == [one.matched for one in found]
    assert found[-1].matched == "2 يناير 2024 على الساعة 16"


def test_event_dates_are_resolved_and_said_once() -> None:
    text = "يوم 7 نونبر 2023، وأيضا يوم 07/11/2023، ثم 12 ماي الماضي"
    assert [one.start for one in find_event_dates(text)] == ["2023-11-07"]
    events = find_event_dates(text, reference=date(2023, 11, 1))
    assert [one.start for one in events] == ["2023-11-07", "2023-05-12"]
