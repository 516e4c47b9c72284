"""The numbers of a list's pages, as addresses carry them (pure)."""

from __future__ import annotations

import re
from urllib.parse import unquote

_PAGE_PART = re.compile(
    r"[/?&;_-](?:p|pg|page|paged|pageno|pagenum|pagenumber|صفحة|الصفحة)[-=/_]?(?P<number>\d{1,4})(?=[/?&#.]|$)",
    re.IGNORECASE,
)


def find_page_number(key: str, own: str) -> int | None:
    """Which page of the list at `own` an address is, both canonical; None where it is none of its pages.

    `/ayam/p-2` and `/ayam?page=2` are pages of `/ayam`, and of `/ayam/p-1`; `/ayam/2` may be an article.
    """
    found = _PAGE_PART.search(unquote(key))
    return int(found["number"]) if found and _strip(key) == _strip(own) else None


def is_first_page(key: str, own: str) -> bool:
    """Whether an address is that of the list at `own` without the number of a page."""
    return _strip(key) == unquote(key).rstrip("/?&") == _strip(own)


def _strip(key: str) -> str:
    """The address without the number of its page."""
    return _PAGE_PART.sub("", unquote(key), count=1).rstrip("/?&")
