"""Feeds as JSON Feed, version 1.1 (pure)."""

from __future__ import annotations

from typing import Any

from web.feeds.feed import Enclosure, Feed, Item, show_instant

MEDIA_TYPE = "application/feed+json"
#: The form asks for a type of each file; this is the one of bytes of which none is known (RFC 2046).
_UNKNOWN = "application/octet-stream"


def make_json_feed(feed: Feed) -> dict[str, Any]:
    """The feed as the members of a JSON Feed; what begins with `_` is our own."""
    following = [one.href for one in feed.links if one.rel == "next"]
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.subtitle,
        "language": feed.language,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        **({"next_url": following[0]} if following else {}),
        "_balagh": {"id": feed.id, "updated": show_instant(feed.updated)},
        "items": [_make_item(one, feed) for one in feed.items],
    }


def _make_item(item: Item, feed: Feed) -> dict[str, Any]:
    published = {} if item.published is None else {"date_published": show_instant(item.published)}
    known = item.known
    return {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "content_html": item.html,
        "date_modified": show_instant(item.updated),
        **published,
        "authors": [{"name": item.author, "url": item.author_url}],
        "tags": [item.kind_name, *([feed.withdrawn] if item.is_withdrawn else [])],
        **({"language": item.language} if item.language else {}),
        "attachments": [_make_attachment(one) for one in item.enclosures],
        "_balagh": {
            "page": item.page,
            "portal": item.portal,
            "kind": item.kind,
            "status": "withdrawn" if item.is_withdrawn else "present",
            "revision": item.revision,
            "published": known.value,
            "published_precision": known.precision,
            "published_provenance": known.provenance,
            "published_after": known.after,
            "published_before": known.before,
        },
    }


def _make_attachment(one: Enclosure) -> dict[str, Any]:
    size = {} if one.size_bytes is None else {"size_in_bytes": one.size_bytes}
    title = {"title": one.title} if one.title else {}
    return {"url": one.url, "mime_type": one.media_type or _UNKNOWN, **title, **size}
