"""Answers of "load more" controls: pieces of markup, bare or within JSON, read as pages (pure)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from scrapy.http import HtmlResponse, TextResponse

_WHOLE_PAGE = re.compile(r"<(?:!doctype|html|body|head|frameset)\b", re.IGNORECASE)
_MARKUP = re.compile(r"<(?:a|li|div|article|tr|section|p|h[1-6])\b", re.IGNORECASE)
_NO_MORE = re.compile(r"^(?:has_?)?(?:more|next)(?:_?pages?)?$", re.IGNORECASE)
_CURRENT = re.compile(r"^(?:current_?page|page)$", re.IGNORECASE)
_LAST = re.compile(r"^(?:last_?page|total_?pages|max_?(?:num_?)?pages|pages|page_?count)$", re.IGNORECASE)
_DEEPEST = 6  # levels of a JSON answer that are looked through
_LOOKED_AT = 5_000  # characters from which an answer's kind is told


@dataclass(frozen=True)
class Fragment:
    """An answer that is no page of its own."""

    page: TextResponse  #: its markup as a page
    data: Any  #: the JSON around it, if there is any


_fragments: WeakKeyDictionary[TextResponse, Fragment | None] = WeakKeyDictionary()


def find_fragment(response: TextResponse) -> Fragment | None:
    """The fragment that an answer is; None for a whole page, and for data without markup."""
    if response not in _fragments:
        _fragments[response] = _read(response)
    return _fragments[response]


def as_page(response: TextResponse) -> TextResponse:
    """An answer as a page that can be read: itself, or the markup within it."""
    fragment = find_fragment(response)
    return fragment.page if fragment else response


def _read(response: TextResponse) -> Fragment | None:
    text = response.text.lstrip("\ufeff \t\r\n")
    if text[:1] not in ("{", "["):
        return None if _WHOLE_PAGE.search(text[:_LOOKED_AT]) else Fragment(response, None)
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    texts = [value for _, value in walk_values(data) if isinstance(value, str)]
    markup = max((one for one in texts if _MARKUP.search(one)), key=len, default=None)
    if markup is None and "" not in texts:
        return None
    body = (markup or "").encode("utf-8", "replace")
    return Fragment(HtmlResponse(response.url, body=body, encoding="utf-8"), data)


def walk_values(data: Any, name: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """The plain values of a document in JSON with the names they stand under."""
    if isinstance(data, dict | list) and depth < _DEEPEST:
        rows = data.items() if isinstance(data, dict) else ((name, one) for one in data)
        for inner, value in rows:
            yield from walk_values(value, str(inner), depth + 1)
    elif not isinstance(data, dict | list):
        yield name, data


def says_no_more(fragment: Fragment) -> bool:
    """Whether the data around the markup says that it is the last."""
    values = list(walk_values(fragment.data))
    if any(_NO_MORE.match(name) and value in (False, 0) for name, value in values):
        return True
    numbers = [(name, value) for name, value in values if isinstance(value, int) and value is not True]
    current = next((value for name, value in numbers if _CURRENT.match(name)), None)
    last = next((value for name, value in numbers if _LAST.match(name)), None)
    return current is not None and last is not None and current >= last
