"""A phrase becomes a reading: Hijri to Gregorian, relative to now, a missing year by the reference."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta

from crawler.dates.hijri import APPROXIMATE, find_gregorian, find_hijri_year
from crawler.dates.phrase import Day, Phrase
from crawler.dates.words import DAY, HOUR, MONTH

NEAR_YEARS = 4  #: how far from the reference a weekday may look for the year that fits it
MISMATCH = "weekday-mismatch"


#: What a phrase says, once settled: start, end, precision, calendar and partial of its reading.
Resolved = tuple[str | None, str | None, str, str, str | None]
RELATIVE = frozenset({"ago", "ago_last", "today"})


def resolve_phrase(phrase: Phrase, now: datetime | None, reference: date | None) -> Resolved | None:
    """The reading of a phrase without its text; None where nothing can be said about its day."""
    if phrase.shape in RELATIVE:
        return _resolve_by_now(phrase, now) if now else None
    if phrase.hijri and not _make_gregorian(phrase, reference):
        return None
    if phrase.start.year is None:
        return _resolve_by_reference(phrase, reference) if reference else _keep_partial(phrase)
    return _read_days(phrase)


def _make_gregorian(phrase: Phrase, reference: date | None) -> bool:
    """Put Gregorian days for the Hijri ones; False without a year and a reference that tells it."""
    if phrase.start.year is None and not (reference and _set_hijri_year(phrase, reference)):
        return False
    exact = True
    for day in (phrase.start, phrase.end):
        if day is not None:
            known, is_exact = find_gregorian(day.year or 1, day.month or 1, day.day or 1)
            if not is_exact and phrase.weekday is not None and not phrase.end:
                known = _fit_weekday(known, phrase.weekday)
            day.year, day.month, day.day = known.year, known.month, known.day
            exact = exact and is_exact
    if not exact:
        phrase.warnings += (APPROXIMATE,)
    return True


def _set_hijri_year(phrase: Phrase, reference: date) -> bool:
    """The year in which the day is nearest to the reference, or on the side of it that is said."""
    month, day, about = phrase.start.month or 1, phrase.start.day or 1, find_hijri_year(reference)
    toward, near = phrase.toward or 0, []
    for year in (about - 1, about, about + 1):
        with suppress(ValueError, OverflowError):
            near.append(((find_gregorian(year, month, day)[0] - reference).days, year))
    fitting = [one for one in near if not toward or one[0] * toward > 0]
    if not fitting:
        return False
    phrase.start.year = min(fitting, key=lambda one: abs(one[0]))[1]
    if phrase.end:
        phrase.end.year = phrase.start.year + int((phrase.end.month or 1) < month)
    return True


def _fit_weekday(computed: date, weekday: int) -> date:
    """The day within one of the computed day that is such a weekday; the computed one if there is none."""
    shift = (weekday - computed.weekday() + 3) % 7 - 3
    return computed + timedelta(days=shift) if abs(shift) == 1 else computed


def _read_days(phrase: Phrase) -> Resolved | None:
    start = phrase.start.find_date()
    end = phrase.end.find_date() if phrase.end else start
    if start is None or end is None:
        return None
    contradicts = phrase.weekday is not None and phrase.weekday != start.weekday()
    if contradicts and APPROXIMATE not in phrase.warnings:
        phrase.warnings += (MISMATCH,)
    first, last = start.isoformat(), end.isoformat() if phrase.end else None
    if phrase.end_clock:
        last = (last or first) + str(phrase.end_clock)
    if phrase.clock:
        first += str(phrase.clock)
    return first, last, phrase.precision, "hijri" if phrase.hijri else "gregorian", None


def _keep_partial(phrase: Phrase) -> Resolved | None:
    """What is known of a date without a year; a month alone is no date."""
    known = _find_partial(phrase.start) if phrase.is_possible() else ""
    if not known:
        return None
    known += str(phrase.clock or "")
    if phrase.end and phrase.end.month:
        known += f"/{_find_partial(phrase.end)}{phrase.end_clock or ''}"
    elif phrase.end_clock:
        known += f"/{_find_partial(phrase.start)}{phrase.end_clock}"
    return None, None, phrase.precision, "gregorian", known


def _find_partial(day: Day) -> str:
    if day.day is None:
        return ""
    return f"--{day.month:02}-{day.day:02}" if day.month else f"---{day.day:02}"


def _resolve_by_reference(phrase: Phrase, reference: date) -> Resolved | None:
    if phrase.start.month is None:
        return _resolve_near(phrase, reference)
    if phrase.in_year is not None:
        return _set_year(phrase, reference.year + phrase.in_year)
    years = [
        year
        for year in range(reference.year - NEAR_YEARS, reference.year + NEAR_YEARS + 1)
        if 0 < year < 9999
    ]
    days = [
        (year, day) for year in years if (day := Day(year, phrase.start.month, phrase.start.day).find_date())
    ]
    return _set_year(phrase, year) if (year := _choose_year(phrase, reference, days)) else None


def _choose_year(phrase: Phrase, reference: date, days: list[tuple[int, date]]) -> int | None:
    """The year that the writer means: said (الماضي, المقبل), told by the weekday, or the nearest."""
    toward, by_distance = phrase.toward, sorted(days, key=lambda one: abs((one[1] - reference).days))
    if phrase.start.day is None and toward:  # a month: the last or next one, not this
        by_distance = [one for one in by_distance if one[1].replace(day=1) != reference.replace(day=1)]
    if toward == -1:
        return next((year for year, day in by_distance if day < reference), None)
    if toward == 1:
        return next((year for year, day in by_distance if day > reference), None)
    fitting = [year for year, day in by_distance if day.weekday() == phrase.weekday]
    if phrase.weekday is not None and toward is None and fitting:
        return fitting[0]
    return by_distance[0][0] if by_distance else None


def _set_year(phrase: Phrase, year: int) -> Resolved | None:
    phrase.start.year = year
    if phrase.end:
        turn = int((phrase.end.month or 0) < (phrase.start.month or 0))
        phrase.end.year = year + turn
    return _read_days(phrase)


def _resolve_near(phrase: Phrase, reference: date) -> Resolved | None:
    """A weekday, or a day of a month, before, in or after the reference's week or month."""
    toward = phrase.toward or 0
    if phrase.start.day is not None:
        months = reference.year * 12 + reference.month - 1 + toward
        phrase.start.year, phrase.start.month = months // 12, months % 12 + 1
        return _read_days(phrase)
    if phrase.weekday is None:
        return None
    ahead = (phrase.weekday - reference.weekday()) % 7
    shift = ahead if toward == 0 else (ahead or 7) if toward > 0 else -((-ahead) % 7 or 7)
    with suppress(OverflowError):  # a reference on the first or last days of the calendar
        return _read_days(_at(phrase, reference + timedelta(days=shift)))
    return None


