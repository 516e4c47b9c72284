"""The site as its readers reach it: a real server on a free port of this machine."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx
import pytest
import uvicorn

from storage.database import Store
from storage.evidence.keeping import EvidenceFolder
from web.app import make_app
from web.site import Site


@contextmanager
def serving(site: Site) -> Iterator[str]:
    """The address of a site that answers until the end."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(make_app(site), log_level="error", server_header=False, lifespan="off")
    )
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@pytest.fixture
def site(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """An empty archive, shown."""
    evidence = EvidenceFolder(tmp_path_factory.mktemp("evidence"), 100_000_000)
    return Site(store, evidence, timedelta(minutes=15), contact="https://balagh.example")


@pytest.fixture
def client(site: Site) -> Iterator[httpx.Client]:
    """Somebody who asks that site."""
    with serving(site) as address, httpx.Client(base_url=address, trust_env=False) as asking:
        yield asking
