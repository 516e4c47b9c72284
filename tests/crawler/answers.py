"""Answers as servers send them to programs, and the few things that tests say of what was read in them."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable

from scrapy.http import Headers, HtmlResponse, Response, TextResponse
from scrapy.responsetypes import responsetypes

from crawler.sources.errors import SourceError
from storage.model import Entry

SITE = "https://commune.ma"
Row = tuple[str, str, str | None]  #: address on the site, title, published


def answer(
    body: str | bytes,
    url: str = f"{SITE}/feed/",
    kind: str = "application/rss+xml; charset=utf-8",
    headers: dict[str, str] | None = None,
) -> Response:
    """The response that Scrapy makes of such an answer."""
    raw = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    sent = {"Content-Type": kind, **(headers or {})}
    made: type[Response] = responsetypes.from_args(headers=Headers(sent), url=url, body=raw)
    return made(url, body=raw, headers=sent)


def front(
    markup: str = "", head: str = "", url: str = f"{SITE}/", headers: dict[str, str] | None = None
) -> TextResponse:
    """A page of the site."""
    html = f"<!DOCTYPE html><html lang='ar'><head>{head}</head><body>{markup}</body></html>"
    return HtmlResponse(url, body=html.encode("utf-8", "replace"), encoding="utf-8", headers=headers)


def packed(body: str | bytes) -> bytes:
    return gzip.compress(body if isinstance(body, bytes) else body.encode())


def rows(entries: Iterable[Entry]) -> list[Row]:
    return [(entry.url.removeprefix(SITE), entry.title, entry.published) for entry in entries]


def refusal(parse: Callable[[Response], list[Entry]], response: Response) -> str:
    """The sentence with which an answer is refused; empty where it is read."""
    try:
        parse(response)
    except SourceError as error:
        assert error.why.startswith(response.url)
        assert "\n" not in error.why
        return error.why.removeprefix(response.url).strip()
    return ""
