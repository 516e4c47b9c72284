"""Reads ``simulator/sites/<name>/site.toml``: what a site is, in plain data."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from simulator.templated.patterns import Pattern
from simulator.templated.slugs import SlugHabit

FOLDER = Path(__file__).parents[1] / "sites"


@dataclass(frozen=True)
class ListSpec:
    """Which items a list shows, and how they are cut into pages."""

    name: str
    size: int = 10
    #: "page" cuts by number, "month" by the month of the date.
    by: str = "page"
    #: Genres shown; none means all.
    genres: Sequence[str] = ()
    languages: Sequence[str] = ()
    #: The newest so many; 0 means all.
    limit: int = 0
    #: Nothing that is newer: a list that stands still.
    until: dt.date | None = None
    #: So many of the oldest stand at the top of page 1, and once more in their place.
    pinned: int = 0
    #: A list beside the main one whose entries count as well.
    counts: bool = False
    #: What an address beyond the last page shows: "missing", "empty", "first" or "last".
    beyond: str = "missing"


@dataclass(frozen=True)
class Route:
    """One pattern of addresses and the template that answers there."""

    path: Pattern
    template: str = ""
    #: The pattern from page 2 on; None: ``path`` serves all pages.
    paged: Pattern | None = None
    #: Other than the first page's.
    paged_template: str = ""
    paged_type: str = ""
    #: The name of the list that is shown; "" for none.
    lists: str = ""
    #: Items on a page; 0 takes the list's own.
    size: int = 0
    #: The address of an article; the first such route is the one that links use.
    article: bool = False
    #: Answer with 301 to the article's own address.
    redirects: bool = False
    type: str = "text/html"
    #: Other than the site's.
    encoding: str = ""
    is_gzip: bool = False
    status: int = 200
    #: More headers; ``{total}`` and ``{pages}`` are filled in.
    headers: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def later(self) -> Route:
        """The same route as it answers from page 2 on."""
        return replace(self, template=self.paged_template or self.template, type=self.paged_type or self.type)


@dataclass(frozen=True)
class Page:
    """A page that never changes."""

    path: str
    title: str
    text: tuple[str, ...]


@dataclass(frozen=True)
class SiteFile:
    """One site."""

    name: str
    #: One line on what is hard about it.
    awkward: str
    language: str
    routes: Sequence[Route]
    #: The first is the main news list.
    lists: Mapping[str, ListSpec]
    #: Free words for the templates.
    words: Mapping[str, Any]
    #: Rows of label, address, and rows below it; each address that nothing else answers is a page.
    menu: Sequence[Sequence[Any]]
    pages: Mapping[str, Page]
    #: Addresses that the site links to and that are not there.
    dead: frozenset[str]
    #: From address to (address, status).
    redirects: Mapping[str, tuple[str, int]]
    #: By genre of the items: label and slug.
    categories: Mapping[str, Sequence[str]]
    slug: SlugHabit
    home: str = "/"
    encoding: str = "utf-8"
    #: Whether the Content-Type header names the encoding; a <meta> is the templates' affair.
    declares: bool = True
    server: str = "nginx"
    powered: str = ""
    #: The status of the page that says that nothing is there.
    missing: int = 404
    #: Where a reader finds the date of an item: "list", "article", "address", "feed".
    dates: Sequence[str] = ("list", "article")
    robots: str = "User-agent: *\nDisallow:\n"
    has_etags: bool = False
    authors: Sequence[str] = ("admin",)
    #: Items at the start, by language.
    stock: Mapping[str, int] = field(default_factory=lambda: {"ar": 60})
    newest: dt.date = dt.date(2026, 11, 19)
    newest_id: int = 4210
    #: Days between two items, on average.
    rhythm: float = 4.0

    @property
    def main_list(self) -> ListSpec:
        """The site's news list."""
        return next(iter(self.lists.values()))

    @property
    def article_route(self) -> Route:
        """The route by which articles are addressed."""
        return next(route for route in self.routes if route.article and not route.redirects)

    def paged_by(self, size: int) -> SiteFile:
        """The same site with so many entries on a page of its lists; 0 leaves it as it is."""
        if not size:
            return self
        lists = {name: spec if spec.limit else replace(spec, size=size) for name, spec in self.lists.items()}
        routes = [route if not route.size else replace(route, size=size) for route in self.routes]
        return replace(self, lists=lists, routes=routes)


def list_sites() -> list[str]:
    """The names that ``load_site`` knows."""
    return sorted(path.parent.name for path in FOLDER.glob("*/site.toml"))


@cache
def load_site(name: str) -> SiteFile:
    """Read a site's file; an unknown key or field is a ValueError that names it."""
    raw = tomllib.loads((FOLDER / name / "site.toml").read_text(encoding="utf-8"))
    menu = raw.pop("menu", [])
    pages = [Page(row["path"], row["title"], tuple(row.get("text", ()))) for row in raw.pop("pages", [])]
    site: SiteFile = _make(
        SiteFile,
        {
            **raw,
            "name": name,
            "menu": menu,
            "words": raw.get("words", {}),
            "categories": raw.get("categories", {}),
            "slug": _make(SlugHabit, raw.get("slug", {})),
            "routes": [_make_route(row) for row in raw["routes"]],
            "lists": {key: _make(ListSpec, {"name": key, **row}) for key, row in raw["lists"].items()},
            "redirects": {
                row["from"]: (row["to"], row.get("status", 302)) for row in raw.get("redirects", [])
            },
            "dead": frozenset(raw.get("dead", ())),
            "pages": {page.path: page for page in [*_menu_pages(menu), *pages]},
        },
    )
    return site


def _make(kind: Any, values: Mapping[str, Any]) -> Any:
    known = {each.name for each in fields(kind)}
    if unknown := set(values) - known:
        raise ValueError(
            f"{kind.__name__} has no {', '.join(sorted(unknown))}; there is: {', '.join(sorted(known))}"
        )
    return kind(**values)


def _make_route(row: Mapping[str, Any]) -> Route:
    patterns = {name: Pattern(row[name]) for name in ("path", "paged") if name in row}
    route: Route = _make(Route, {**row, **patterns})
    return route


def _menu_pages(rows: Sequence[Sequence[Any]]) -> Iterator[Page]:
    """A page for each local address of the menu; what is dead or a route comes before pages anyway."""
    for label, address, *below in rows:
        if address.startswith("/") and not address.startswith("//"):
            yield Page(address, label, ())
        if below:
            yield from _menu_pages(below[0])
