"""A target's share of the time: examples in rounds, each fault found once, and made small."""

from __future__ import annotations

import hashlib
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from tests.fuzz.child import Child, Outcome
from tests.fuzz.material import MATERIAL
from tests.fuzz.shrinking import shrink

CASES = Path(__file__).with_name("cases")
#: Examples of one round, after which the time is looked at, and faults are told from those known.
ROUND = 300
#: Seconds in which a finding is made smaller by Hypothesis, and as many in which parts of it are left out.
SHRINKING = 60.0


class FoundError(Exception):
    """An example ended badly."""


class _Written:
    """An example, of which Hypothesis need not write out each byte."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def __repr__(self) -> str:
        return f"{len(self.body)} bytes"


@dataclass
class Told:
    """What came of a target."""

    target: str
    examples: int = 0
    slowest: float = 0.0  #: seconds of processor time of one example
    peak: float = 0.0  #: megabytes of the process that tries examples
    findings: dict[str, Path] = field(default_factory=dict)  #: by the fault's name, the case that was kept


@dataclass
class Fuzzing:
    """Tries one target, and keeps what is found in a folder."""

    target: str
    child: Child
    folder: Path = CASES
    material: SearchStrategy[bytes] | None = None  #: the target's own, where none is given
    told: Told = field(init=False)
    _failed: dict[bytes, Outcome] = field(default_factory=dict)
    _shrink_until: float | None = None

    def __post_init__(self) -> None:
        self.told = Told(self.target)
        self.material = MATERIAL[self.target] if self.material is None else self.material

    def run(self, first_seed: int, *, seconds: float = float("inf"), examples: float = float("inf")) -> Told:
        """Go on until the time is over, or so many examples were tried."""
        end = time.monotonic() + seconds
        number = first_seed * 1_000_000
        while time.monotonic() < end and self.told.examples < examples:
            self._run_round(number, end, int(min(ROUND, examples - self.told.examples)))
            number += 1
        return self.told

    def _run_round(self, number: int, end: float, examples: int) -> None:
        self._failed.clear()
        self._shrink_until = None

        def once(written: _Written) -> None:
            example = written.body
            if time.monotonic() < end or example in self._failed or self._shrink_until is not None:
                self._try(example)

        try:
            _search(once, self.material, number, examples)
        except FoundError:
            self._keep(min(self._failed, key=len))

    def _try(self, example: bytes) -> None:
        outcome = self._failed.get(example)
        if outcome is None:
            if self._shrink_until and time.monotonic() > self._shrink_until:
                return  # small enough
            outcome = self.child.run(self.target, example)
            self.told.examples += 1
            self.told.slowest = max(self.told.slowest, outcome.seconds)
            self.told.peak = max(self.told.peak, outcome.megabytes)
        if outcome.finding is None or outcome.finding in self.told.findings:
            return
        wanted = next(iter(self._failed.values())).finding if self._failed else outcome.finding
        if outcome.finding == wanted:
            self._shrink_until = self._shrink_until or time.monotonic() + SHRINKING
            self._failed[example] = outcome
            raise FoundError(wanted)

    def _keep(self, example: bytes) -> None:
        """Leave out of an example what is not needed for its fault, and write what is left."""
        outcome = self._failed[example]
        fault = outcome.finding or ""

        def fails(smaller: bytes) -> bool:
            return self.child.run(self.target, smaller).finding == fault

        small = shrink(example, fails, SHRINKING)
        name = re.sub(r"[^a-z0-9]+", "-", fault.lower()).strip("-")[:60]
        path = self.folder / self.target / f"{name}-{hashlib.sha256(small).hexdigest()[:6]}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(small)
        self.told.findings[fault] = path
        sys.stderr.write(f"{self.target}: {fault}: {path}\n{outcome.said}\n")


def _search(
    once: Callable[[_Written], None], material: SearchStrategy[bytes], number: int, examples: int
) -> None:
    """One round; the same number makes the same examples."""
    told = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        phases=[Phase.generate, Phase.shrink],
    )
    seed(number)(told(given(material.map(_Written))(once)))()


def list_cases(target: str) -> list[Path]:
    """What was found once and must not come again."""
    return sorted((CASES / target).glob("*"))
