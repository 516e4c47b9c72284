"""Revisions as plain rows, for programs."""

from __future__ import annotations

from typing import Any

from storage.export import attachment_row
from storage.model import PublishedDate, Revision


def revision_row(one: Revision) -> dict[str, Any]:
    """A version of an article under the names of `articles --json` and of the data set."""
    return {
        "article": one.article,
        "number": one.number,
        "title": one.title,
        "text": one.text,
        **published_row(one.published),
        "changed": list(one.changed),
        "seen_at": one.seen_at.isoformat(),
        "kind": one.kind,
        "language": one.language,
        "attachments": [attachment_row(each) for each in one.attachments],
    }


def published_row(published: PublishedDate) -> dict[str, str | None]:
    """A published date under the names that stand for it everywhere."""
    return {
        "published": published.value,
        "published_precision": published.precision,
        "published_provenance": published.provenance,
        "published_after": published.after,
        "published_before": published.before,
    }
