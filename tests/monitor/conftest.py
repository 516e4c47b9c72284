"""Archives, channels and receivers for who sends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.channels.mail import MailServer
from monitor.deliver import Deliverer
from storage.database import open_store
from storage.migrate import upgrade
from tests.monitor.delivering import Archive, Channels, Clock
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


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    store = open_store(f"sqlite:///{tmp_path}/balagh.db")
    upgrade(store)
    yield Archive(store)
    store.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def channels() -> Channels:
    return Channels()


@pytest.fixture
def deliverer(archive: Archive, channels: Channels, clock: Clock) -> Deliverer:
    return Deliverer(archive.store, channels.open, clock)
