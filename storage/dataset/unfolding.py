"""A line of JSON lines as rows of the tables of a data package, as far as it tells (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.model import ArticleStatus, EventType, Origin

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parts:
    """What one line tells."""

    article: Row
    revision: Row
    attachments: list[Row]
    files: list[Row]
    events: list[Row]


def unfold(line: Row, key: str, now: datetime) -> Parts:
    """The parts of a line; `now` is when it is learned here.

    A line tells one version only: when it was first seen is known of the first, of a later one that it was by
    `last_seen`. It tells that an article was withdrawn, and not when.
    """
    seen_at = line["first_seen"] if line["revision"] == 1 else line["last_seen"]
    same = ("title", "text", "kind", "language")
    revision = {name: value for name, value in line.items() if name in same or name.startswith("published")}
    own = {"article": line["id"], "number": line["revision"], "seen_at": seen_at}
    revision |= own | {"changed": [], "reader": None, "details": None}
    return Parts(
        article={name: value for name, value in line.items() if name != "attachments"} | {"key": key},
        revision=revision,
        attachments=[_attachment(line, *one) for one in enumerate(line["attachments"])],
        files=[_file(one, line["first_seen"]) for one in line["attachments"] if one["sha256"]],
        events=list(_events(line, now)),
    )


def _attachment(line: Row, position: int, said: Row) -> Row:
    own = {"article": line["id"], "revision": line["revision"], "position": position}
    is_had = bool(said["sha256"])
    return own | {
        "title": said["title"],
        "url": said["url"],
        "sha256": said["sha256"],
        "text_status": None if is_had else said["text_status"],
        "reason": None if is_had else said["reason"],
    }


def _file(said: Row, read_at: datetime) -> Row:
    """When its text was read is not told: not before its article was, so any other reading is a later one."""
    names = ("sha256", "media_type", "size", "text", "text_status", "reason", "confidence")
    return {name: said[name] for name in names} | {"read_at": read_at}


def _events(line: Row, now: datetime) -> list[Row]:
    found = [(EventType.NEW, line["first_seen"])]
    if line["status"] == ArticleStatus.WITHDRAWN:
        found.append((EventType.WITHDRAWN, now))
    same = {"portal": line["portal"], "article": line["id"], "url": line["url"], "title": line["title"]}
    return [
        same
        | {
            "type": kind,
            "origin": Origin.BACKFILL,
            "at": at,
            "revision": line["revision"],
            "changed": [],
            "summary": "",
            "reasons": [],
        }
        for kind, at in found
    ]
