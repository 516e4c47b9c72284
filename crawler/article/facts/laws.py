"""References to laws, decrees and dahirs: "القانون التنظيمي رقم 113.14", "loi n° 31-13"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from storage.model import Fact

_NUMBER = r"(?P<number>\d{1,3}(?:[.\-/]\d{1,4}){1,2})(?![\d/.\-]*\d)"
_LAW = re.compile(
    r"(?<!\w)(?:و?(?:لل|[بلف]?(?:ال)?)(?P<what>قانون|ظهير|مرسوم)(?:\s+(?:ال)?(?:تنظيمي|شريف|إطار))*\s*(?:رقم|عدد)?|"
    r"(?P<que>loi|d[ée]cret|dahir)(?:[-\s]+(?:organique|cadre))?(?:\s+n\s*[°ºo]?\.?)?)\s*[:(]?\s*" + _NUMBER,
    re.IGNORECASE,
)
_NAMES = {"قانون": "law", "ظهير": "dahir", "مرسوم": "decree", "loi": "law", "dahir": "dahir"}


def find_laws(text: str) -> Iterator[Fact]:
    """What laws a text refers to, as `law 113-14`: kind, and number with hyphens."""
    for match in _LAW.finditer(text):
        name = (match["what"] or match["que"]).lower()
        number = re.sub(r"[./]", "-", match["number"])
        yield Fact("law", f"{_NAMES.get(name, 'decree')} {number}", match[0], match.start(), match.end())
