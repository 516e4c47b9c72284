"""Tries what nobody thought of, for an hour in all.

    python -m tests.fuzz [--minutes 60] [--seed 1] [--only TARGET...]

Each target has its share of the minutes. Examples are made of `tests/fuzz/material/` and tried in a process
of few means; `tests/fuzz/checks/` tells what must hold. What is found stands in `tests/fuzz/cases/`, made
small, and is tried by `make test` from then on. Exit 1 if anything was found.
"""

from __future__ import annotations

import argparse
import os
import sys

from tests.fuzz.child import Child
from tests.fuzz.fuzzing import Fuzzing, Told
from tests.fuzz.material import MATERIAL
from tests.fuzz.material.seeds import WITH_SITES


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=60, help="of all targets together")
    parser.add_argument("--seed", type=int, default=1, help="another one makes other examples")
    parser.add_argument("--only", nargs="+", choices=MATERIAL, default=list(MATERIAL), metavar="TARGET")
    asked = parser.parse_args()
    os.environ[WITH_SITES] = "1"
    seconds = asked.minutes * 60 / len(asked.only)
    print(f"{'target':<12}{'examples':>9}{'slowest, s':>12}{'peak, MB':>10}{'findings':>10}", flush=True)
    found = 0
    for target in asked.only:
        with Child() as child:
            told = Fuzzing(target, child).run(asked.seed, seconds=seconds)
        _print(told)
        found += len(told.findings)
    return int(bool(found))


def _print(told: Told) -> None:
    figures = f"{told.examples:>9}{told.slowest:>12.2f}{told.peak:>10.0f}{len(told.findings):>10}"
    print(f"{told.target:<12}{figures}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
