"""An item as the templates of one site see it."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from simulator.item import BULLET, Item


@dataclass(frozen=True)
class Block:
    """A paragraph, or the entries of a list."""

    text: str = ""
    entries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """One item with its address on this site."""

    item: Item
    #: Percent-encoded in the site's own way, without the host.
    href: str
    #: With the host, always percent-encoded.
    url: str
    slug: str
    category: str
    category_slug: str
    author: str

    @property
    def id(self) -> int:
        """The item's number."""
        return self.item.id

    @property
    def title(self) -> str:
        """The title."""
        return self.item.title

    @property
    def lead(self) -> str:
        """The first paragraph, or what stands in its place."""
        return self.item.lead

    @property
    def language(self) -> str:
        """The language of title and text."""
        return self.item.language

    @property
    def genre(self) -> str:
        """The genre of the communiqué, such as "session"."""
        return self.item.genre

    @property
    def when(self) -> dt.datetime | None:
        """When it was published, local time without a zone; None where that is not known."""
        return item_moment(self.item)

    @property
    def day(self) -> str:
        """The ISO day of publication; "" where it is not known. Good to group by."""
        return self.item.date.isoformat() if self.item.date else ""

    @cached_property
    def blocks(self) -> list[Block]:
        """The text: paragraphs and lists in order."""
        blocks = []
        for is_list, rows in groupby(self.item.text, key=lambda row: row.startswith(BULLET)):
            if is_list:
                blocks.append(Block(entries=tuple(row.removeprefix(BULLET) for row in rows)))
            else:
                blocks += [Block(text=row) for row in rows]
        return blocks

    @property
    def attachments(self) -> list[tuple[str, str]]:
        """Title and address of each attached file."""
        return [(title, f"/files/{self.id}-{n}.pdf") for n, title in enumerate(self.item.attachments, 1)]

    @cached_property
    def views(self) -> int:
        """How often it was read, as a counter shows it."""
        return random.Random(f"views {self.id}").randint(12, 4900)


def item_moment(item: Item) -> dt.datetime | None:
    """When an item was published, local time; the hour is made up where the portal keeps only days."""
    if item.date is None:
        return None
    return dt.datetime.combine(item.date, item.time or dt.time(9 + item.id % 8, item.id * 7 % 60))
