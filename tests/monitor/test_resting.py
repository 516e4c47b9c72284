"""How long hosts rest of which nothing could be kept."""

from __future__ import annotations

import pytest

from monitor.resting import LONGEST_REST_SECONDS, RestingHosts
from storage.database import Store

FAILED = {"meknes.example"}


@pytest.mark.parametrize(
    ("happened", "rest"),
    [
        (["failed"], 5),
        (["failed"] * 2, 10),
        (["failed"] * 4, 40),
        (["failed"] * 20, LONGEST_REST_SECONDS),
        (["failed", "failed", "kept", "failed"], 5),
    ],
    ids=["once", "twice", "four times", "for ever", "once after it was kept"],
)
def test_a_rest_grows_with_each_failure_in_a_row(
    store: Store, monkeypatch: pytest.MonkeyPatch, happened: list[str], rest: float
) -> None:
    clock = 1000.0
    monkeypatch.setattr("monitor.resting.monotonic", lambda: clock)
    resting = RestingHosts(store)
    for one in happened:
        if one == "failed":
            resting.begin(FAILED)
        else:
            resting.note_kept(FAILED)
    clock += rest - 0.01
    resting.end()
    assert resting.list_hosts() == FAILED
    clock += 0.02
    resting.end()
    assert resting.list_hosts() == set()
