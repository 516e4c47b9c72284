"""Numbers of calls for tenders: "طلب عروض مفتوح رقم 05/2024", "AOO n° 12/2024/CT"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from storage.model import Fact

_NUMBER = r"(?P<number>\d{1,4}(?:\s?bis)?(?:\s?[/\-]\s?[A-Za-z0-9]{1,12}){1,4}|[A-Z]{2,8}/\d{4}/\d{1,3})"
_TENDER = re.compile(
    r"(?<!\w)(?:و?(?:لل|[بلف]?(?:ال)?)(?:طلب(?:ات)?\s+(?:ال)?(?:عروض|أثمان)|صفقة|سندات?\s+(?:ال)?طلب|"
    r"استشارة|سمسرة|مزايدة|مباراة معمارية)|"
    r"appels?\s+d[’']\s?offres?|a\.?o\.?[oinrs]\.?|march[ée]|bons?\s+de\s+commande|consultation)"
    r"(?:\s+[^\W\d]+){0,4}?\s*(?:رقم|عدد|n\s*[°ºo]\.?|num[ée]ro)?\s*[:(]?\s*" + _NUMBER,
    re.IGNORECASE,
)


def find_tenders(text: str) -> Iterator[Fact]:
    """The numbers of tenders that a text names, without spaces and in capitals, as they are written else."""
    for match in _TENDER.finditer(text):
        number = re.sub(r"\s", "", match["number"]).upper()
        yield Fact("tender", number, match[0], match.start(), match.end())
