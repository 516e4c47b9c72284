"""The whole site, asked inside this process: any status of 500 or above is a finding, and any exception."""

from __future__ import annotations

import asyncio
import atexit
import json
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path

import httpx

from monitor.channels import Channel, open_channel
from monitor.message import Message
from storage.database import Store, open_store
from storage.evidence.keeping import EvidenceFolder
from storage.subscriptions import insert_subscription
from storage.tokens import insert_token
from tests.fuzz.text import read_text
from tests.storage.archive import NOW, fill, make_archive
from web.app import make_app
from web.site import Site

#: So many requests that wrote something, and there is a new archive: or the last would be asked of another.
MOST_WRITTEN = 100


@dataclass
class Mute:
    """A channel that takes what another one would, and sends nothing."""

    name: str

    def send(self, message: Message) -> None:
        """Nothing is sent from here."""

    def close(self) -> None:
        """Nothing is open."""


def _open_mute(target: str) -> Channel:
    real = open_channel(target, allow_private=True)
    real.close()
    return Mute(real.name)


@dataclass
class Asked:
    """A site over an archive of tests, asked with a token."""

    folder: Path
    written: int = 0
    token: str = ""
    store: Store | None = None
    loop: asyncio.Runner = field(default_factory=asyncio.Runner)
    client: httpx.AsyncClient = field(init=False)
    session: dict[str, str] = field(init=False)  #: the header that shows it
    mark: str = field(init=False)  #: that its forms bear

    def __post_init__(self) -> None:
        archive = fill(make_archive(self.folder / "first"))
        with archive.store.write() as connection:
            made = insert_token(connection, "tests", NOW)
            insert_subscription(connection, "http://127.0.0.1:9/secret", NOW, kinds=["tender"])
        assert made is not None
        self.token = made[1]
        archive.store.close()
        self.renew()

    def renew(self) -> None:
        """The archive as it was at first."""
        if self.store:
            self.store.close()
        shutil.rmtree(self.folder / "now", ignore_errors=True)
        shutil.copytree(self.folder / "first", self.folder / "now")
        self.written = 0
        self.store = open_store(f"sqlite:///{self.folder / 'now' / 'balagh.db'}")
        evidence = EvidenceFolder(self.folder / "now" / "evidence")
        site = Site(
            self.store, evidence, timedelta(minutes=15), contact="https://balagh.example",
            open_channel=_open_mute, requests_per_minute=1_000_000_000, now=lambda: NOW,
        )  # fmt: skip
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(make_app(site)),
            base_url="https://balagh:8000",
            trust_env=False,
        )
        self._begin_session()

    def _begin_session(self) -> None:
        begun = self.loop.run(self.client.post("/subscriptions/login", data={"token": self.token}))
        self.session = {"Cookie": begun.headers["Set-Cookie"].partition(";")[0]}
        page = self.loop.run(self.client.get("/subscriptions/new", headers=self.session))
        self.mark = page.text.partition('name="mark" value="')[2].partition('"')[0]
        assert self.mark, page.text
        self.client.cookies.clear()


@cache
def _ask() -> Asked:
    folder = Path(tempfile.mkdtemp(prefix="balagh-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Asked(folder)


def read_request(example: bytes) -> tuple[str, str, dict[str, str], bytes]:
    """Method, address, headers and body, as a request is written."""
    head, _, body = example.partition(b"\n\n")
    first, *lines = read_text(head).splitlines() or [""]
    method, _, address = first.partition(" ")
    headers = dict(line.partition(": ")[::2] for line in lines if ": " in line)
    return method, address, headers, body


def check_request(example: bytes) -> None:
    asked = _ask()
    method, address, headers, body = read_request(example)
    if not method.isascii() or not method.isalpha() or not address.startswith("/"):
        return
    headers = {name: value for name, value in headers.items() if _can_be_sent(name) and _can_be_sent(value)}
    if "X-Known" in headers:
        headers["Authorization"] = f"Bearer {asked.token}"
    if "X-Session" in headers:
        headers = headers | asked.session
        body += f"&mark={asked.mark}".encode()
    try:
        request = asked.client.build_request(method.upper(), address, headers=headers, content=body)
    except (httpx.InvalidURL, ValueError):
        return  # no client could send it
    answer = asked.loop.run(asked.client.send(request))
    asked.client.cookies.clear()
    assert answer.status_code < 500, f"status {answer.status_code}: {answer.text[:2000]}"
    _check_answer(address, answer.status_code, answer.headers.get("Content-Type", ""), answer.text)
    if method.upper() not in ("GET", "HEAD", "OPTIONS") and answer.status_code < 400:
        asked.written += 1
    if asked.written >= MOST_WRITTEN:
        asked.renew()


def _check_answer(address: str, status: int, kind: str, text: str) -> None:
    if kind.startswith(("application/json", "application/problem+json")) and text:
        json.loads(text)
    assert "Traceback (most recent" not in text, f"what only we understand: {address}"
    if address.startswith("/api/") and status >= 400 and text:
        assert kind == "application/problem+json", f"a refusal that no program understands: {kind}"


def _can_be_sent(text: str) -> bool:
    return bool(text) and text.isascii() and text.isprintable() and text.strip() == text
