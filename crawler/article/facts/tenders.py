"""Numbers of calls for tenders: "طلب عروض مفتوح رقم 05/2024", "AOO n° 12/2024/CT"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.article.facts.numbers import list_numbers
from storage.model import Fact

_PART = r"(?:\s?/\s?|-)(?:[A-Za-z0-9](?:[A-Za-z0-9.]{0,10}[A-Za-z0-9])?(?!\w)|[ء-ي.]{1,8}(?=\s?/\s?\d))"
_NUMBER = re.compile(
    rf"(?P<number>\d{{1,4}}(?:\s?bis)?(?:{_PART}){{1,4}}|[A-Z]{{2,8}}/\d{{1,4}}/\d{{1,4}})", re.IGNORECASE
)
_TENDER = re.compile(
    r"(?<!\w)(?:و?(?:لل|[بلف]?(?:ال)?)(?:طلب(?:ات)?\s+(?:ال)?(?:عروض|أثمان)|صفقة|سند(?:ات)?\s+(?:ال)?طلب|"
    r"استشارة|سمسرة|مزايدة|مباراة معمارية|إبداء\s+(?:ال)?اهتمام)|"
    r"appels?\s+d[’']\s?offres?|a\.?o\.?(?:[oinrs]\.?)?|march[ée]s?|bons?\s+de\s+commande|consultation|"
    r"manifestations?\s+d[’']\s?int[ée]r[êe]ts?|a\.?m\.?i\.?)(?!\w)",
    re.IGNORECASE,
)


def find_tenders(text: str) -> Iterator[Fact]:
    """The numbers of tenders that a text names, without spaces and in capitals, as they are written else."""
    for match in _TENDER.finditer(text):
        for start, number in list_numbers(text, match, _NUMBER, words=4):
            value = re.sub(r"\s", "", number["number"]).upper()
            yield Fact("tender", value, text[start : number.end()], start, number.end())
