"""One archive of councils that all pages are asked of; nobody changes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from lxml import html
from lxml.html import HtmlElement

from storage.evidence.keeping import EvidenceFolder
from tests.sqlite import open_migrated
from tests.web.board import councils
from tests.web.conftest import serving
from web.site import Site


class Reader:
    """Somebody who reads pages, in English unless the address says otherwise."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def read(self, path: str, status: int = 200) -> HtmlElement:
        if "lang=" not in path:
            path += ("&" if "?" in path else "?") + "lang=en"
        answer = self.client.get(path, headers={"Accept": "text/html"})
        assert answer.status_code == status, (path, answer.status_code, answer.text[:2_000])
        return html.fromstring(answer.text)


def say(element: HtmlElement) -> str:
    """What an element says, its white space as people see it."""
    return " ".join(element.text_content().split())


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder: Path = tmp_path_factory.mktemp("councils")
    store = open_migrated(folder / "balagh.db")
    councils.fill(store)
    evidence = EvidenceFolder(folder / "evidence", 100_000_000)
    site = Site(store, evidence, timedelta(minutes=15), "https://balagh.example", now=lambda: councils.NOW)
    with serving(site) as address, httpx.Client(base_url=address, trust_env=False) as client:
        yield Reader(client)
    store.close()
