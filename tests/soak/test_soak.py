"""The short form of `python -m tests.soak`: one round of the fault that no other test has."""

from __future__ import annotations

import pytest

from tests.soak.soaking import soak


@pytest.mark.slow
def test_a_day_of_faults_in_short() -> None:
    outcome = soak(0, seed=1, engine="sqlite", portals=1, only=[["clock behind"]])
    # How much a process grows, only the long form tells.
    assert (outcome.wrong, len(outcome.rounds)) == ([], 1)
    assert outcome.published >= 2
