from collections.abc import Iterator

import pytest
from portal_browser import Browser

from simulator import Portal, Simulator


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def meknes(simulator: Simulator) -> Portal:
    return simulator.add_portal("meknes")


@pytest.fixture
def browser() -> Browser:
    return Browser()