def _at(phrase: Phrase, day: date) -> Phrase:
    phrase.start = Day(day.year, day.month, day.day)
    return phrase


def _resolve_by_now(phrase: Phrase, now: datetime) -> Resolved | None:
    try:
        if phrase.shape == "today":
            return _read_days(_at(phrase, now.date() + timedelta(days=phrase.count)))
        return _go_back(phrase.seconds_ago or 0, phrase.count, now)
    except (OverflowError, ValueError):
        return None


def _go_back(unit: int, count: int, now: datetime) -> Resolved:
    if unit < 0:
        day = _go_back_months(now.date(), -unit * count)
        return day.isoformat(), None, "month" if unit == MONTH else "year", "gregorian", None
    then = now - timedelta(seconds=unit * count)
    if unit >= DAY:
        return then.date().isoformat(), None, "day", "gregorian", None
    local = then.replace(tzinfo=None)
    text = local.isoformat(timespec="seconds" if unit < 60 else "minutes")
    precision = "second" if unit < 60 else "hour" if unit == HOUR else "minute"
    return text, None, precision, "gregorian", None


def _go_back_months(day: date, months: int) -> date:
    """The same day so many months before, or the last day of a shorter month."""
    count = day.year * 12 + day.month - 1 - months
    year, month = count // 12, count % 12 + 1
    for last in (day.day, 30, 29, 28):
        if last <= day.day and (found := Day(year, month, last).find_date()):
            return found
    raise OverflowError(f"{months} months before {day} is no year of the calendar")
