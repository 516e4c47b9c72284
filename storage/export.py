"""The data set: articles as JSON lines and CSV, one at a time, so that memory stays flat."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import asdict
from hashlib import sha256
from typing import Any, TextIO

from storage.dataset.cells import BYTE_ORDER_MARK, make_cell
from storage.model import Article, Attachment
from storage.revisions import published_columns

#: The stable names of `article_row`, in their order.
COLUMNS = (
    "id", "portal", "url", "title", "published", "published_precision", "published_provenance",
    "published_after", "published_before", "event_dates", "kind", "subkind", "language", "text",
    "attachments", "first_seen", "last_seen", "status", "revision", "cluster", "kind_words", "facts",
    "digest",
)  # fmt: skip


#: Each visit changes the latter, and no two archives agree on them.
_SEEN = ("first_seen", "last_seen")
#: What a table's cell says of a file.
_IN_CELL = ("title", "url", "media_type", "text_status", "reason")


def article_row(article: Article) -> dict[str, Any]:
    """An article under the stable names of `articles --json` and the export."""
    return seal(
        {
            "id": article.id,
            "portal": article.portal,
            "url": article.url,
            "title": article.title,
            **published_columns(article.published),
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
    )


def seal(row: dict[str, Any]) -> dict[str, Any]:
    """A row with the SHA-256 of all that it says but when it was seen: it changes as the article does.

    By it `balagh import` sees whether a line was altered.
    """
    said = json.dumps({name: row[name] for name in row if name not in _SEEN}, ensure_ascii=False)
    return row | {"digest": sha256(said.encode()).hexdigest()}


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


def write_jsonl(rows: Iterable[dict[str, Any]], out: TextIO) -> None:
    """One JSON object a line."""
    for row in rows:
        out.write(json.dumps(row, ensure_ascii=False) + "\n")


def write_csv(rows: Iterable[dict[str, Any]], out: TextIO) -> None:
    """A table that spreadsheets open right: a byte order mark for Arabic, lists as JSON, no formulas."""
    out.write(BYTE_ORDER_MARK)
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for row in rows:
        # The texts of files are longer than a cell may be.
        files = [{name: one[name] for name in _IN_CELL} for one in row["attachments"]]
        writer.writerow({name: make_cell(value) for name, value in (row | {"attachments": files}).items()})
