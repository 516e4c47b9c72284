"""The data set: articles as JSON lines and CSV, one at a time, so that memory stays flat."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, TextIO

from storage.model import Article, Attachment

#: A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


#: The stable names of `article_row`, in their order.
COLUMNS = (
    "id", "portal", "url", "title", "published", "published_precision", "published_provenance",
    "published_after", "published_before", "event_dates", "kind", "subkind", "language", "text",
    "attachments", "first_seen", "last_seen", "status", "revision", "cluster", "kind_words", "facts",
)  # fmt: skip


#: What a table's cell says of a file.
_IN_CELL = ("title", "url", "media_type", "text_status", "reason")


def article_row(article: Article) -> dict[str, Any]:
    """An article under the stable names of `articles --json` and the export."""
    published = article.published
    return {
        "id": article.id,
        "portal": article.portal,
        "url": article.url,
        "title": article.title,
        "published": published.value,
        "published_precision": published.precision,
        "published_provenance": published.provenance,
        "published_after": published.after,
        "published_before": published.before,
        "event_dates": [asdict(one) for one in article.event_dates],
        "kind": article.kind,
        "subkind": article.subkind,
        "language": article.language,
        "text": article.text,
        "attachments": [attachment_row(one) for one in article.attachments],
        "first_seen": article.first_seen.isoformat(),
        "last_seen": article.last_seen.isoformat(),
        "status": article.status.value,
        "revision": article.revision,
        "cluster": article.cluster,
        "kind_words": list(article.kind_words),
        "facts": [asdict(one) for one in article.facts],
    }


def attachment_row(attachment: Attachment) -> dict[str, Any]:
    """An attachment under stable names, with the text of its file."""
    file = attachment.file
    return {
        "title": attachment.title,
        "url": attachment.url,
        "media_type": file.media_type if file else None,
        "size": file.size_bytes if file else None,
        "sha256": file.sha256 if file else None,
        "text_status": attachment.text_status.value if attachment.text_status else None,
        "reason": attachment.reason,
        "confidence": file.confidence if file else None,
        "text": file.text if file else "",
    }


def write_jsonl(articles: Iterable[Article], out: TextIO) -> None:
    """One JSON object a line."""
    for article in articles:
        out.write(json.dumps(article_row(article), ensure_ascii=False) + "\n")


def write_csv(articles: Iterable[Article], out: TextIO) -> None:
    """A table that spreadsheets open right: a byte order mark for Arabic, lists as JSON, no formulas."""
    out.write("\ufeff")
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for row in map(article_row, articles):
        # The texts of files are longer than a cell may be.
        row["attachments"] = [{name: one[name] for name in _IN_CELL} for one in row["attachments"]]
        writer.writerow({name: _cell(value) for name, value in row.items()})


def _cell(value: object) -> object:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value
