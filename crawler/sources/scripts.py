"""Scripts: the data in JSON that a page carries for its own scripts, or that an answer is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from scrapy.http import HtmlResponse, Response, TextResponse

from crawler.page.tree import Element, page_root
from crawler.sources.bodies import MOST_PAGE_BYTES, decode_body, is_page
from crawler.sources.jsonfeed import is_json

_MOST_LETTERS = 5_000_000  # of all the data of one page
_JSON_TYPE = re.compile(r"[/+]json\b", re.IGNORECASE)
#: `window.__NUXT__ = {`, `self.__INITIAL_STATE__={`: plain JSON follows, or it is not read.
_ASSIGNED = re.compile(r"^\s*(?:var\s+|(?:window|self|globalThis)\.)?_*[A-Z][A-Z_]{2,40}_*\s*=\s*(?=[\[{])")
#: Newer Next.js sends its data in pieces, each a string within a list.
_PIECE = re.compile(r"^\s*(?:self|window)\.__next_f\.push\((\[.*\])\)\s*+;?\s*+$", re.DOTALL)
_NUMBERED = re.compile(r"^[0-9a-f]{1,6}:(?=[\[{])")
_DECODER = json.JSONDecoder(strict=False)


def list_documents(response: Response) -> list[Any]:
    """The documents in JSON of a page, in its order, or the one that the answer is; none that is broken.

    Raises SourceError where the answer is empty or larger than is read.
    """
    text = decode_body(response, MOST_PAGE_BYTES)
    if is_json(text) and not is_page(response, text[:2_000].encode()):
        return list(_load(text[:_MOST_LETTERS]))
    if not isinstance(response, TextResponse):
        response = HtmlResponse(response.url, body=text.encode("utf-8", "replace"), encoding="utf-8")
    return [data for written in _list_written(response) for data in _load(written)]


def _list_written(page: TextResponse) -> Iterator[str]:
    """What stands in the page's scripts, and in the attribute where Inertia keeps its page."""
    left = _MOST_LETTERS
    pieces: list[str] = []
    for element in page_root(page).iter("script", "div"):
        written = element.get("data-page", "") if element.tag == "div" else _text_of(element)
        left -= len(written)
        if left < 0:
            break
        if element.tag == "div" or _JSON_TYPE.search(element.get("type", "")):
            yield written
        elif assigned := _ASSIGNED.match(written):
            yield written[assigned.end() :]
        elif piece := _PIECE.match(written):
            pieces += (one for data in _load(piece[1]) for one in data if isinstance(one, str))
    for line in "".join(pieces).split("\n"):
        if numbered := _NUMBERED.match(line):
            yield line[numbered.end() :]


def _text_of(script: Element) -> str:
    return "".join(str(text) for text in script.itertext())


def _load(written: str) -> Iterator[Any]:
    """The document at the beginning of a text; what follows it does not count."""
    text = written.strip().removeprefix("<!--").removeprefix("//").removeprefix("<![CDATA[").lstrip()
    if not text.startswith(("{", "[")):
        return
    try:
        data, _ = _DECODER.raw_decode(text)
    except (ValueError, RecursionError):
        return
    yield data
