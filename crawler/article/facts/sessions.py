"""Sessions of a council: "الدورة العادية لشهر فبراير 2024", "session extraordinaire du 11 juillet 2023"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from crawler.dates import read_date
from storage.model import Fact

_ARABIC = (
    "يناير|فبراير|مارس|[أا]بريل|ماي|مايو|يونيو|يوليوز|يوليو|غشت|شتنبر|سبتمبر|[أا]كتوبر|نونبر|نوفمبر|"
    "دجنبر|ديسمبر"
)
_FRENCH = "janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[ée]cembre"
_SESSION = re.compile(
    r"(?<!\w)(?:و?(?:لل|[بلف]?(?:ال)?)(?:دورة|دورت(?:ها|هم|ه)|دورات)|sessions?)(?!\w)"
    r"(?P<kind>\s+(?:(?:ال)?(?:عادية|استثنائية)|ordinaires?|extraordinaires?)(?!\w))?",
    re.IGNORECASE,
)
_MONTH = re.compile(
    rf"[\s(،,:–—-]+(?:(?:ل|برسم\s+)?(?:شهر\s+)?ل?(?P<ar>{_ARABIC})|"
    rf"(?:(?:au\s+titre\s+)?du\s+mois\s+)?(?:de\s+|d[’'])?(?P<fr>{_FRENCH}))(?!\w)"
    r"(?:\s+(?P<kind>(?:ال)?(?:عادية|استثنائية)))?(?:\s+(?:لسنة\s+|de\s+)?(?P<year>(?:19|20)\d\d)(?!\d))?",
    re.IGNORECASE,
)
#: What may stand between a session and the day on which it is held: the council, the sitting, prepositions.
_TO_DAY = re.compile(
    r"(?:[\s،,(:]+(?:(?:ال)?(?:[أا]ولى|ثانية|ثالثة|منعقدة|مزمع|فريدة)|عقدها|انعقادها|يوم|يومه|بتاريخ|"
    r"للمجلس(?:\s+ال\w+)?|لمجلس(?:\s+\w+){1,3}|"
    r"du\s+conseil(?:\s+(?:communal|municipal))?|d[eu]\s+la\s+commune(?:\s+d[e’']\s*[A-ZÀ-Ý]\S+)?|"
    r"d[eu]|le|tenue|r[ée]unie|pr[ée]vue|convoqu[ée]e|en\s+date))*[\s،,(:]*"
)
_FARTHEST = 183  # days between a text and the session that it names by its month


def find_sessions(text: str, reference: date | None, days: Sequence[Fact] = ()) -> Iterator[Fact]:
    """The sessions that a text names, as `ordinary 2024-02`; `ordinary --02` where nothing tells the year.

    One that names no month is that of the day, of `days`, on which it is said to be held; else it is no fact.
    """
    for match in _SESSION.finditer(text):
        if month := _MONTH.match(text, match.end()):
            kind, end = match["kind"] or month["kind"], month.end()
            when = _read_month(month, reference)
        elif match["kind"] and (day := _find_day(text, match.end(), days)):
            kind, end = match["kind"], match.end()
            when = day.value[:7]
        else:
            continue
        value = f"{'extraordinary' if _is_extraordinary(kind) else 'ordinary'} {when}"
        yield Fact("session", value, text[match.start() : end], match.start(), end)


def _is_extraordinary(kind: str | None) -> bool:
    return kind is not None and re.search("استثنائية|extraordinaire", kind.lower()) is not None


def _read_month(found: re.Match[str], reference: date | None) -> str:
    start = read_date(f"1 {found['ar'] or found['fr']} 2024").start
    assert start is not None, found[0]
    month = int(start[5:7])
    return f"{found['year'] or _find_year(month, reference) or '-'}-{month:02}"


def _find_day(text: str, end: int, days: Sequence[Fact]) -> Fact | None:
    """The day that follows, where nothing stands between that speaks of something else."""
    behind = _TO_DAY.match(text, end)
    return next((day for day in days if behind and end < day.start <= behind.end()), None)


def _find_year(month: int, reference: date | None) -> str | None:
    """The year in which that month is nearest to the day on which the text was published."""
    if reference is None:
        return None
    years = (reference.year - 1, reference.year, reference.year + 1)
    nearest = min(years, key=lambda year: abs((date(year, month, 15) - reference).days))
    return str(nearest) if abs((date(nearest, month, 15) - reference).days) <= _FARTHEST else None
