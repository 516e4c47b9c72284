"""A month over six portals with everything in it: the short form of `bench/year`, with its clock moved on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BENCH = Path(__file__).parents[2] / "bench" / "year"
MONTH = (
    "--portals",
    "6",
    "--days",
    "30",
    "--poll-hours",
    "12",
    "--items",
    "24",
    "--density",
    "6",
    "--seed",
    "4",
)


@pytest.fixture(scope="module")
def month() -> dict[str, Any]:
    """What the watch said in the month, held against the truth; in a process of its own, for its reactor."""
    done = subprocess.run(
        [sys.executable, BENCH, *MONTH, "--json"], capture_output=True, text=True, check=False
    )
    assert done.stdout, done.stderr
    verdict: dict[str, Any] = json.loads(done.stdout)
    return verdict


@pytest.mark.parametrize("event", ["new", "edited", "withdrawn"])
def test_a_month_has_no_false_event(month: dict[str, Any], event: str) -> None:
    told = month["events"][event]
    assert told["expected"], "nothing of it was to be found: the month is too small to show anything"
    assert told["false"] == []
    assert told["missed"] == []


def test_a_month_has_no_fault_of_our_own(month: dict[str, Any]) -> None:
    assert month["faults"] == []
