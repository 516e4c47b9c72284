"""Read recorded pages again, with today's code and today's definition; no network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urljoin

from scrapy.http import Response, TextResponse

from crawler.addresses import canonical_address
from crawler.contract.differences import Difference, compare_article, compare_entries
from crawler.contract.folder import load_page
from crawler.contract.recording import KeptArticle, Recording
from crawler.contract.values import article_values
from crawler.detection.candidates import read_listings
from crawler.failures import PageError
from crawler.reading import read_answer
from crawler.visit import require_answer
from crawler.walk import Walk
from storage.model import ArticleGone, Entry, PollPlan, PortalDefinition


def read_again(folder: Path, recording: Recording, definition: PortalDefinition) -> list[Difference]:
    """What is not read on a portal's recorded pages as it was.

    Raises ConfigurationError where a page is not whole.
    """
    plan = PollPlan(portal=recording.id, definition=definition)
    differences = [*_compare_place(recording, definition)]
    differences += _read_source(recording, load_page(folder, recording.source.page), definition)
    for article in recording.articles:
        differences += _read_article(article, load_page(folder, article.page), plan)
    return differences


def is_found_without_keys(page: Response, entries: Sequence[Entry], definition: PortalDefinition) -> bool:
    """Whether a page's list is recognised by its structure alone, with these entries and no others."""
    return _count_found(page, entries, definition) == len(entries)


def _compare_place(recording: Recording, definition: PortalDefinition) -> Iterator[Difference]:
    """Whether the definition still speaks of what was recorded."""
    if canonical_address(definition.url) != canonical_address(recording.url):
        yield Difference("definition", "url", recording.url, definition.url)
    stated = [urljoin(definition.url, keys.url) for keys in definition.sources]
    if stated and canonical_address(recording.source.url) not in map(canonical_address, stated):
        yield Difference("definition", "sources", recording.source.url, " ".join(stated))


def _read_source(recording: Recording, page: Response, definition: PortalDefinition) -> Iterator[Difference]:
    kept = recording.source
    walk = Walk(kept.source(definition.listing))
    try:
        walk.add(require_answer(page))
    except PageError as error:
        yield Difference(kept.url, "source", f"{len(recording.entries)} entries", error.why)
        return
    yield from compare_entries(kept.url, recording.entries, list(walk.listed.values()))
    if kept.found_without_keys:
        entries = [one.entry() for one in recording.entries]
        found = _count_found(page, entries, definition)
        if found != len(entries):
            said = "not recognised" if found is None else f"{found} of them"
            yield Difference(kept.url, "list, as detection finds it", f"{len(entries)} entries", said)


def _count_found(page: Response, entries: Sequence[Entry], definition: PortalDefinition) -> int | None:
    """How many of these entries are in the list that detection finds, at most one per list; None without one.

    A list with entries that are none of these is another list.
    """
    if not isinstance(page, TextResponse):
        return None
    wanted = {entry.key for entry in entries}
    lists = [{entry.key for entry in one.entries} for one in read_listings(page, definition.listing)]
    return max((len(keys) for keys in lists if keys and keys <= wanted), default=None)


def _read_article(kept: KeptArticle, page: Response, plan: PollPlan) -> Iterator[Difference]:
    url = kept.entry.url
    try:
        read = read_answer(page, kept.entry.entry(), plan, kept.read_at)
    except PageError as error:
        yield Difference(url, "article", kept.values.title, error.why)
        return
    if isinstance(read, ArticleGone):
        yield Difference(url, "article", kept.values.title, read.reason)
        return
    yield from compare_article(url, kept.values, article_values(read))
