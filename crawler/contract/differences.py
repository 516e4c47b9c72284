"""Differences between what was recorded and what is read today (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crawler.contract.recording import ArticleValues, KeptEntry, KeptText
from storage.model import Entry

_ENTRY_FIELDS = ("title", "published", "published_precision", "provenance")
_ARTICLE_FIELDS = (
    *("title", "published", "published_precision", "published_provenance"),
    *("kind", "subkind", "language"),
)
_SHOWN_OF_DIGEST = 12


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is not read as it was."""

    page: str  #: its address
    field: str
    recorded: str | None  #: None: there was none
    now: str | None  #: None: there is none


def compare_entries(page: str, recorded: Sequence[KeptEntry], now: Sequence[Entry]) -> Iterator[Difference]:
    """What differs between a source's entries, matched by address."""
    before = {kept.entry().key: kept for kept in recorded}
    after = {entry.key: entry for entry in now}
    for key, kept in before.items():
        if key not in after:
            yield Difference(page, "entry", kept.url, None)
            continue
        for field in _ENTRY_FIELDS:
            pair = getattr(kept, field), getattr(after[key], field)
            if pair[0] != pair[1]:
                yield Difference(kept.url, field, *pair)
    for key, entry in after.items():
        if key not in before:
            yield Difference(page, "entry", None, entry.url)
    if set(before) == set(after) and list(before) != list(after):
        yield Difference(page, "order of entries", "as recorded", "another")


def compare_article(page: str, recorded: ArticleValues, now: ArticleValues) -> Iterator[Difference]:
    """What differs between two readings of an article's page."""
    for field in _ARTICLE_FIELDS:
        pair = getattr(recorded, field), getattr(now, field)
        if pair[0] != pair[1]:
            yield Difference(page, field, *pair)
    files = [" ".join(f"{one.title} <{one.url}>" for one in read.attachments) for read in (recorded, now)]
    if files[0] != files[1]:
        yield Difference(page, "attachments", files[0] or None, files[1] or None)
    yield from _compare_text(page, recorded.text, now.text)


def _compare_text(page: str, recorded: KeptText, now: KeptText) -> Iterator[Difference]:
    """What a person can see of a text that differs; the digest only where nothing else shows it."""
    fields = [name for name in ("begins", "ends", "length") if getattr(recorded, name) != getattr(now, name)]
    for name in fields:
        yield Difference(page, f"text {name}", str(getattr(recorded, name)), str(getattr(now, name)))
    if not fields and recorded.sha256 != now.sha256:
        digests = (one.sha256[:_SHOWN_OF_DIGEST] for one in (recorded, now))
        yield Difference(page, "text digest", *digests)
