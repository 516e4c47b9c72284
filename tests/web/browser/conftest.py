"""A real Chromium that looks at the lively archive."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from storage.tokens import insert_token
from tests.web.browser.looking import Eye
from tests.web.conftest import serving
from tests.web.lively import archive
from tests.web.lively.year import BEGIN

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for all tests here; it goes with them, as its loop keeps a process from running another."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no Chromium is installed here (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def lively(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of the lively archive's site, and a token for it."""
    folder = tmp_path_factory.mktemp("lively")
    archive.make(folder)
    site = archive.open_site(folder)
    with site.store.write() as connection:
        made = insert_token(connection, "browser", BEGIN)
    assert made is not None
    with serving(site) as address:
        yield address, made[1]
    site.store.close()


@pytest.fixture
def look(browser: Browser, lively: tuple[str, str]) -> Iterator[Callable[..., Eye]]:
    """Opens eyes for the lively archive, and closes them."""
    opened: list[Eye] = []

    def make(**options: Any) -> Eye:
        opened.append(Eye(browser, lively[0], **options))
        return opened[-1]

    yield make
    for one in opened:
        one.context.close()
