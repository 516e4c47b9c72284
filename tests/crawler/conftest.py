"""What the tests of reading share: a visitor of the replica."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from scrapy.http import HtmlResponse

Fetch = Callable[..., HtmlResponse]


@pytest.fixture
def fetch() -> Fetch:
    """Ask the replica as one visitor with cookies: `fetch(url)`, or with `form` to post."""
    opener = build_opener(HTTPCookieProcessor())

    def ask(url: str, form: tuple[tuple[str, str], ...] | None = None) -> HtmlResponse:
        request = Request(url, data=urlencode(form).encode() if form else None)
        with opener.open(request, timeout=10) as answer:
            kind = {"Content-Type": answer.headers["Content-Type"]}
            return HtmlResponse(answer.url, status=answer.status, body=answer.read(), headers=kind)

    return ask
