"""Revisions as plain rows, for programs."""

from __future__ import annotations

from typing import Any

from storage.export import attachment_row
from storage.model import Revision
from storage.revisions import published_columns


def revision_row(one: Revision) -> dict[str, Any]:
    """A version of an article under the names of `articles --json` and of the data set."""
    return {
        "article": one.article,
        "number": one.number,
        "title": one.title,
        "text": one.text,
        **published_columns(one.published),
        "changed": list(one.changed),
        "seen_at": one.seen_at.isoformat(),
        "kind": one.kind,
        "language": one.language,
        "attachments": [attachment_row(each) for each in one.attachments],
    }
