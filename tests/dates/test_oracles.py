"""Held against independent oracles: Babel's formats of every day of 2005-2026, and hijridate's calendar."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from babel import Locale
from babel.dates import get_date_format, get_datetime_format, get_time_format
from hijridate import Gregorian

from crawler.dates import names
from crawler.dates.find import read_first

DAYS = [
    date(2005, 1, 1) + timedelta(days=count) for count in range((date(2027, 1, 1) - date(2005, 1, 1)).days)
]
ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
LENGTHS = ("full", "long", "medium", "short")
LABELS = ("نشر بتاريخ: {}", "يوم {}", "Publié le {}", "كشـ24 | {} | 12 تعليق", "{} بمقر الجماعة")


def read(text: Any) -> Any:
    """The first date, past the memory of readings, which 300,000 texts would only fill."""
    return read_first(text)


def stretch(text: str) -> str:
    """With tatweel inside each Arabic word and harakat on it."""
    return "".join(f"{letter}ـ" if letter in "بسشفتنيمغ" else letter for letter in text)


def mark(text: str) -> str:
    return "\u200f" + text.replace(" ", "\u00a0").replace("ا", "ا\u064e")


VARIANTS = (lambda text: text.translate(ARABIC_INDIC), stretch, mark, *(label.format for label in LABELS))


@pytest.mark.parametrize("locale", ["ar_MA", "ar", "fr_MA", "fr", "zgh"])
def test_every_day_in_every_length_and_one_variant_of_each(locale: Any) -> None:
    locale = Locale.parse(locale)
    patterns = [get_date_format(length, locale) for length in LENGTHS]
    failed = []
    for number, day in enumerate(DAYS):
        texts = [pattern.apply(day, locale) for pattern in patterns]
        varied = VARIANTS[number % len(VARIANTS)](texts[number % 4])
        for text in (*texts, varied):
            reading = read(text)
            if (reading.start, reading.warnings) != (day.isoformat(), ()):
                failed.append((text, reading))
    assert not failed[:5]


@pytest.mark.parametrize("locale", ["ar_MA", "ar", "fr_MA", "fr", "zgh"])
def test_every_day_with_a_time(locale: Any) -> None:
    locale = Locale.parse(locale)
    failed = []
    for number, day in enumerate(DAYS):
        moment = datetime(day.year, day.month, day.day, number % 24, number % 60, number % 59)  # noqa: DTZ001
        length = LENGTHS[number % 4]
        clock = get_time_format("medium" if number % 2 else "short", locale).apply(moment, locale)
        form = get_datetime_format(length, locale=locale).replace("'", "")
        text = form.replace("{0}", clock).replace("{1}", get_date_format(length, locale).apply(day, locale))
        expected = moment.isoformat(timespec="seconds" if number % 2 else "minutes")
        if (reading := read(text)).start != expected:
            failed.append((text, expected, reading))
    assert not failed[:5]


def test_hijri_days_are_within_a_day_of_the_table_of_umm_al_qura() -> None:
    spelled = {month: spellings.split("|")[0] for month, spellings in names.HIJRI_MONTHS.items()}
    failed = []
    for day in DAYS:
        hijri = Gregorian(day.year, day.month, day.day).to_hijri()
        reading = read(f"{hijri.day} {spelled[hijri.month]} {hijri.year} هـ")
        off = abs((date.fromisoformat(reading.start) - day).days)
        told = "hijri-approximate" in reading.warnings or (hijri.year, hijri.month) in EXACT
        if off > 1 or not told or reading.calendar != "hijri":
            failed.append((day, reading))
    assert not failed[:5]


EXACT = {(1443, 6), (1444, 2), (1444, 8), (1444, 9), (1445, 8), (1445, 9)}  # months announced for Morocco


def test_dual_dates_take_the_gregorian_half_of_every_day() -> None:
    connectors = (" موافق ", " الموافق ", " الموافق ل", " هـ الموافق لـ ", " (", "، ", " - ", "/", " هـ = ")
    spelled = {month: spellings.split("|") for month, spellings in names.HIJRI_MONTHS.items()}
    arabic = {month: spellings.split("|")[0] for month, spellings in names.MONTHS.items()}
    for number, day in enumerate(DAYS[::5]):
        hijri = Gregorian(day.year, day.month, day.day).to_hijri()
        name = spelled[hijri.month][number % len(spelled[hijri.month])]
        text = (
            f"{hijri.day} {name} {hijri.year}{connectors[number % 9]}{day.day} {arabic[day.month]} {day.year}"
        )
        reading = read(text)
        assert (reading.start, reading.calendar, reading.warnings) == (day.isoformat(), "gregorian", ()), text
