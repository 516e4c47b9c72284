"""`balagh stats` as a reader types it."""

from __future__ import annotations

import pytest

from simulator import Simulator
from tests.conftest import Command


def test_what_was_there_before_is_told_apart_from_what_came(balagh: Command, simulator: Simulator) -> None:
    portal = simulator.add_portal("wordpress-ar", items=4)
    balagh.ok("add", portal.url, "--id", "commune")
    portal.publish(title="بلاغ حول الإنارة العمومية", text=["تتوقف الإنارة العمومية يوم الإثنين."])
    balagh.ok("poll")
    document = balagh.json("stats")
    (group,) = document["groups"]
    assert (group["group"], group["items"]) == ("commune", 5)
    assert (group["found"]["baseline"], group["found"]["watch"]) == (4, 1)
    assert group["watched"] == document["watched"]
    by_kind = balagh.json("stats", "--by", "kind", "--portal", "commune")["groups"]
    assert sum(one["items"] for one in by_kind) == 5
    printed = balagh.ok("stats", "--by", "month")
    assert "is not known" in printed


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["--by", "colour"], 2, "'colour' is not one of"),
        (["--since", "mai"], 2, "write the day as"),
        (["--kind", "nonsense"], 2, "there is no such kind"),
        (["--portal", "nowhere"], 1, "no portal nowhere was ever watched"),
    ],
)
def test_what_cannot_be_counted_is_told(balagh: Command, words: list[str], code: int, sentence: str) -> None:
    done = balagh.run("stats", *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert sentence in done.stderr
