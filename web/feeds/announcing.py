"""The feeds that a page announces."""

from __future__ import annotations

from dataclasses import dataclass

from web.feeds.making import MEDIA_TYPES
from web.feeds.words import find_feed_words
from web.reader import Reader


@dataclass(frozen=True, slots=True)
class Announced:
    """A feed, as the head of a page names it."""

    href: str
    type: str
    title: str


def feeds_of(
    reader: Reader, feed: str = "all", name: str | None = None, **conditions: object
) -> list[Announced]:
    """The forms of one feed: `all`, `search`, `portals/ID`, `kinds/K` or `regions/NAME`, with conditions.

    `name` is what its portal, kind or search is called; the conditions have the names that feeds know.
    """
    title = str(find_feed_words(reader.language)["title"]) + (f" – {name}" if name else "")
    asked = {"lang": reader.language.value, **conditions}
    return [
        Announced(reader.link(f"/feeds/{feed}.{form}", **asked), media_type, title)
        for form, media_type in MEDIA_TYPES.items()
    ]
