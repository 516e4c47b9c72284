"""Phrases that are one date together: the two halves of a dual date, the two ends of a range."""

from __future__ import annotations

import re

from crawler.dates.hijri import find_gregorian
from crawler.dates.phrase import AMAZIGH, Day, Phrase
from crawler.dates.signs import SignRow

BETWEEN_HALVES = re.compile(r"[eg]?[,(/:|-]{0,2}(?:vt)?[vpfdwc:.]{0,5}\(?$")
BETWEEN_ENDS = re.compile(r",?[()]?(?:c?t|-|l)[tpFfdlzcSanTQM:,]{0,12}$|,?c[pdf]{0,3}$")
TWIN_DAYS = 3  #: how far the halves of a dual date may stand apart


def join_phrases(row: SignRow, phrases: list[Phrase]) -> list[Phrase]:
    """The phrases with dual dates and ranges made one; the Gregorian half of a dual date counts."""
    joined: list[Phrase] = []
    for phrase in phrases:
        before = joined[-1] if joined else None
        merged = before and _join(row, before, phrase)
        if merged:
            joined[-1] = merged
        else:
            joined.append(phrase)
    return joined


def _join(row: SignRow, one: Phrase, two: Phrase) -> Phrase | None:
    if one.precision == "month" and (detail := _join_detail(row, one, two)):
        return detail
    if AMAZIGH in one.warnings or AMAZIGH in two.warnings:
        return _join_amazigh(row, one, two)
    return _join_ends(row, one, two) if one.hijri == two.hijri else _join_halves(row, one, two)


def _join_detail(row: SignRow, one: Phrase, two: Phrase) -> Phrase | None:
    """A month, and its day in brackets: `خلال شهر نونبر 2025 (الجمعة 21 نونبر 2025)`."""
    same = (one.start.year, one.start.month) == (two.start.year, two.start.month)
    if one.end or not same or row.signs[one.last : two.first] != "(":
        return None
    return two


def _join_amazigh(row: SignRow, one: Phrase, two: Phrase) -> Phrase | None:
    """`فاتح يناير 2974 الموافق 14 يناير 2024`: the Gregorian half counts."""
    kept = two if AMAZIGH in one.warnings else one
    if AMAZIGH in kept.warnings or kept.start.day is None:
        return None
    return _span_both(row, kept, one, two) if BETWEEN_HALVES.match(row.signs[one.last : two.first]) else None


def _span_both(row: SignRow, kept: Phrase, one: Phrase, two: Phrase) -> Phrase:
    """The half that counts, said to stand from the first of both to the last, its bracket with it."""
    bracket = "(" in row.signs[one.last : two.first] and row.signs[two.last : two.last + 1] == ")"
    kept.first, kept.last = one.first, two.last + int(bracket)
    return kept


def _join_halves(row: SignRow, one: Phrase, two: Phrase) -> Phrase | None:
    gap = row.signs[one.last : two.first]
    if not BETWEEN_HALVES.match(gap):
        return None
    hijri, kept = (one, two) if one.hijri else (two, one)
    if kept.start.day is None or not _are_twins(hijri, kept):
        return None
    if kept.weekday is None:
        kept.weekday = hijri.weekday if one.hijri else None
    kept.clock = kept.clock or hijri.clock
    return _span_both(row, kept, one, two)


def _are_twins(hijri: Phrase, gregorian: Phrase) -> bool:
    """Whether both halves may mean one day; a missing year is taken from the Hijri half."""
    if hijri.start.year is None:
        return True
    day, _ = find_gregorian(hijri.start.year, hijri.start.month or 1, hijri.start.day or 1)
    if gregorian.start.year is None:
        near = [Day(day.year + shift, gregorian.start.month, gregorian.start.day) for shift in (-1, 0, 1)]
        years = [one.year for one in near if (it := one.find_date()) and abs((it - day).days) <= TWIN_DAYS]
        gregorian.start.year = years[0] if years else None
        return bool(years)
    known = gregorian.start.find_date()
    if known and abs((known - day).days) > TWIN_DAYS:
        if abs((known - day).days) > 370:
            return False
        gregorian.warnings += ("hijri-mismatch",)
    return True


def _join_ends(row: SignRow, one: Phrase, two: Phrase) -> Phrase | None:
    gap = row.signs[one.last : two.first]
    listed = gap == "," and two.is_list and one.start.year is None  # `les 28 février, 1 et 2 mars 2023`
    if one.precision == "year" or not (listed or BETWEEN_ENDS.match(gap)):
        return None
    if not (one.start.month and two.start.month) or bool(one.start.day) != bool(two.start.day):
        return None
    if not _may_share(one, two, is_list="t" not in gap and "-" not in gap and "l" not in gap):
        return None
    _share_year(one, two)
    end = two.end or two.start
    if not _follows(one.end or one.start, end):
        return None
    one.end, one.last = end, two.last
    one.toward = two.toward if one.toward is None else one.toward
    one.end_clock = two.clock if one.clock else None
    return one


def _may_share(one: Phrase, two: Phrase, is_list: bool) -> bool:
    """Whether two dates may be one range or list; a list is of days, without times or ranges in it."""
    if is_list and ((two.end and not two.is_list) or one.clock or two.clock):
        return False
    if one.start.year is not None and two.start.year is None and two.toward is not None:
        return False
    return not one.hijri or (one.start.year is None) == (two.start.year is None)


def _share_year(one: Phrase, two: Phrase) -> None:
    """A year that stands once counts for both ends; the turn of a year lies between them."""
    first, last = one.start, two.start
    turn = int((last.month or 0) < (first.month or 0))
    if first.year is None and last.year is not None:
        first.year = last.year - turn
        if one.end:
            one.end.year = first.year
    elif last.year is None and first.year is not None and not two.toward:
        last.year = first.year + turn
        if two.end:
            two.end.year = last.year


def _follows(first: Day, last: Day) -> bool:
    if first.year is None or last.year is None:
        return True
    return (first.year, first.month or 0, first.day or 0) < (last.year, last.month or 0, last.day or 0)
