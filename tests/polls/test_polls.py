"""The short form of `bench/poll`: what each program asks for and finds; not how fast."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

BENCH = Path(__file__).parents[2] / "bench" / "poll"
PORTALS, CHANGED = 4, 2


@pytest.fixture(scope="module")
def rounds() -> dict[str, dict[str, Any]]:
    """Each program's rounds by their names."""
    words = ["--portals", str(PORTALS), "--changed", str(CHANGED), "--rounds", "1", "--json"]
    done = subprocess.run(
        [sys.executable, BENCH, *words, "--only", "Balagh", "Scrapy"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.stdout, done.stderr
    return {name: {one["name"]: one for one in played} for name, played in json.loads(done.stdout).items()}


@pytest.mark.parametrize(
    ("program", "what", "lists", "not_modified", "articles", "found"),
    [
        ("Balagh", "first", PORTALS, PORTALS, 0, 0),
        ("Balagh", "unchanged", PORTALS, PORTALS, 0, 0),
        ("Balagh", "one at a time", PORTALS, PORTALS, 0, 0),
        ("Balagh", "changed", PORTALS, PORTALS - CHANGED, CHANGED, CHANGED),
        ("Scrapy", "first", PORTALS, 0, 0, 0),
        ("Scrapy", "unchanged", PORTALS, PORTALS, 0, 0),
        ("Scrapy", "changed", PORTALS, PORTALS - CHANGED, 0, CHANGED),
    ],
)
def test_programs_ask_and_find(
    rounds: dict[str, dict[str, Any]],
    program: str,
    what: str,
    lists: int,
    not_modified: int,
    articles: int,
    found: int,
) -> None:
    one = rounds[program][what]
    assert one["requests"] - one["robots"] == lists + articles
    assert (one["not_modified"], one["found"], one["overlaps"]) == (not_modified, found, 0)
    assert one["cpu"] > 0
    assert one["memory"] > 1_000_000
