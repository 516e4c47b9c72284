"""What holds of every page: its language, its headers, and what is said when there is none."""

from __future__ import annotations

import re
import socket

import httpx
import pytest
from lxml import html

from tests.conftest import Command

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("query", "header", "language", "direction"),
    [
        ("", "", "ar", "rtl"),
        ("", "de", "ar", "rtl"),
        ("", "fr-MA,fr;q=0.9,ar;q=0.5", "fr", "ltr"),
        ("", "fr;q=0.2,ar-MA;q=0.9", "ar", "rtl"),
        ("", "en-GB;q=high,fr;q=0.1", "fr", "ltr"),
        ("?lang=en", "fr", "en", "ltr"),
        ("?lang=ar", "en", "ar", "rtl"),
    ],
)
def test_language(client: httpx.Client, query: str, header: str, language: str, direction: str) -> None:
    answer = client.get(f"/{query}", headers={"Accept-Language": header})
    page = html.fromstring(answer.text)
    assert (answer.status_code, page.get("lang"), page.get("dir")) == (200, language, direction)
    assert answer.headers["Content-Language"] == language
    # A chosen language stays with whoever follows a link; a preferred one leaves the address alone.
    assert ("lang=" in page.xpath("//a[@class='name']/@href")[0]) == bool(query)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_trouble(client: httpx.Client) -> None:
    page = client.get("/nowhere?lang=fr", headers=HTML)
    assert page.status_code == 404
    assert "Il n'y a pas de page" in html.fromstring(page.text).text_content()
    program = client.get("/nowhere")
    assert program.headers["Content-Type"] == "application/problem+json"
    assert program.json()["status"] == 404
    wrong = client.get("/?lang=klingon")
    assert wrong.status_code == 422
    assert (wrong.json()["field"], "ar, fr, en" in wrong.json()["cure"]) == ("lang", True)
    assert client.get("/?lang=klingon", headers=HTML).status_code == 422


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", ["/", "/nowhere", "/static/style.css", "/healthz", "/readyz"])
def test_every_answer_is_safe(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "server" not in headers


def test_serve_says_what_is_missing(balagh: Command) -> None:
    none = balagh.run("serve", "--port", "0")
    assert none.returncode == 1
    assert "there is no archive" in none.stderr
    assert not (balagh.home / "balagh.db").exists()
    balagh.begin()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        busy = balagh.run("serve", "--port", str(taken.getsockname()[1]))
    assert busy.returncode == 1
    assert "give another --port" in busy.stderr


def test_serve_answers(balagh: Command) -> None:
    balagh.begin()
    process = balagh.start("serve", "--port", "0")
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        address = re.search(r"http://\S+/", said)
        assert address, said
        answer = httpx.get(f"{address[0]}healthz", trust_env=False)
        assert answer.text == "ok\n"
    finally:
        process.terminate()
        assert process.wait(10) is not None
        for pipe in (process.stdout, process.stderr):
            assert pipe is not None
            pipe.close()
