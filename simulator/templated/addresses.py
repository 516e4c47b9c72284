"""The addresses of one site: built for items and pages of lists, and read back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from urllib.parse import parse_qsl, unquote

from simulator.exchange import Request
from simulator.item import Item
from simulator.templated.calendars import MONTHS
from simulator.templated.lists import Selection
from simulator.templated.shown import Shown, item_moment
from simulator.templated.sitefile import Route, SiteFile
from simulator.templated.slugs import SlugBook, unaccented

#: Letters that a site with raw addresses does not escape.
_RAW = "".join(map(chr, range(0x600, 0x700)))
_STAMPS = {"year": "%Y", "month": "%m", "day": "%d", "hour": "%H", "minute": "%M", "second": "%S"}
_MOIS = [unaccented(month) for month in MONTHS["french"]]


class Addresses:
    """One portal's addresses on one site; remembers which slug each item was given."""

    def __init__(self, file: SiteFile) -> None:
        self._file = file
        self._slugs = SlugBook(file.slug)
        self._shown: dict[int, Shown] = {}

    def item_path(self, item: Item, safe: str = "") -> str:
        """The address of an item's page, without the host."""
        moment = item_moment(item)
        values = {name: moment.strftime(form) if moment else "00" for name, form in _STAMPS.items()}
        if moment is None:
            values["year"] = "0000"
        values["mois"] = _MOIS[moment.month - 1] if moment else "sans"
        values |= {"id": str(item.id), "slug": self._slugs.slug(item.id, item.title)}
        values["category"] = self.category(item)[1]
        path = self._file.article_route.path.build(values, safe=safe)
        is_lower = self._file.slug.escapes == "lower"
        return re.sub("%[0-9A-F]{2}", lambda escape: escape[0].lower(), path) if is_lower else path

    def list_path(self, route: Route, selection: Selection, page: int, genre: str = "") -> str:
        """The address of a page of a list, without the host; a size is written where it is not the usual."""
        values = selection.page_fields(page)
        values["category"] = self._file.categories[genre][1] if genre else ""
        if selection.size == (route.size or selection.spec.size):
            values["size"] = ""
        return (route.paged if route.paged and page > 1 else route.path).build(values)

    def month_path(self, year: str, month: str) -> str:
        """The address of the archive of a month, without the host."""
        return self._archive.path.build({"year": year, "month": month})

    @cached_property
    def _archive(self) -> Route:
        routes = (route for route in self._file.routes if not route.article)
        return next(route for route in routes if {"year", "month"} <= route.path.fields)

    def show(self, item: Item) -> Shown:
        """An item as the templates see it; the same object until the item is changed."""
        kept = self._shown.get(item.id)
        if kept is None or kept.item is not item:
            self._shown[item.id] = kept = self._show(item)
        return kept

    def _show(self, item: Item) -> Shown:
        label, slug = self.category(item)
        return Shown(
            item,
            href=self.item_path(item, _RAW if self._file.slug.escapes == "raw" else ""),
            url=item.url,
            slug=self._slugs.slug(item.id, item.title),
            category=label,
            category_slug=slug,
            author=self._file.authors[item.id % len(self._file.authors)],
        )

    def category(self, item: Item) -> tuple[str, str]:
        """Label and slug of an item's category; that of news where the site has none of its genre."""
        known = self._file.categories
        label, slug = known.get(item.genre) or known.get("news") or ("", item.genre or "news")
        return label, slug

    def find_genre(self, slug: str) -> str | None:
        """The genre whose category has that slug."""
        return next((genre for genre, row in self._file.categories.items() if row[1] == slug), None)

    def find_owner(self, fields: dict[str, str]) -> int | None:
        """The id of the item that the fields of an article's address mean, published or not."""
        if "id" in fields:
            return int(fields["id"])
        return self._slugs.find_owner(fields["slug"])

    def matches(self, request: Request) -> Iterator[tuple[Route, dict[str, str]]]:
        """The routes whose pattern an address has, in the order of the file, with the fields in it."""
        path, _, query = request.target.partition("?")
        pairs = [*parse_qsl(query, keep_blank_values=True), *request.form.items()]
        for route in self._file.routes:
            first = route.path.match(unquote(path), pairs)
            if first is not None:
                yield route, first
            later = route.paged.match(unquote(path), pairs) if route.paged else None
            if later is not None:
                yield route.later, later
