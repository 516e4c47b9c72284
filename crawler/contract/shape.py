"""Hold what a live site shows today against the shape that was recorded and expected (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from crawler.contract.differences import Difference
from crawler.contract.making import make_plan
from crawler.contract.recording import KeptArticle, Recording
from crawler.recognise import Memory
from storage.model import (
    ArticleFailed,
    ArticleRead,
    Entry,
    PollPlan,
    PortalDefinition,
    Reading,
    SourceRead,
)


def make_live_plan(portal_id: str, definition: PortalDefinition, recording: Recording | None) -> PollPlan:
    """The plan for a look at the live site: as when it was recorded, with the same articles first."""
    again = () if recording is None else tuple(one.entry.entry() for one in recording.articles)
    return replace(make_plan(portal_id, definition), pending=again)


def compare_shape(
    plan: PollPlan, recording: Recording | None, readings: Sequence[Reading]
) -> list[Difference]:
    """What a live reading no longer shows of what was recorded, and of what the definition expects."""
    listed = next((one for one in readings if isinstance(one, SourceRead)), None)
    entries = () if listed is None else listed.entries
    page = plan.definition.url if listed is None else listed.source
    remembered = () if recording is None else tuple(kept.entry() for kept in recording.entries)
    return [
        *_compare_count(page, plan.definition.expect.entries, remembered, entries),
        *_compare_titles(page, remembered, entries),
        *_compare_known(page, remembered, entries),
        *(one for kept in _articles(recording) for one in _compare_article(kept, readings)),
    ]


def _articles(recording: Recording | None) -> tuple[KeptArticle, ...]:
    return () if recording is None else recording.articles


def _compare_count(
    page: str, expected: int | None, remembered: Sequence[Entry], entries: Sequence[Entry]
) -> Iterator[Difference]:
    """Whether the list shows what is known, or at least as much as it did."""
    known = Memory(remembered, is_same_site=True).count(entries)
    if expected is not None and len(entries) < expected:
        yield Difference(page, "entries", f"at least {expected} expected", str(len(entries)))
    elif not entries or (not known and len(entries) < len(remembered)):
        now = f"{len(entries)}, none of them known" if entries else "none"
        yield Difference(page, "entries", str(len(remembered)) if remembered else "some", now)


def _compare_titles(page: str, remembered: Sequence[Entry], entries: Sequence[Entry]) -> Iterator[Difference]:
    """Whether entries have lost their titles; a sitemap's never had any."""
    without = sum(not entry.title.strip() for entry in entries)
    if without and remembered and all(entry.title.strip() for entry in remembered):
        yield Difference(page, "title", "on every entry", f"missing on {without} of {len(entries)}")


def _compare_known(page: str, remembered: Sequence[Entry], entries: Sequence[Entry]) -> Iterator[Difference]:
    """What is told of known entries, to the day: a change of source may tell the hour."""
    memory = Memory(remembered, is_same_site=True)
    for entry in entries:
        before = memory.find(entry)
        if before is None:
            continue
        if before.key != entry.key:
            yield Difference(page, "url", before.url, entry.url)
        if before.published and _day(before.published) != _day(entry.published):
            yield Difference(entry.url, "published", before.published, entry.published)


def _compare_article(kept: KeptArticle, readings: Sequence[Reading]) -> Iterator[Difference]:
    """What is read on a recorded article's page; one that is gone, or was not visited, says nothing."""
    key, values = kept.entry.entry().key, kept.values
    for read in readings:
        if isinstance(read, ArticleFailed) and read.entry.key == key:
            yield Difference(kept.entry.url, "article", values.title, read.reason)
        if not isinstance(read, ArticleRead) or read.entry.key != key:
            continue
        if not read.title:
            yield Difference(kept.entry.url, "title", values.title, None)
        if values.text.length and not read.text:
            yield Difference(kept.entry.url, "text begins", values.text.begins, None)
        if values.published and _day(values.published) != _day(read.published.value):
            yield Difference(kept.entry.url, "published", values.published, read.published.value)


def _day(published: str | None) -> str:
    return (published or "")[:10]
