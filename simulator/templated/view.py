"""What the templates of a site can ask for besides their words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from simulator.exchange import Request
from simulator.item import Item
from simulator.site import Site
from simulator.templated.addresses import Addresses
from simulator.templated.lists import Selection, Shelf
from simulator.templated.shown import Shown
from simulator.templated.sitefile import ListSpec, Route, SiteFile


@dataclass(frozen=True)
class Month:
    """One line of an archive by months."""

    year: int
    month: int
    count: int
    href: str

    @property
    def day(self) -> dt.datetime:
        """Its first day, to be written as a date."""
        return dt.datetime(self.year, self.month, 1)  # noqa: DTZ001  (local, as all dates of a site)


@dataclass(frozen=True)
class Listing:
    """One page of a list."""

    view: View
    route: Route
    selection: Selection
    page: int
    genre: str = ""

    @property
    def pages(self) -> int:
        """How many pages the list has."""
        return self.selection.pages

    @property
    def total(self) -> int:
        """How many items the list has."""
        return len(self.selection.items)

    @property
    def size(self) -> int:
        """How many items stand on a page."""
        return self.selection.size

    @cached_property
    def items(self) -> list[Shown]:
        """The items on this page."""
        rows = self.selection.on_page(self.page) if self.page <= self.pages else []
        return self.view.show(self.view.site.shuffled(rows))

    def href(self, page: int) -> str:
        """The address of a page of this list."""
        return self.view.addresses.list_path(self.route, self.selection, page, self.genre)

    @property
    def next(self) -> str | None:
        """The address of the next page; None on the last one."""
        return self.href(self.page + 1) if self.page < self.pages else None

    @property
    def previous(self) -> str | None:
        """The address of the page before; None on the first one."""
        return self.href(self.page - 1) if self.page > 1 else None

    def window(self, width: int) -> list[int]:
        """The page numbers around this one, at most so many to each side."""
        return list(range(max(1, self.page - width), min(self.pages, self.page + width) + 1))


@dataclass(frozen=True)
class View:
    """One moment of a site, seen by one request."""

    file: SiteFile
    addresses: Addresses
    shelf: Shelf
    site: Site
    request: Request

    def list_named(self, name: str) -> ListSpec:
        """One of the site's lists; the main one for ""."""
        return self.file.lists[name] if name else self.file.main_list

    def show(self, items: Sequence[Item]) -> list[Shown]:
        """Items with their addresses."""
        return [self.addresses.show(item) for item in items]

    def latest(self, count: int, name: str = "") -> list[Shown]:
        """The newest of a list (the main one unless named), in the order that the site shows."""
        rows = list(self._select(name).items[:count])
        return self.show(self.site.shuffled(rows))

    def popular(self, count: int) -> list[Shown]:
        """The most read, in the order of their counters."""
        items = self._select().items
        return sorted(self.show(items[:80]), key=lambda shown: shown.views, reverse=True)[:count]

    def related(self, shown: Shown, count: int) -> list[Shown]:
        """Other items of the same genre, older ones first."""
        items = self._select(genre=shown.genre).items
        return self.show([item for item in items if item.id != shown.id][-count:])

    def neighbours(self, shown: Shown) -> tuple[Shown | None, Shown | None]:
        """The item before it and the one after it in time."""
        items = self._select().items
        place = next((n for n, item in enumerate(items) if item.id == shown.id), None)
        if place is None:
            return None, None
        older = items[place + 1 : place + 2]
        newer = items[max(place - 1, 0) : place]
        return (next(iter(self.show(older)), None), next(iter(self.show(newer)), None))

    def listing(self, name: str = "", page: int = 1) -> Listing:
        """A page of a list on the first route that shows it."""
        spec = self.list_named(name)
        route = next(route for route in self.file.routes if route.lists == spec.name)
        return Listing(self, route, self._select(spec.name, size=route.size), page)

    def months(self, name: str = "") -> list[Month]:
        """The months in which there is something, newest first, each with the address of its archive."""
        listing = self.listing(name)
        by_month = listing.selection.by_month
        return [
            Month(int(year), int(month), len(by_month[year, month]), self.addresses.month_path(year, month))
            for year, month in listing.selection.months
        ]

    def _select(self, name: str = "", *, genre: str = "", size: int = 0) -> Selection:
        return self.shelf.select(self.site, self.list_named(name), genre=genre, size=size)

    @property
    def base(self) -> str:
        """Scheme, host and port as the visitor wrote them."""
        return f"http://{self.request.headers.get('host', 'localhost')}"

    @property
    def path(self) -> str:
        """The path of this request, percent-escapes resolved."""
        return unquote(self.request.target.partition("?")[0])

    @property
    def now(self) -> dt.datetime:
        """The clock in the header of some sites."""
        return dt.datetime.now(dt.UTC)
