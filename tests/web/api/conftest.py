"""An archive with a story in it, shown by a real server; one for all tests that only ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest

from monitor.channels import Channel, open_channel
from storage.subscriptions import insert_subscription
from storage.tokens import insert_token
from tests.storage.archive import NOW, Archive, fill, make_archive
from tests.web.conftest import serving
from web.site import Site


@dataclass(frozen=True)
class Shown:
    """A site that is asked, and a token for it."""

    archive: Archive
    client: httpx.Client
    token: str

    def ask(self, address: str, method: str = "GET", **more: Any) -> httpx.Response:
        """With the token."""
        return self.client.request(
            method,
            address,
            headers={"Authorization": f"Bearer {self.token}"} | more.pop("headers", {}),
            **more,
        )


def open_any(target: str) -> Channel:
    return open_channel(target, allow_private=True)


@pytest.fixture(scope="package")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    archive = fill(make_archive(tmp_path_factory.mktemp("shown")))
    with archive.store.write() as connection:
        made = insert_token(connection, "tests", NOW)
        insert_subscription(connection, "http://127.0.0.1:9/secret", NOW, kinds=["tender"])
    assert made is not None
    site = Site(
        archive.store, archive.evidence, timedelta(minutes=15), contact="https://balagh.example",
        open_channel=open_any, requests_per_minute=100_000,
    )  # fmt: skip
    with serving(site) as address, httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        yield Shown(archive, client, made[1])
    archive.store.close()
