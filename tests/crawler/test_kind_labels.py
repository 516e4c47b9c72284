"""The labelled texts: how many are told right (bench/kinds and bench/facts print which)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from crawler.article.kinds import find_kind
from crawler.article.language import find_language

ROOT = Path(__file__).parents[2]
LABELS = ROOT / "tests" / "labels" / "kinds.jsonl"
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


def test_facts_of_the_labelled_sentences() -> None:
    command = [sys.executable, "bench/facts", "tests/labels/facts.jsonl", "--floor", "95"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
