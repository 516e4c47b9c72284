"""The short form of `bench/web`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

BENCH = Path(__file__).parents[2] / "bench" / "web"


def test_each_address_is_asked_of_both_servers() -> None:
    asked = ("--articles", "20", "--seconds", "0.01", "--only", "article")
    done = subprocess.run(
        [sys.executable, BENCH, *asked], capture_output=True, text=True, check=False, timeout=120
    )
    # Speed is not asserted: 1 is what it ends with where an answer took long.
    assert done.returncode in (0, 1) and not done.stderr, done.stderr
    rows = [line.split(" | ") for line in done.stdout.splitlines() if line.startswith("| a")]
    names = [row[0].removeprefix("| ") for row in rows]
    assert names[:3] == ["article", "article, two versions", "api/articles"] and len(names) == 7
    assert all(len(row) == 10 and float(row[4]) >= float(row[3]) > 0 for row in rows)
    assert "the bare route, one reader: p50" in done.stdout
