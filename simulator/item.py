"""What a portal publishes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: A block of text that begins so is an entry of a list.
BULLET = "• "


@dataclass(frozen=True, slots=True)
class Item:
    """One publication of a portal, as it stands now."""

    #: Grows with time, as on the portals.
    id: int
    title: str
    #: Paragraphs in order; those that begin with ``BULLET`` make lists.
    text: tuple[str, ...]
    #: None where the portal itself has lost the date.
    date: dt.date | None
    language: str = "ar"
    #: The lead as the editor typed it once more; None copies the first paragraph.
    summary: str | None = None
    #: Titles of the attached PDF files.
    attachments: tuple[str, ...] = ()
    url: str = ""
    #: Local; None where the portal keeps only days.
    time: dt.time | None = None
    #: What kind of communiqué it is ("session", "tender", ...); "" where the portal does not say.
    genre: str = ""

    @property
    def lead(self) -> str:
        """The summary that stands above the text."""
        if self.summary is not None:
            return self.summary
        return self.text[0] if self.text else ""

    def as_json(self) -> dict[str, object]:
        """The same as plain values, for the control page."""
        return {
            "id": self.id,
            "url": self.url,
            "title": self.title,
            "text": list(self.text),
            "date": self.date.isoformat() if self.date else None,
            "language": self.language,
            "genre": self.genre,
        }


def parse_item(fields: Mapping[str, Any]) -> Item:
    """Make an item from one ``[[items]]`` table of a portal's file."""
    values = dict(fields)
    for name in ("text", "attachments"):
        values[name] = tuple(values.get(name, ()))
    return Item(date=values.pop("date", None), **values)
