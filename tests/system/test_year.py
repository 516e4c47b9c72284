"""Three weeks of four portals with everything in them: the short form of `bench/year`, its clock moved on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

BENCH = Path(__file__).parents[2] / "bench" / "year"
WEEKS = (
    "--portals",
    "4",
    "--days",
    "20",
    "--poll-hours",
    "12",
    "--items",
    "16",
    "--density",
    "10",
    "--seed",
    "2",
)


@pytest.fixture(scope="module")
def weeks() -> dict[str, Any]:
    """What the watch said, held against the truth; in a process of its own, for its reactor."""
    done = subprocess.run(
        [sys.executable, BENCH, *WEEKS, "--json"], capture_output=True, text=True, check=False
    )
    assert done.stdout, done.stderr
    verdict: dict[str, Any] = json.loads(done.stdout)
    return verdict


@pytest.mark.parametrize("event", ["new", "edited", "withdrawn", "restored"])
def test_three_weeks_have_no_false_event(weeks: dict[str, Any], event: str) -> None:
    told = weeks["events"][event]
    assert told["expected"], "nothing of it was to be found: they are too few to show anything"
    assert told["false"] == []
    assert told["missed"] == []


def test_three_weeks_have_no_fault_of_our_own(weeks: dict[str, Any]) -> None:
    assert weeks["faults"] == []
