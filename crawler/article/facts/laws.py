"""References to laws, decrees and dahirs: "القانون التنظيمي رقم 113.14", "loi n° 31-13"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.article.facts.numbers import list_numbers
from storage.model import Fact

_NUMBER = re.compile(r"(?P<number>\d{1,3}(?:[.\-/]\d{1,4}){1,2})(?![\d/.\-]*\d)")
_LAW = re.compile(
    r"(?<!\w)(?:و?(?:لل|[بلف]?(?:ال)?)(?P<what>قانون|قوانين|ظهير|ظها?ئر|مرسوم|مراسيم)(?:ان|ين)?"
    r"(?:\s+(?:ال)?(?:تنظيمية?|شريفة?|إطار))*|"
    r"(?P<que>loi|d[ée]cret|dahir)s?(?:[-\s]+(?:organiques?|cadres?))?)(?!\w)",
    re.IGNORECASE,
)
_NAMES = {"قانون": "law", "قوانين": "law", "ظهير": "dahir", "ظهائر": "dahir", "loi": "law", "dahir": "dahir"}


def find_laws(text: str) -> Iterator[Fact]:
    """What laws a text refers to, as `law 113-14`: kind, and number with hyphens."""
    for match in _LAW.finditer(text):
        kind = _NAMES.get((match["what"] or match["que"]).lower(), "decree")
        for start, number in list_numbers(text, match, _NUMBER):
            value = f"{kind} {re.sub(r'[./]', '-', number['number'])}"
            yield Fact("law", value, text[start : number.end()], start, number.end())
