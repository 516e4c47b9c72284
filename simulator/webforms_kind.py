"""The face that ``simulator/kinds.py`` asks for, before the pages of ``simulator/webforms.py``."""

from __future__ import annotations

from collections.abc import Sequence

from simulator import webforms
from simulator.exchange import Request, Response
from simulator.item import Item
from simulator.site import Site
from simulator.webforms_markup import rows_per_page


class WebformsKind:
    """ASP.NET WebForms sites; they keep nothing for themselves."""

    home: str = webforms.HOME
    layouts: Sequence[str] = webforms.LAYOUTS
    withdrawn_answers: Sequence[str] = webforms.WITHDRAWN_ANSWERS

    def item_path(self, item: Item) -> str:
        """The address of an item's page, without the host."""
        return webforms.item_path(item.id, item.language)

    def answer(self, site: Site, request: Request) -> Response:
        """Answer a request as the site stands."""
        return webforms.answer(site, request)

    def answer_missing(self, site: Site, request: Request) -> Response:
        """The page with status 200 that says that nothing is there."""
        return webforms.answer_missing(site, request)

    def find_item(self, site: Site, request: Request) -> Item | None:
        """The published item whose address this is."""
        return next((item for item in site.items if self.item_path(item) == request.target.lower()), None)

    def has_page(self, site: Site, request: Request) -> bool:
        """Whether anything but the way to the error page stands at an address."""
        return webforms.answer(site, request).status == 200

    def truth(self, site: Site) -> list[dict[str, object]]:
        """The Arabic list, newest first."""
        return [
            {
                "url": item.url,
                "title": item.title,
                "date": item.date.isoformat() if item.date else None,
                "published": item.date.isoformat() if item.date else None,
                "page": position // rows_per_page(site) + 1,
                "list": "news",
            }
            for position, item in enumerate(site.listed("ar"))
        ]
