"""Texts that a page keeps for programs: JSON-LD, and the data that its own scripts show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import html
from lxml.etree import ParserError
from scrapy.http import TextResponse

from crawler.page.blocks import Block, find_blocks
from crawler.page.phrases import fold_phrase
from crawler.sources.errors import SourceError
from crawler.sources.scripts import list_documents

_SHORTEST = 80  # characters of a text that is an article's
_MOST_VALUES = 50_000  # of one page's data that are looked at
_TITLES = ("headline", "title", "titre", "name", "nom")


def find_machine_text(response: TextResponse, title: str) -> list[Block]:
    """The longest text that the page's data give beside the title of its article; empty without."""
    try:
        documents = list_documents(response)
    except SourceError:
        return []
    texts = [text for one in _list_objects(documents) if _is_titled(one, title) for text in _texts_of(one)]
    longest = max(texts, key=len, default="")
    return _read(longest) if len(longest) >= _SHORTEST else []


def _list_objects(documents: list[Any]) -> Iterator[dict[str, Any]]:
    """All objects in the data, outermost first."""
    waiting = list(reversed(documents))
    for _ in range(_MOST_VALUES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        waiting += [one for one in inner if isinstance(one, dict | list)]


def _is_titled(one: dict[str, Any], title: str) -> bool:
    """Whether an object is of this title; it may be wrapped, as WordPress wraps its own."""
    stated = (one.get(name) for name in _TITLES)
    texts = (value.get("rendered") if isinstance(value, dict) else value for value in stated)
    return bool(title) and any(
        isinstance(text, str) and fold_phrase(text) == fold_phrase(title) for text in texts
    )


def _texts_of(one: dict[str, Any]) -> Iterator[str]:
    for name, value in one.items():
        text = value.get("rendered") if isinstance(value, dict) else value
        if isinstance(text, str) and name not in _TITLES and " " in text:
            yield text


def _read(text: str) -> list[Block]:
    """A text with or without markup as blocks."""
    marked = text if "<" in text else "".join(f"<p>{line}</p>" for line in text.splitlines())
    try:
        return find_blocks(html.fragment_fromstring(marked, create_parent="div"))
    except (ParserError, ValueError):
        return []
