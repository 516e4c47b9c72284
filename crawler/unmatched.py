"""Selectors of a definition that match nothing: a slip of who wrote them, not the fault of the commune."""

from __future__ import annotations

from collections import Counter

from scrapy.http import TextResponse

from crawler.listing.fragments import as_page
from crawler.page.tree import select, select_in
from storage.model import ArticleKeys, ListingKeys

#: Keys without which nothing is read where they match nothing; by the others it is sought without them.
ENTRY, ADDRESS, TEXT = "listing.entry", "listing.address", "article.text"


def name_key(key: str, value: str) -> str:
    """A key of a definition with its value, as it is told to people."""
    return f"`{key}` = {value}"


def explain_unmatched(key: str, value: str, where: str) -> str:
    """The sentence that a selector matches nothing there."""
    return f"{name_key(key, value)} matches nothing {where}"


def find_rows_key(stated: ListingKeys) -> tuple[str, str] | None:
    """The key that a definition states for the entries of a list, with its value."""
    if stated.entry:
        return ENTRY, stated.entry
    return (ADDRESS, stated.address) if stated.address else None


def list_unmatched(page: TextResponse, stated: ListingKeys, used: ListingKeys) -> list[str]:
    """Sentences on what the definition states of an entry's parts, and no row of this page has.

    `used` tells the rows, which may have been found without the definition.
    """
    whole = as_page(page)
    rows = select(whole, used.entry) if used.entry else []
    told = []
    for key, value in (("listing.title", stated.title), ("listing.date", stated.date)):
        if not value:
            continue
        if not any(select_in(row, value) for row in rows) if rows else not select(whole, value):
            told.append(explain_unmatched(key, value, f"in {len(rows)} rows" if rows else f"on {page.url}"))
    return told


class ArticleSelectors:
    """On how many of the article pages that were read what a definition states for them matched something."""

    def __init__(self) -> None:
        self._pages = 0
        self._matched: Counter[str] = Counter()

    def add(self, page: TextResponse, stated: ArticleKeys) -> None:
        """One more page was read."""
        self._pages += 1
        for key, value in _list_parts(stated):
            self._matched[key] += bool(select(page, value))

    def list_unmatched(self, stated: ArticleKeys) -> list[str]:
        """Sentences on what none of the pages has."""
        return [
            explain_unmatched(key, value, f"on {self._pages} article pages")
            for key, value in _list_parts(stated)
            if self._pages and not self._matched[key]
        ]


def _list_parts(stated: ArticleKeys) -> list[tuple[str, str]]:
    parts = (("article.title", stated.title), ("article.date", stated.date))
    return [(key, value) for key, value in parts if value]
