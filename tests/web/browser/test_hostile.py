"""Whatever a portal writes stands in Chromium as text, asks for nothing, and keeps to its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from tests.web.browser.looking import HANGS, Eye
from tests.web.conftest import serving
from tests.web.lively import hostile
from tests.web.lively.hostile import CASES, IDS

pytestmark = pytest.mark.slow

#: Bytes of a page, and of an answer that holds the whole text once or in both versions.
MOST_SHOWN, MOST_WHOLE = 2_000_000, 16_000_000
#: Pages that show all portals together.
TOGETHER = (
    *("/", "/portals", "/record", "/health", "/statistics", "/statistics?by=region", "/search?q=script"),
    *("/subscriptions", "/subscriptions/new", "/subscriptions/1", "/portals?state=blocked"),
)


@pytest.fixture(scope="module")
def eye(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Eye]:
    """Somebody who looks at the hostile archive on a telephone, with a token."""
    folder = tmp_path_factory.mktemp("hostile")
    hostile.make(folder)
    site = hostile.open_site(folder)
    token = hostile.make_token(site)
    with serving(site) as address:
        eye = Eye(browser, address)
        eye.enter(token)
        yield eye
        eye.context.close()
    site.store.close()


@pytest.fixture(scope="module")
def client(eye: Eye) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=eye.address, trust_env=False, timeout=HANGS / 1000) as asking:
        yield asking


def look(eye: Eye, path: str) -> list[str]:
    """What is wrong with a page."""
    wrong = eye.open(path, "ar")
    wide, window = eye.measure()
    wrong += [f"{wide} pixels wide"] if wide > window else []
    size = len(eye.page.content().encode())
    return wrong + ([f"{size} bytes"] if size > MOST_SHOWN else [])


@pytest.mark.parametrize("name", CASES)
def test_it_is_shown_as_text(eye: Eye, client: httpx.Client, tmp_path: Path, name: str) -> None:
    portal = IDS[name]
    first = client.get("/api/v1/articles", params={"portal": portal, "status": "present"}).json()["items"][0][
        "id"
    ]
    wrong = look(eye, f"/articles/{first}")
    assert (CASES[name].shown or CASES[name].words) in eye.page.locator("h1").inner_text()
    for path in (
        f"/articles/{first}?from=1&to=2",
        f"/articles/{first}?from=1&to=2&view=side",
        f"/portals/{portal}",
        f"/?portal={portal}",
        f"/record/{portal}",
        f"/health?portal={portal}",
    ):
        wrong += [f"{path}: {one}" for one in look(eye, path)]
    sheet = tmp_path / "proof.html"
    sheet.write_bytes(client.get(f"/articles/{first}/proof", params={"lang": "ar"}).content)
    eye.page.goto(sheet.as_uri())
    wide, window = eye.measure()
    wrong += [f"proof: {one}" for one in eye.take()] + (
        [f"proof: {wide} pixels wide"] if wide > window else []
    )
    for path in (
        f"/feeds/portals/{portal}.atom",
        f"/feeds/portals/{portal}.json",
        f"/api/v1/articles/{first}",
        f"/api/v1/articles/{first}/revisions",
        f"/api/v1/articles/{first}/diff?from=1&to=2",
        f"/api/v1/portals/{portal}",
        f"/articles/{first}/text.txt",
    ):
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.text[:300])
        assert "html" not in answer.headers["Content-Type"], path
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        wrong += [f"{path}: {len(answer.content)} bytes"] if len(answer.content) > MOST_WHOLE else []
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", TOGETHER)
def test_beside_one_another(eye: Eye, path: str) -> None:
    assert not look(eye, path)
