# ruff: noqa: E501  (tables read better in long lines)
"""No exception and no run of more than a second on any text of up to 100,000 letters."""

import time
from datetime import date, datetime
from timeit import timeit
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.dates import DateCandidate, find_dates, read_date, settle_published

NOW = datetime(2026, 11, 24, 10, 15)  # noqa: DTZ001
ATOMS = ("1", "12", "31", "2024", "1445", "/", "-", ".", ",", "،", " ", "و", "من", "إلى", "ماي", "mars", "الخميس", "الساعة", "العاشرة", "منذ",
         "ـ", "\u200f", "(", ")", ":", "رمضان", "h", "30", "T", "Z", "الموافق", "بعد", "الزوال", "فاتح", "يناير", " في ", "م", "ص", "\n", "أمس",
         "الجاري", "ال", "عام", "ⴻ", "\0", "9" * 50, "شتنبر", "+01:00", "2024-01-01T", "n°", "du", "les", "تشرين", "أيام", "il y a", "à", "إلا",
         "\ufdfa", "\U0001d7d8", "مارس2024", "المقبل", "11:59", "jeudi", "les 3, ", "\ud800")  # fmt: skip
SLOWEST = 1.0  #: seconds of processor time


def timed(text: str) -> float:
    """Seconds of processor time, without the pauses in which the memory of other tests is tidied up."""
    return timeit(
        lambda: find_dates(text, now=NOW, reference=date(2024, 2, 29)), timer=time.process_time, number=1
    )


@settings(max_examples=300)
@given(st.lists(st.one_of(st.sampled_from(ATOMS), st.text(max_size=5)), max_size=60).map("".join))
def test_any_text_is_read_without_an_exception(text: Any) -> None:
    for reading in find_dates(text, now=NOW, reference=date(2024, 2, 29)):
        assert reading.matched == text[slice(*reading.span)]
        assert (reading.start is None) != (reading.partial is None)
    assert read_date(text).text == text


@settings(max_examples=200)
@given(
    st.integers(-5_000_000, 5_000_000),
    st.sampled_from(["منذ {} أيام", "il y a {} ans", "{} غشت {}", "{0}/{0}/{0}", "{}:{}"]),
)
def test_any_number_is_read_without_an_exception(number: Any, form: Any) -> None:
    find_dates(form.format(number, number), now=NOW, reference=date(1, 1, 1))
    find_dates("السبت المقبل، lundi dernier", reference=date.max)
    find_dates("السبت المقبل، lundi dernier", reference=date.min)
    find_dates(form.format(number, number), now=datetime.min, reference=date(9999, 12, 31))  # noqa: DTZ901


@pytest.mark.parametrize("one", ATOMS)
def test_a_text_that_repeats_itself_is_fast(one: Any) -> None:
    slow = [(one, two) for two in ATOMS[::4] if timed(((one + two) * 9_000)[:9_000]) > SLOWEST / 3]
    assert not slow


@pytest.mark.parametrize(
    "part",
    ["1 و 2 و 3 و ", "mars و mars ", "الخميس, الخميس و ", "من 1 إلى 2 ماي 2024 ", "1, 2, 3 et ", "1/2/3/4 ", "2024-01-01-",
     "الساعة العاشرة و ", "1 ماي 2024 إلى ", "1 رمضان 1445 الموافق ", "نشر نشر في في ", "( ( ( 1 ماي ) ) ) ", "1 ماي", "mars1", "1mars ", "أ" * 999],
)  # fmt: skip
def test_a_hundred_thousand_letters_are_read_within_a_second(part: Any) -> None:
    assert timed((part * 100_000)[:100_000]) < SLOWEST


@settings(max_examples=200)
@given(st.lists(st.tuples(st.sampled_from(["feed", "wordpress", "jsonld", "meta", "time", "listing", "url", "byline",
                                           "last-line", "text", "elsewhere"]),
                          st.one_of(st.text(max_size=40), st.lists(st.sampled_from(ATOMS), max_size=9).map("".join))),
                max_size=4))  # fmt: skip
def test_any_candidates_are_settled_without_an_exception(candidates: Any) -> None:
    seen = datetime.fromisoformat("2026-11-24T10:15:00+00:00")
    settled = settle_published([DateCandidate(*one) for one in candidates], seen_at=seen)
    assert settled.value is not None or settled.before == "2026-11-24"
