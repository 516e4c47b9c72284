"""`balagh search` as a reader types it."""

from __future__ import annotations

import pytest

from simulator import Simulator
from tests.conftest import Command


@pytest.fixture
def filled(balagh: Command, simulator: Simulator) -> Command:
    portal = simulator.add_portal("wordpress-ar", items=6)
    portal.publish(
        title="بلاغ حول الإنارة العمومية", text=["تتوقف الإنارة العمومية يوم الإثنين بشارع النخيل."]
    )
    portal.publish(title="إعلان عن الإنارة", text=["صفقة لصيانة الإنارة العمومية."])
    balagh.ok("add", portal.url, "--id", "commune")
    return balagh


def test_the_words_are_marked_in_the_original_text(filled: Command) -> None:
    (row,) = filled.lines("search", "انارة", "النخيل", "-صفقة")
    assert [row["title"][start:end] for start, end in row["title_marks"]] == ["الإنارة"]
    assert [row["snippet"][start:end] for start, end in row["snippet_marks"]] == ["الإنارة", "النخيل"]
    printed = filled.ok("search", "انارة", "النخيل")
    assert "[الإنارة]" in printed
    assert "[النخيل]" in printed


def test_the_best_match_first(filled: Command) -> None:
    newest = [row["title"] for row in filled.lines("search", "العمومية الإنارة", "-n", "5")]
    best = [row["title"] for row in filled.lines("search", "العمومية الإنارة", "--best", "-n", "5")]
    assert newest == ["إعلان عن الإنارة", "بلاغ حول الإنارة العمومية"]
    assert best == ["بلاغ حول الإنارة العمومية", "إعلان عن الإنارة"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["-بلاغ"], "names nothing to look for"),
        (["ب*"], "needs 2 letters"),
        (['"بلاغ'], "close the phrase"),
        (["..."], "names nothing to look for"),
        (["بلاغ", "--bst"], "there is no option --bst"),
        (["بلاغ", "--since", "mai"], "write the day as"),
        (["بلاغ", "--kind", "nonsense"], "there is no such kind"),
    ],
)
def test_what_cannot_be_read_is_told(balagh: Command, words: list[str], sentence: str) -> None:
    done = balagh.run("search", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
