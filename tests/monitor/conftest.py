"""A receiver for who sends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.monitor.receiving import Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as one:
        yield one
