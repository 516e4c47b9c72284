"""Candidates: what one answer offers as a source of news (pure)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from scrapy.http import Response, TextResponse

from crawler.listing.entries import merge_rows, parse_listing
from crawler.listing.induction import FoundList, find_lists, is_news_path
from crawler.listing.selectors import describe_rows, is_telling
from crawler.page.links import common_pattern
from crawler.page.tree import page_root
from crawler.sources import find_next, parse_source
from crawler.sources.errors import SourceError
from storage.model import Entry, ListingKeys, Source, SourceKind

_FEWEST_PAGES = 5  # of one shape in a sitemap before they are taken for articles
_MOST_LISTS = 3  # of one page that are offered


@dataclass(frozen=True, slots=True)
class Candidate:
    """One source that might be the portal's, with what its first page shows."""

    source: Source
    entries: tuple[Entry, ...]
    pages_on: bool  #: it leads to older entries
    score: float = 0.0  #: of a listing: how much it looks like news

    @property
    def count(self) -> int:
        """How many entries it shows."""
        return len(self.entries)

    @property
    def dated(self) -> float:
        """Which part of the entries has a date that can be read, 0 to 1."""
        return sum(entry.published is not None for entry in self.entries) / max(1, self.count)

    @property
    def newest(self) -> str:
        """The newest day, as ISO text; empty where no entry is dated."""
        return max((entry.published[:10] for entry in self.entries if entry.published), default="")


def read_listings(page: TextResponse, stated: ListingKeys) -> list[Candidate]:
    """The lists of a page, each with the keys that read it again; what the definition states wins."""
    if stated.entry or stated.address:
        return _offer(Source(SourceKind.LISTING, page.url, stated), parse_listing(page, stated), page, 100.0)
    found = []
    for one in find_lists(page)[:_MOST_LISTS]:
        keys = _describe(page, one, stated)
        if keys is not None:
            source = Source(SourceKind.LISTING, page.url, keys)
            found += _offer(source, merge_rows(one.rows), page, one.score)
    return found


def read_machine(kind: SourceKind, response: Response, address: str | None = None) -> list[Candidate]:
    """The candidate in an answer meant for programs. Raises SourceError where it is none."""
    source = Source(kind, response.url, ListingKeys(address=address))
    return _offer(source, parse_source(source, response), response, 0.0)


def read_sitemap(response: Response) -> list[Candidate]:
    """The candidate in a sitemap: the pages of the one shape that most look like articles.

    Raises SourceError where the answer is no sitemap.
    """
    keys = [entry.key for entry in parse_source(Source(SourceKind.SITEMAP, response.url), response)]
    shapes = Counter(common_pattern([key]) for key in keys)
    telling = [shape for shape in shapes if is_telling(shape) and shapes[shape] >= _FEWEST_PAGES]
    best = max(telling, key=lambda shape: (is_news_path(shape), shapes[shape]), default=None)
    return read_machine(SourceKind.SITEMAP, response, best) if best else []


def _describe(page: TextResponse, found: FoundList, stated: ListingKeys) -> ListingKeys | None:
    """The keys of a list that read the page as it was read without them; None where there are none."""
    keys = describe_rows(page_root(page), found.rows)
    keys = keys.model_copy(update=stated.model_dump(exclude_none=True))
    wanted = [(entry.key, entry.title, entry.published) for entry in merge_rows(found.rows)]
    plain = ListingKeys(next=stated.next)
    for tried in (keys, keys.model_copy(update={"title": None, "date": None}), plain):
        if [(entry.key, entry.title, entry.published) for entry in parse_listing(page, tried)] == wanted:
            return tried
    return None


def _offer(source: Source, entries: list[Entry], response: Response, score: float) -> list[Candidate]:
    if not entries:
        return []
    try:
        pages_on = find_next(source, response, 1) is not None
    except SourceError:
        pages_on = False
    return [Candidate(source, tuple(entries), pages_on, score)]
