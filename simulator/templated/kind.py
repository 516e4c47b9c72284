"""Plays sites that are described by a folder of data and templates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

from simulator.exchange import Request, Response
from simulator.item import Item
from simulator.site import Site
from simulator.templated.addresses import Addresses
from simulator.templated.answers import answer_asset, make_response, redirect, with_etag
from simulator.templated.lists import Shelf
from simulator.templated.patterns import Pattern
from simulator.templated.rendering import render
from simulator.templated.sitefile import Route, SiteFile
from simulator.templated.truth import list_truth
from simulator.templated.view import Listing, View

#: Templates that every site has, and addresses need not know.
_MISSING = Route(Pattern(""), "missing.html")
_STANDING = Route(Pattern(""), "page.html")
_ROBOTS = Route(Pattern(""), type="text/plain")
_REFUSAL = "User-agent: *\nDisallow: /\n"
_MOST_ON_A_PAGE = 100


class TemplatedKind:
    """One portal's site."""

    layouts: Sequence[str] = ("default",)
    withdrawn_answers: Sequence[str] = ("page", "redirect", "blank", "404", "410")

    def __init__(self, file: SiteFile) -> None:
        self.file = file
        self.home = file.home
        self.addresses = Addresses(file)
        self._shelf = Shelf()

    def item_path(self, item: Item) -> str:
        """The address of an item's page, without the host."""
        return self.addresses.item_path(item)

    def answer(self, site: Site, request: Request) -> Response:
        """Answer a request as the site stands."""
        view = self._view(site, request)
        response = self._answer_known(view)
        if response is None:
            return self._page(view, _MISSING, status=self.file.missing)
        return with_etag(response, request) if self.file.has_etags else response

    def answer_missing(self, site: Site, request: Request) -> Response:
        """The page with status 200 that says that nothing is there."""
        return self._page(self._view(site, request), _MISSING)

    def find_item(self, site: Site, request: Request) -> Item | None:
        """The published item whose address this is."""
        for route, fields in self.addresses.matches(request):
            owner = self.addresses.find_owner(fields) if route.article else None
            for item in site.items if owner is not None else ():
                if item.id == owner:
                    return item
        return None

    def has_page(self, site: Site, request: Request) -> bool:
        """Whether anything but the page for nothing stands at an address."""
        return self._answer_known(self._view(site, request)) is not None

    def truth(self, site: Site) -> list[dict[str, object]]:
        """What a careful reader finds in the news lists of the site, newest first."""
        return list_truth(self.file, site)

    def _view(self, site: Site, request: Request) -> View:
        return View(self.file, self.addresses, self._shelf, site, request)

    def _answer_known(self, view: View) -> Response | None:
        path, target = view.path, unquote(view.request.target)
        if not self.file.dead.isdisjoint((path, target)):
            return None
        if target in self.file.redirects:
            return redirect(self.file, *self.file.redirects[target])
        if path == "/robots.txt":
            return self._robots(view)
        answer = self._answer_route(view, target) or self._answer_page(view, path, target)
        return answer or answer_asset(self.file, path) or self._mend_slash(view)

    def _robots(self, view: View) -> Response | None:
        text = _REFUSAL if view.site.refuses_robots else self.file.robots.replace("{base}", view.base)
        return make_response(self.file, _ROBOTS, text, view.site.encoding) if text else None

    def _answer_route(self, view: View, target: str) -> Response | None:
        is_page = "?" in target and target in self.file.pages
        for route, fields in self.addresses.matches(view.request):
            if is_page and "?" not in route.path.text:
                continue  # "/?page_id=50" is no page of the list at "/"
            answer = self._article if route.article else self._list if route.lists else self._plain
            response = answer(view, route, fields)
            if response is not None:
                return response
        return None

    def _answer_page(self, view: View, path: str, target: str) -> Response | None:
        page = self.file.pages.get(target)
        if not page and not any(route.lists for route, _ in self.addresses.matches(view.request)):
            page = self.file.pages.get(path)
        return self._page(view, _STANDING, page=page) if page else None

    def _mend_slash(self, view: View) -> Response | None:
        """Addresses with one slash too many or too few lead to the right one."""
        path, mark, query = view.request.target.partition("?")
        other = path[:-1] if path.endswith("/") else path + "/"
        request = Request("GET", other + mark + query)
        known = any(not route.article or self.find_item(view.site, request)
                    for route, _ in self.addresses.matches(request))  # fmt: skip
        return redirect(self.file, request.target, 301) if known and other else None

    def _article(self, view: View, route: Route, fields: dict[str, str]) -> Response | None:
        owner = self.addresses.find_owner(fields)
        item = next((item for item in view.site.items if item.id == owner), None)
        if item is None:
            gone = view.site.gone.get(owner) if owner is not None else None
            return self._withdrawn(view, route, gone, owner or 0) if gone else None
        if route.redirects:
            return redirect(self.file, self.item_path(item), 301)
        return self._page(view, route, article=self.addresses.show(item))

    def _withdrawn(self, view: View, route: Route, gone: str, owner: int) -> Response:
        if gone == "redirect":
            return redirect(self.file, self.home)
        if gone == "blank":
            return self._page(view, route, article=self.addresses.show(Item(owner, "", (), None)))
        return self._page(view, _MISSING, status=200 if gone == "page" else int(gone))

    def _plain(self, view: View, route: Route, _: dict[str, str]) -> Response:
        return self._page(view, route, status=route.status)

    def _list(self, view: View, route: Route, fields: dict[str, str]) -> Response | None:
        genre = self.addresses.find_genre(fields["category"]) if "category" in fields else ""
        if genre is None:
            return None
        size = (
            min(int(fields.get("size") or route.size), _MOST_ON_A_PAGE) if fields.get("size") else route.size
        )
        selection = self._shelf.select(view.site, view.list_named(route.lists), genre=genre, size=size)
        page = 1 if view.site.is_empty else selection.asked_page(fields)
        if not 1 <= page <= selection.pages:
            beyond = {"missing": None, "empty": page, "first": 1, "last": selection.pages}
            page = beyond[selection.spec.beyond] or 0
        if not page:
            return None
        return self._page(view, route, listing=Listing(view, route, selection, page, genre))

    def _page(self, view: View, route: Route, status: int = 200, **parts: Any) -> Response:
        listing: Listing | None = parts.get("listing")
        values = {"listing": None, "article": None, "page": None} | parts
        text = render(
            self.file.name,
            route.template,
            values | {"view": view, "words": self.file.words, "menu": self.file.menu},
        )
        fill = {"total": listing.total, "pages": listing.pages} if listing else {}
        return make_response(self.file, route, text, view.site.encoding, status, fill)
