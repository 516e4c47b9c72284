"""One archive that all pages are asked of; nobody changes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from lxml import html
from lxml.html import HtmlElement

from storage.evidence.erasing import forget
from storage.evidence.keeping import EvidenceFolder
from tests.sqlite import open_migrated
from tests.web.conftest import serving
from tests.web.pages import archive
from web.site import Site

#: The article that was forgotten.
FORGOTTEN = 10


class Reader:
    """Somebody who reads pages."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def get(self, path: str, status: int = 200) -> httpx.Response:
        answer = self.client.get(path, headers={"Accept": "text/html"})
        assert answer.status_code == status, (path, answer.status_code, answer.text[:2_000])
        return answer

    def read(self, path: str, status: int = 200) -> HtmlElement:
        """A page, in English unless the address says otherwise."""
        if "lang=" not in path:
            path += ("&" if "?" in path else "?") + "lang=en"
        return html.fromstring(self.get(path, status).text)

    def list_titles(self, path: str) -> list[str]:
        """The articles in the lists of a page."""
        found: list[str] = self.read(path).xpath("//ul[@class='articles']/li/a/bdi")
        return [one.text_content() for one in found]

    def follow(self, page: HtmlElement, rel: str) -> str | None:
        found = page.xpath(f"//nav[@class='pages']/a[@rel='{rel}']/@href")
        return found[0] if found else None

    def find_article(self, title: str, portal: str = "") -> str:
        """The address of the article of that title."""
        page = self.read(f"/?portal={portal}")
        found = [one for one in page.xpath("//ul[@class='articles']/li/a") if one.text_content() == title]
        return str(found[0].get("href")).partition("?")[0]


def say(element: HtmlElement) -> str:
    """What an element says, its white space as people see it."""
    for line_end in element.xpath(".//br"):
        line_end.tail = f" {line_end.tail or ''}"
    return " ".join(element.text_content().split())


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("shown")
    store = open_migrated(folder / "balagh.db")
    evidence = EvidenceFolder(folder / "evidence")
    later = archive.NOW + timedelta(days=2)
    site = Site(store, evidence, timedelta(minutes=15), "https://balagh.example", now=lambda: later)
    archive.fill(site)
    forget(store, evidence, FORGOTTEN, "a person asked", archive.NOW)
    yield site
    store.close()


@pytest.fixture(scope="session")
def reader(shown: Site) -> Iterator[Reader]:
    with serving(shown) as address, httpx.Client(base_url=address, trust_env=False) as client:
        yield Reader(client)
