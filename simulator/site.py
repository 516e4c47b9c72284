"""What a page is rendered from: one moment of a portal, which does not change under the renderer."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.data import PortalData
from simulator.item import Item
from simulator.viewstate import Sessions


@dataclass(frozen=True)
class Site:
    """One moment of a portal."""

    data: PortalData
    #: The published ones, newest first.
    items: tuple[Item, ...]
    #: The withdrawn ones, by id: how the site answers for each (see ``Portal.withdraw``).
    gone: Mapping[int, str] = field(default_factory=dict)
    encoding: str = "utf-8"
    layout: str = "default"
    #: The seed by which rows are shuffled; None leaves them newest first.
    order: int | None = None
    #: The lists are there, with nothing in them.
    is_empty: bool = False
    #: robots.txt asks everyone to stay out.
    refuses_robots: bool = False
    #: The number that the visitor counter shows.
    visits: int = 0
    sessions: Sessions = field(default_factory=Sessions)

    def listed(self, language: str) -> list[Item]:
        """The items of one language, newest first."""
        return [] if self.is_empty else [item for item in self.items if item.language == language]

    def shuffled(self, rows: list[Item]) -> list[Item]:
        """Rows in the order in which this site shows them."""
        if self.order is None:
            return rows
        return random.Random(self.order).sample(rows, len(rows))

    def find_item(self, item_id: int, language: str) -> Item | None:
        """A published item of one language."""
        return next((item for item in self.items if (item.id, item.language) == (item_id, language)), None)
