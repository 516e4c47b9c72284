"""Sessions of a council: "الدورة العادية لشهر فبراير 2024", "session ordinaire d'octobre"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from crawler.dates import read_date
from storage.model import Fact

_ARABIC = (
    "يناير|فبراير|مارس|[أا]بريل|ماي|مايو|يونيو|يوليوز|يوليو|غشت|شتنبر|سبتمبر|[أا]كتوبر|نونبر|نوفمبر|"
    "دجنبر|ديسمبر"
)
_FRENCH = "janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[ée]cembre"
_KIND = re.compile("استثنائية|extraordinaire")
_SESSION = re.compile(
    rf"(?<!\w)(?:و?(?:لل|[بلف]?(?:ال)?)دورت?[ةه]?(?:\s+(?:ال)?(?:عادية|استثنائية))?(?:\s+(?:ل|برسم\s+)?(?:شهر\s+)?)?\s*"
    rf"(?P<ar>{_ARABIC})(?!\w)(?:\s+(?P<ary>(?:19|20)\d\d))?|"
    rf"session(?:\s+(?:ordinaire|extraordinaire))?(?:\s+du\s+mois)?\s+(?:de\s+|d[’'])(?P<fr>{_FRENCH})"
    rf"(?!\w)(?:\s+(?P<fry>(?:19|20)\d\d))?)",
    re.IGNORECASE,
)
_FARTHEST = 183  # days between a text and the session that it names by its month


def find_sessions(text: str, reference: date | None) -> Iterator[Fact]:
    """The sessions that a text names, as `ordinary 2024-02`; `ordinary --02` where nothing tells the year."""
    for match in _SESSION.finditer(text):
        month = _read_month(match["ar"] or match["fr"])
        year = match["ary"] or match["fry"] or _find_year(month, reference)
        kind = "extraordinary" if _KIND.search(match[0].lower()) else "ordinary"
        value = f"{kind} {year}-{month:02}" if year else f"{kind} --{month:02}"
        yield Fact("session", value, match[0], match.start(), match.end())


def _read_month(name: str) -> int:
    start = read_date(f"1 {name} 2024").start
    assert start is not None, name
    return int(start[5:7])


def _find_year(month: int, reference: date | None) -> str | None:
    """The year in which that month is nearest to the day on which the text was published."""
    if reference is None:
        return None
    years = (reference.year - 1, reference.year, reference.year + 1)
    nearest = min(years, key=lambda year: abs((date(year, month, 15) - reference).days))
    return str(nearest) if abs((date(nearest, month, 15) - reference).days) <= _FARTHEST else None
