"""Which process runs which test, and when: what waits long begins first, all else fills what is left.

Left to itself, pytest-xdist hands out long runs of neighbours, the slow tests of a folder to one process, and
those of the last folders last: at the end, most processes have nothing to do.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).parents[1]


def order(items: list[pytest.Item]) -> None:
    """What is marked as slow first, then what shares a fixture, then the rest as it stands."""
    slow = {find_share(item.nodeid) for item in items if item.get_closest_marker("slow")}

    def rank(item: pytest.Item) -> int:
        share = find_share(item.nodeid)
        return 0 if share in slow else 1 if share != item.nodeid else 2

    items.sort(key=rank)


class OneByOne(LoadScopeScheduling):
    """Gives each process the next test when it is nearly done; what shares a fixture goes to one process."""

    def _split_scope(self, nodeid: str) -> str:
        return find_share(nodeid)


def find_share(nodeid: str) -> str:
    """What a test runs together with: its folder or file if a fixture is made once for that, else itself."""
    return _find_common(nodeid.partition("::")[0]) or nodeid


@cache
def _find_common(file: str) -> str:
    path = ROOT / file
    conftest = path.parent / "conftest.py"
    if (
        path.parent.parent != ROOT
        and conftest.exists()
        and "@pytest.fixture(scope=" in conftest.read_text("utf-8")
    ):
        return str(path.parent)
    return file if '@pytest.fixture(scope="module"' in path.read_text("utf-8") else ""
