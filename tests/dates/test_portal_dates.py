"""The strings that portals print, of every kind: `portal_dates.tsv`, judged as `bench/dates_real` judges."""

from collections import Counter
from datetime import datetime
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

import pytest

from crawler.dates import DateReading, find_dates, read_date
from crawler.dates.find import read_first

HERE = Path(__file__).parent
loader = SourceFileLoader("dates_real", str(HERE.parents[1] / "bench" / "dates_real"))
dates_real = module_from_spec(spec_from_loader(loader.name, loader))
loader.exec_module(dates_real)
#: The second table was written apart from the reader's tables, and labelled before it was first run.
ROWS = dates_real.load(HERE / "portal_dates.tsv") + dates_real.load(HERE / "portal_phrases.tsv")


def read(text: str, now: datetime | None = dates_real.NOW) -> dict[str, object]:
    reading = read_date(text, now=now)
    return {name: getattr(reading, name) for name in reading._fields}


def test_the_table_is_large_and_of_every_kind() -> None:
    kinds = Counter(kind for _, _, kind in ROWS)
    assert len(ROWS) >= 400
    assert {
        "amazigh",
        "arabic-indic",
        "dual",
        "french",
        "hijri",
        "numeric",
        "range",
        "relative",
        "time",
    } <= set(kinds)
    assert len({raw for raw, _, _ in ROWS}) == len(ROWS)


@pytest.mark.parametrize("kind", sorted({kind for _, _, kind in ROWS}))
def test_every_row_is_read_as_written(kind: Any) -> None:
    failed = [
        (raw, expected, dates_real.write_down(reading))
        for raw, expected, one in ROWS
        if one == kind and dates_real.judge(expected, kind, reading := read(raw)) != "right"
    ]
    assert not failed


def test_what_is_matched_is_a_part_of_the_text() -> None:
    for raw, _, _ in ROWS:
        reading = read_date(raw)
        if reading.span:
            assert raw[slice(*reading.span)] == reading.matched


@pytest.mark.parametrize("prefix", ["", "نشر في ", "Publié le : ", "بقلم محمد العلوي ", "« "])
@pytest.mark.parametrize("suffix", ["", " 3 دقائق قراءة", " (12) تعليق", "\u200f", " »", "، بمقر الجماعة"])
def test_what_stands_around_a_date_changes_nothing(prefix: Any, suffix: Any) -> None:
    for date in ("12 فبراير, 2024", "12/02/2024", "الاثنين 12 فبراير 2024م", "2024-02-12", "فبراير 12, 2024"):
        assert read_date(prefix + date + suffix).start == "2024-02-12", prefix + date + suffix


@pytest.mark.parametrize(
    ("text", "start", "warnings"),
    [
        ("ثلاثاء, 11/03/2026 - 14:20", "2026-11-03T14:20", ("month-first",)),
        ("Mon, 11/23/2026 - 09:05", "2026-11-23T09:05", ("month-first",)),
        ("vendredi 20/11/2026", "2026-11-20", ()),
        ("lundi 02/11/2026", "2026-11-02", ()),
        ("jeudi 02/11/2026", "2026-11-02", ("weekday-mismatch",)),
        ("dimanche 11/23/2026", None, ()),
        ("Posted Fri Oct 30 12:35:00 2026", "2026-10-30T12:35:00", ()),
        ("Sat Oct 17 11:48:29 UTC 2026", "2026-10-17T11:48:29Z", ()),
        ("11/23/2026", None, ()),
        ("lundi 13/13/2026", None, ()),
    ],
)
def test_figures_are_day_first_unless_the_weekday_proves_otherwise(
    text: Any, start: Any, warnings: Any
) -> None:
    reading = read_date(text)
    assert (reading.start, reading.warnings) == (start, warnings)


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        ("الاثنين 12 فبراير 2024", ()),
        ("الأحد 12 فبراير 2024", ("weekday-mismatch",)),
        ("dimanche 12 février 2024", ("weekday-mismatch",)),
        ("15 شوال 1440", ("hijri-approximate",)),
        ("29 رمضان 1445", ()),
        ("20 جمادى الثانية 1437 موافق 30 مارس 2016", ()),
        ("20 جمادى الثانية 1437 موافق 10 مارس 2016", ("hijri-mismatch",)),
    ],
)
def test_contradictions_are_reported_and_not_repaired(text: Any, warnings: Any) -> None:
    assert read_date(text).warnings == warnings


def test_an_announced_month_is_exact() -> None:
    assert read_date("29 رمضان 1445").start == "2024-04-09"
    assert read_date("فاتح شهر صفر لعام 1444 هجرية").calendar == "hijri"


def test_the_first_date_is_the_first_of_all_dates() -> None:
    """`read_first` has a short way for the commonest text; `find_dates` has none."""
    read = 0
    for raw, _, _ in ROWS:
        for text in (raw, f"نشر في {raw}", f"{raw} بمقر الجماعة", f"رقم {raw}", f"{raw}/2"):
            found = find_dates(text)
            assert read_first(text) == (found[0] if found else DateReading(text)), text
            read += bool(found)
    assert read > 2 * len(ROWS)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("12 للذي القعدة 1445", "2024-05-21"),
        ("الموافق 3 للربيع الأول 1445", "2023-09-19"),
        ("للذي", None),
        ("للكانون الثاني", None),
    ],
)
def test_a_name_of_two_words_may_follow_a_glued_preposition(text: Any, start: Any) -> None:
    assert read_date(text).start == start
