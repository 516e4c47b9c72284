"""What was found once ends well, and so does the beginning of what is made for an hour.

    python -m tests.fuzz

goes on where this ends, and keeps what it finds beside these cases.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import strategies as st

from tests.fuzz.child import Child
from tests.fuzz.fuzzing import Fuzzing, list_cases
from tests.fuzz.material import MATERIAL

EXAMPLES = 8  #: of each target


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with Child() as started:
        yield started


def test_every_case_that_was_kept_ends_well(child: Child) -> None:
    tried = {path: child.run(target, path.read_bytes()) for target in MATERIAL for path in list_cases(target)}
    assert tried
    assert {path.name: outcome.said for path, outcome in tried.items() if outcome.finding} == {}


def test_the_first_examples_of_each_target_end_well(child: Child, tmp_path: Path) -> None:
    told = [Fuzzing(target, child, tmp_path).run(1, examples=EXAMPLES) for target in MATERIAL]
    assert [one.findings for one in told] == [{}] * len(MATERIAL)
    assert all(one.examples >= EXAMPLES for one in told)


#: How examples that fall on purpose (tests/fuzz/checks/falls.py) end.
FALLS = {
    b"x": None,
    b"e": "KeyError in no place of ours",
    b"b": "broken: a rule",
    b"d": "died with 3",
    b"m": "MemoryError in no place of ours",
    b"l": "large",
}


@pytest.mark.parametrize("example", FALLS)
def test_what_ends_badly_is_found(child: Child, example: bytes) -> None:
    assert child.run("falls", example).finding == FALLS[example]
    assert child.run("falls", b"x").finding is None


def test_a_hang_is_found(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzz.child.MOST_SECONDS", 0.2)
    outcome = child.run("falls", b"s")
    assert outcome.finding == "slow"
    assert "falls.py" in outcome.said
    assert child.run("falls", b"x").finding is None


def test_a_finding_is_made_small_and_kept(child: Child, tmp_path: Path) -> None:
    fuzzing = Fuzzing("falls", child, tmp_path, st.text("abex", min_size=2).map(str.encode))
    told = fuzzing.run(1, examples=200)
    assert {path.read_bytes() for path in told.findings.values()} >= {b"b", b"e"}
    assert sorted(tmp_path.glob("falls/*")) == sorted(told.findings.values())
