"""A day compressed: watch, serve and deliver on the simulator while everything goes wrong at random.

    python -m tests.soak [--minutes 30] [--seed 1] [--engine sqlite|postgresql]

The faults stand in `tests/soak/faults.py`. The clock is moved by a few lines of C (it takes `cc`), the disk
is one in memory (it takes root). Leases, pauses and intervals are cut to seconds. Exit 1, with a sentence
for each, if anything that was published is not kept once, was not told, or came under two ids; if `balagh
audit`, `db check` or the evidence finds a fault; if it did not work again by itself after a fault, or did not
say what it had to; or if memory or open files of what lives from the first third to the end have grown.
"""

from __future__ import annotations

import argparse
import sys
from statistics import median

from tests.soak.soaking import count_rounds, soak


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--only", nargs="*", default=[], metavar="FAULT", help="one round of each of these")
    asked = parser.parse_args()
    outcome = soak(asked.minutes * 60, asked.seed, asked.engine, only=[[one] for one in asked.only])
    print(f"\n{'fault':<20}{'rounds':>7}{'back after, s: median':>24}{'longest':>9}")
    for name, seconds in sorted(count_rounds(outcome.rounds, lambda one: one.back).items()):
        print(f"{name:<20}{len(seconds):>7}{median(seconds):>24.1f}{max(seconds):>9.1f}")
    print(f"{outcome.published} articles published; readers were answered: {dict(outcome.answers)}")
    for name, figures in outcome.figures.items():
        print(f"{name}: {figures}")
    print("\n".join(f"WRONG: {one}" for one in outcome.wrong) or "all is well")
    return int(bool(outcome.wrong))


if __name__ == "__main__":
    sys.exit(main())
