"""Compare two readings of an article: what changed for a reader, and nothing else (pure)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from storage.model import Article, ArticleRead, Attachment
from text.diff import summarise

#: Typographic variants, direction marks and elongation make no edit.
_TYPOGRAPHY = str.maketrans(
    {
        "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "،": ",",
        "\u0640": None, "\u200b": None, "\u200e": None, "\u200f": None, "\u2066": None, "\u2067": None,
        "\u2068": None, "\u2069": None, "\u202a": None, "\u202b": None, "\u202c": None, "\ufeff": None,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Comparison:
    """An article as it was, and what a reading of it says anew."""

    before: Article
    changed: tuple[str, ...]
    summary: str  #: for people


def compare(before: Article, after: ArticleRead) -> Comparison:
    """What a reading says anew, in fields and in words."""
    changed = find_changed(before, after)
    return Comparison(before, changed, summarise_changes(before, after, changed))


def find_changed(before: Article, after: ArticleRead) -> tuple[str, ...]:
    """The fields that a reader would call changed; empty for noise."""
    published = (before.published.value, after.published.value)
    changes = {
        "title": _plain(before.title) != _plain(after.title),
        "text": _plain(before.text) != _plain(after.text),
        # A date that became unknown says something of our reading, not of the portal.
        "published": published[1] is not None and published[0] != published[1],
        "attachments": has_other_files(before.attachments, after.attachments),
    }
    return tuple(field for field, changed in changes.items() if changed)


def has_other_files(before: tuple[Attachment, ...], after: tuple[Attachment, ...]) -> bool:
    """Whether other files are linked to, or one has other bytes than when it was last had."""
    known = {one.url: one.sha256 for one in before}
    return known.keys() != {one.url for one in after} or any(_has_changed(known, one) for one in after)


def summarise_files(before: tuple[Attachment, ...], after: tuple[Attachment, ...]) -> str:
    """Which files came, went, or have other bytes, in words for people."""
    known = {one.url: one.sha256 for one in before}
    new = {one.url for one in after}
    return " ".join(
        [
            *(f"\u2212{url}" for url in sorted(known.keys() - new)),
            *(f"+{url}" for url in sorted(new - known.keys())),
            *(f"other contents of {one.title} ({one.url})" for one in after if _has_changed(known, one)),
        ]
    )


def summarise_changes(before: Article, after: ArticleRead, changed: tuple[str, ...]) -> str:
    """The changes in words for people."""
    said = {
        "title": lambda: summarise(before.title, after.title),
        "text": lambda: summarise(before.text, after.text),
        "published": lambda: f"{before.published.value or 'unknown'} → {after.published.value}",
        "attachments": lambda: summarise_files(before.attachments, after.attachments),
    }
    return "; ".join(f"{field}: {said[field]()}" for field in changed)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).translate(_TYPOGRAPHY)).strip()


def _has_changed(known: Mapping[str, str | None], now: Attachment) -> bool:
    before = known.get(now.url)
    return before is not None and now.sha256 is not None and now.sha256 != before
