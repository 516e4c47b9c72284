"""The kinds of site that can be played, all with the same face; each portal has an object of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from simulator.data import PortalData
from simulator.exchange import Request, Response
from simulator.item import Item
from simulator.site import Site
from simulator.templated.kind import TemplatedKind
from simulator.templated.sitefile import load_site
from simulator.webforms_kind import WebformsKind


class Kind(Protocol):
    """What a kind offers."""

    @property
    def home(self) -> str:
        """The path of the home page."""

    @property
    def layouts(self) -> Sequence[str]:
        """The markups in which the same site can be shown; the first is the usual one."""

    @property
    def withdrawn_answers(self) -> Sequence[str]:
        """How the address of a withdrawn item can answer."""

    def item_path(self, item: Item) -> str:
        """The address of an item's page, without the host."""

    def answer(self, site: Site, request: Request) -> Response:
        """Answer a request as the site stands."""

    def answer_missing(self, site: Site, request: Request) -> Response:
        """The page with status 200 that says that nothing is there."""

    def find_item(self, site: Site, request: Request) -> Item | None:
        """The published item whose address this is."""

    def has_page(self, site: Site, request: Request) -> bool:
        """Whether anything but the page for nothing stands at an address."""

    def truth(self, site: Site) -> list[dict[str, object]]:
        """What a careful reader finds in the news lists of the site, newest first."""


def make_kind(data: PortalData) -> Kind:
    """The kind that plays a portal."""
    return (
        TemplatedKind(load_site(data.id).paged_by(data.page_size))
        if data.kind == "templated"
        else WebformsKind()
    )
