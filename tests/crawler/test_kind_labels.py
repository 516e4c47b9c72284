"""The labelled texts: how many are told right (bench/kinds prints which for what)."""

from __future__ import annotations

import json
from pathlib import Path

from crawler.article.kinds import find_kind
from crawler.article.language import find_language

LABELS = Path(__file__).parents[1] / "labels" / "kinds.jsonl"
FLOOR = 0.95


def test_kinds_of_the_labelled_texts() -> None:
    rows = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    told = [find_kind(row["title"], row["text"]) for row in rows]
    right = [
        (one.kind, one.subkind or "") == (row["kind"], row["subkind"])
        for row, one in zip(rows, told, strict=True)
    ]
    spoken = [find_language(f"{row['title']}\n{row['text']}") == row["language"] for row in rows]
    assert len(rows) == 371
    assert sum(right) >= FLOOR * len(rows)
    assert sum(spoken) >= FLOOR * len(rows)
