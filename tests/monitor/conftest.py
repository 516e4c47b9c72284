"""Receivers for who sends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from monitor.channels.mail import MailServer
from tests.monitor.postbox import Postbox, serve
from tests.monitor.receiving import Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as one:
        yield one


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def server(postbox: Postbox) -> Iterator[MailServer]:
    yield from serve(postbox, "none", enable_SMTPUTF8=True)
