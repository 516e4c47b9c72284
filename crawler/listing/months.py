"""Archives by month: the links of a page that lead to what was published in one month (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from scrapy.http import TextResponse

from crawler.addresses import canonical_address, same_site
from crawler.dates import read_date
from crawler.page.blocks import visible_text
from crawler.page.links import absolute_url
from crawler.page.tree import page_root

_PATH = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])/?$")
_YEAR, _MONTH = re.compile(r"(?:19|20)\d\d"), re.compile(r"0?[1-9]|1[0-2]")
_ONE = re.compile(r"^((?:19|20)\d\d)[-/_]?(0[1-9]|1[0-2])$")  # 202303, 2023-03
_YEAR_NAMES = frozenset(["year", "y", "yr", "annee", "an", "sana"])
_MONTH_NAMES = frozenset(["month", "m", "mon", "mois", "monthnum", "shahr"])
_LONGEST = 40  # characters of a link that names a month: `مارس 2023 (12)`
_FEWEST = 2  # months that make an archive
MOST_MONTHS = 1_200


def find_months(pages: Iterable[TextResponse]) -> list[str]:
    """The addresses of the months to which these pages of a site lead, newest first, each month once.

    None where it is one only.
    """
    months: dict[tuple[int, int], str] = {}
    for page in pages:
        for url, month in _list_months(page):
            months.setdefault(month, url)
    ordered = sorted(months, reverse=True)[:MOST_MONTHS]
    return [months[month] for month in ordered] if len(months) >= _FEWEST else []


def _list_months(page: TextResponse) -> Iterator[tuple[str, tuple[int, int]]]:
    for element in page_root(page).iter("a", "option"):
        url = absolute_url(page, element.get("href") or element.get("value") or "")
        if not url or not same_site(url, page.url) or canonical_address(url) == canonical_address(page.url):
            continue
        month = find_month(url) or _read_month(visible_text(element) or (element.text or ""))
        if month is not None:
            yield url, month


def find_month(url: str) -> tuple[int, int] | None:
    """The month that an address names at its end, or in its parameters."""
    parts = urlsplit(unquote(url))
    found = _PATH.search(parts.path) if not parts.query else None
    if found:
        return int(found[1]), int(found[2])
    values = {name.lower(): value for name, value in parse_qsl(parts.query)}
    for name, value in values.items():
        one = _ONE.match(value)
        if one and (name in _MONTH_NAMES or "month" in name or "archive" in name or "mois" in name):
            return int(one[1]), int(one[2])
    years = [value for name, value in values.items() if name in _YEAR_NAMES]
    months = [value for name, value in values.items() if name in _MONTH_NAMES]
    if years and months and _YEAR.fullmatch(years[0]) and _MONTH.fullmatch(months[0]):
        return int(years[0]), int(months[0])
    return None


def _read_month(text: str) -> tuple[int, int] | None:
    """The month that a link names, where it names nothing else: `مارس 2023`, `Mars 2023 (12)`."""
    named = re.sub(r"[\s\u00a0]*[(\[]\s*\d+\s*[)\]]\s*$", "", text).strip()
    if not named or len(named) > _LONGEST or not re.search(r"\d{4}|[٠-٩]{4}", named):
        return None
    read = read_date(named)
    whole = read.precision == "month" and read.matched is not None and read.matched.strip() == named
    return (int(read.start[:4]), int(read.start[5:7])) if whole and read.start else None
