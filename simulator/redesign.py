"""A site that was replaced by another at the same host: what its old addresses answer from then on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from simulator.data import PortalData
from simulator.exchange import Request, Response
from simulator.item import Item
from simulator.kinds import Kind
from simulator.site import Site

#: What the addresses of the old site lead to.
OLD_ADDRESSES = {
    "404": "the new site's page for nothing, with status 404",
    "redirect": "301 to the same item's new address; what was no item's, to the home page",
    "home": "301 to the home page, whatever it was",
}


@dataclass(frozen=True)
class RedesignedKind:
    """The new kind, with the old one's addresses behind it; it can itself be replaced again."""

    present: Kind
    former: Kind
    former_data: PortalData
    old: str

    @property
    def home(self) -> str:
        """The path of the home page."""
        return self.present.home

    @property
    def layouts(self) -> Sequence[str]:
        """The markups of the new site."""
        return self.present.layouts

    @property
    def withdrawn_answers(self) -> Sequence[str]:
        """How the address of a withdrawn item can answer."""
        return self.present.withdrawn_answers

    def item_path(self, item: Item) -> str:
        """The new address of an item's page, without the host."""
        return self.present.item_path(item)

    def answer(self, site: Site, request: Request) -> Response:
        """Answer as the new site, or for an old address."""
        if self.present.has_page(site, request) or not self._was_page(site, request):
            return self.present.answer(site, request)
        if self.old == "404":
            return replace(self.present.answer_missing(site, request), status=404)
        item = self.former.find_item(self._former_site(site), request) if self.old == "redirect" else None
        location = self.present.item_path(item) if item else self.home
        return Response(301, b"", "text/html", (("Location", location),))

    def answer_missing(self, site: Site, request: Request) -> Response:
        """The new site's page that says that nothing is there."""
        return self.present.answer_missing(site, request)

    def find_item(self, site: Site, request: Request) -> Item | None:
        """The published item whose address this is or was."""
        found = self.present.find_item(site, request)
        return found or self.former.find_item(self._former_site(site), request)

    def has_page(self, site: Site, request: Request) -> bool:
        """Whether the new site or the old one has something there."""
        return self.present.has_page(site, request) or self._was_page(site, request)

    def truth(self, site: Site) -> list[dict[str, object]]:
        """What a careful reader finds on the new site."""
        return self.present.truth(site)

    def _was_page(self, site: Site, request: Request) -> bool:
        return self.former.has_page(self._former_site(site), request)

    def _former_site(self, site: Site) -> Site:
        return replace(site, data=self.former_data)
