"""Which items stand on which page of a list."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from simulator.item import Item
from simulator.site import Site
from simulator.templated.shown import item_moment
from simulator.templated.sitefile import ListSpec


@dataclass(frozen=True)
class Selection:
    """The items of one list at one moment, cut into pages."""

    spec: ListSpec
    size: int
    items: Sequence[Item]

    @cached_property
    def by_month(self) -> dict[tuple[str, str], list[Item]]:
        """The items of each (year, month)."""
        months: dict[tuple[str, str], list[Item]] = {}
        for item in filter(lambda item: item.date, self.items):
            months.setdefault(self._month(item), []).append(item)
        return months

    @cached_property
    def months(self) -> list[tuple[str, str]]:
        """(year, month) of each month with items, newest first."""
        return sorted(self.by_month, reverse=True)

    @property
    def pages(self) -> int:
        """How many pages there are; one when the list is empty."""
        return max(1, len(self.months) if self.spec.by == "month" else -(-len(self.items) // self.size))

    def on_page(self, page: int) -> list[Item]:
        """The items on a page, those that are pinned first on page 1."""
        if self.spec.by == "month":
            return self.by_month[self.months[page - 1]] if self.months else []
        rows = list(self.items[(page - 1) * self.size : page * self.size])
        pinned = list(self.items[len(self.items) - self.spec.pinned :]) if page == 1 else []
        return [*pinned, *(item for item in rows if item not in pinned)]

    def page_of(self, position: int) -> int:
        """The page on which the item at a position stands first."""
        if self.spec.by == "month":
            return self.months.index(self._month(self.items[position])) + 1
        return 1 if position >= len(self.items) - self.spec.pinned else position // self.size + 1

    def asked_page(self, fields: Mapping[str, str]) -> int:
        """The page that the fields of an address mean; 0 where there is no such month."""
        if self.spec.by == "month" and "year" in fields:
            month = (fields["year"], fields["month"])
            return self.months.index(month) + 1 if month in self.months else 0
        if fields.get("before"):
            return self._position(fields["before"]) // self.size + 1
        if "offset" in fields or "first" in fields:
            return int(fields.get("offset", int(fields.get("first", 1)) - 1)) // self.size + 1
        return int(fields["page0"]) + 1 if "page0" in fields else int(fields.get("page", "1"))

    def page_fields(self, page: int) -> dict[str, str]:
        """The fields with which the address of a page is built."""
        year, month = self.months[page - 1] if self.spec.by == "month" and self.months else ("", "")
        offset = (page - 1) * self.size
        last = item_moment(self.items[offset - 1]) if 0 < offset <= len(self.items) else None
        return {
            "page": str(page),
            "page0": str(page - 1),
            "offset": str(offset),
            "first": str(offset + 1),
            "size": str(self.size),
            "before": f"{last.isoformat()}+01:00" if last else "",
            "year": year,
            "month": month,
        }

    def _position(self, instant: str) -> int:
        """How many items stand before the first one that is older than an instant."""
        for position, item in enumerate(self.items):
            moment = item_moment(item)
            if moment and moment.isoformat() < instant[:19]:
                return position
        return len(self.items)

    @staticmethod
    def _month(item: Item) -> tuple[str, str]:
        return (f"{item.date:%Y}", f"{item.date:%m}") if item.date else ("", "")


def select(site: Site, spec: ListSpec, *, genre: str = "", size: int = 0) -> Selection:
    """The items that a list shows now: all, or those of one genre; a size replaces the list's own."""
    items = [item for item in site.items if not site.is_empty and _fits(item, spec, genre)]
    return Selection(spec, size or spec.size, items[: spec.limit] if spec.limit else items)


def _fits(item: Item, spec: ListSpec, genre: str) -> bool:
    if item.date is None and spec.by == "month":
        return False
    is_late = spec.until and item.date and item.date > spec.until
    return not is_late and all(
        not wanted or value in wanted
        for value, wanted in (
            (item.genre, spec.genres),
            (item.language, spec.languages),
            (item.genre, (genre,) if genre else ()),
        )
    )


class Shelf:
    """The selections of one site, kept until something is published, edited or withdrawn."""

    def __init__(self) -> None:
        self._items: Sequence[Item] = ()
        self._kept: dict[object, Selection] = {}
        self._lock = threading.Lock()

    def select(self, site: Site, spec: ListSpec, *, genre: str = "", size: int = 0) -> Selection:
        """The same as ``select``."""
        key = (spec.name, genre, size, site.is_empty)
        with self._lock:
            if self._items is not site.items:
                self._items, self._kept = site.items, {}
            if key not in self._kept:
                self._kept[key] = select(site, spec, genre=genre, size=size)
            return self._kept[key]
