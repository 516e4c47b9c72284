"""Whether a feed is what its form asks for: RFC 4287 by a schema of our own, JSON Feed 1.1 rule by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
_SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))


def check_atom(body: bytes) -> Any:
    """The document, which is valid; raises AssertionError where it is not."""
    root = etree.fromstring(body)
    assert _SCHEMA.validate(root), _SCHEMA.error_log
    for part in (root, *root.iter(f"{ATOM}entry")):
        alternates = Counter(
            (link.get("type"), link.get("hreflang"))
            for link in part.findall(f"{ATOM}link")
            if link.get("rel", "alternate") == "alternate"
        )
        assert max(alternates.values(), default=0) <= 1, "two alternates of one type and language"
    entries = root.findall(f"{ATOM}entry")
    assert all(one.find(f"{ATOM}author") is not None for one in entries)
    ids = [one.findtext(f"{ATOM}id") for one in entries]
    assert len(set(ids)) == len(ids)
    assert [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    return root


def check_json_feed(document: dict[str, Any]) -> None:
    """Raise AssertionError where a JSON Feed breaks a rule of version 1.1."""
    assert not list(_list_faults(document))


_FEED = {
    "version": str, "title": str, "home_page_url": str, "feed_url": str, "description": str, "next_url": str,
    "language": str, "items": list, "user_comment": str, "icon": str, "favicon": str, "authors": list,
    "expired": bool, "hubs": list,
}  # fmt: skip
_ITEM = {
    "id": str, "url": str, "external_url": str, "title": str, "content_html": str, "content_text": str,
    "summary": str, "image": str, "banner_image": str, "date_published": str, "date_modified": str,
    "authors": list, "tags": list, "language": str, "attachments": list,
}  # fmt: skip
_FILE = {"url": str, "mime_type": str, "title": str, "size_in_bytes": int, "duration_in_seconds": int}
_AUTHOR = {"name": str, "url": str, "avatar": str}


def _list_faults(document: dict[str, Any]) -> Iterator[str]:
    yield from _list_misfits(document, _FEED, {"version", "title", "items"})
    if document["version"] != "https://jsonfeed.org/version/1.1":
        yield "another version"
    if document.get("next_url") == document.get("feed_url"):
        yield "its next page is itself"
    ids = [one["id"] for one in document["items"]]
    if len(set(ids)) < len(ids):
        yield "two items of one id"
    for item in document["items"]:
        yield from _list_item_faults(item)


def _list_item_faults(item: dict[str, Any]) -> Iterator[str]:
    yield from _list_misfits(item, _ITEM, {"id"})
    if not {"content_html", "content_text"} & set(item):
        yield f"{item['id']} has no content"
    for name in {"date_published", "date_modified"} & set(item):
        if datetime.fromisoformat(item[name]).tzinfo is None:
            yield f"{item['id']}: {name} has no zone"
    for author in item.get("authors", []):
        yield from _list_misfits(author, _AUTHOR, set())
    for file in item.get("attachments", []):
        yield from _list_misfits(file, _FILE, {"url", "mime_type"})
    if not all(isinstance(tag, str) for tag in item.get("tags", [])):
        yield f"{item['id']}: a tag is no text"


def _list_misfits(said: dict[str, Any], known: dict[str, type], required: set[str]) -> Iterator[str]:
    yield from (f"{name} is missing" for name in required if not said.get(name) and said.get(name) != [])
    for name, value in said.items():
        if name.startswith("_"):
            continue  # an extension; it is an object
        if name not in known or not isinstance(value, known[name]) or value == "":
            yield f"{name}: {value!r}"
