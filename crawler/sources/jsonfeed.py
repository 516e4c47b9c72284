"""JSON Feed: the same as a feed, written in JSON."""

from __future__ import annotations

import json
from typing import Any

from crawler.addresses import same_site
from crawler.sources.errors import EmptySourceError, SourceError
from crawler.sources.listed import each_once, join_address, list_entry
from storage.model import Entry


def is_json(text: str) -> bool:
    """Whether a text begins as JSON does."""
    return text.lstrip()[:1] in ("{", "[")


def load_json(url: str, text: str) -> Any:
    """The document in a text. Raises SourceError where it is broken, or nested deeper than any is written."""
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{url} is no JSON that can be read") from error


def parse_json_feed(url: str, text: str, most: int) -> list[Entry]:
    """The entries of a JSON Feed. Raises SourceError where the document is none, or lists nothing."""
    items = _read(url, text).get("items")
    if not isinstance(items, list):
        raise SourceError(f"{url} is JSON, but no JSON Feed")
    rows = (one for one in items if isinstance(one, dict))
    entries = each_once((_read_item(url, row) for row in rows), most)
    if not entries:
        kind = SourceError if items else EmptySourceError
        raise kind(f"{url} is a feed that lists nothing")
    return entries


def find_next_address(url: str, text: str) -> str | None:
    """The address of the part after this one, on the same site; None at the end."""
    joined = join_address(url, _text(_read(url, text).get("next_url")))
    return joined if joined and same_site(joined, url) else None


def _read(url: str, text: str) -> dict[str, Any]:
    data = load_json(url, text)
    if not isinstance(data, dict) or "jsonfeed.org" not in str(data.get("version")):
        raise SourceError(f"{url} is JSON, but no JSON Feed")
    return data


def _read_item(url: str, item: dict[str, Any]) -> Entry | None:
    href = _text(item.get("url")) or _text(item.get("id"))
    if not href.startswith(("http://", "https://", "/")):
        href = _text(item.get("url"))
    return list_entry(url, href, _text(item.get("title")), _text(item.get("date_published")), "feed")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
