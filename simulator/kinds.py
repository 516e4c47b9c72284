"""The kinds of site that can be played: each is one module with the same face."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, cast

from simulator import webforms
from simulator.exchange import Request, Response
from simulator.site import Site


class Kind(Protocol):
    """What a kind's module offers."""

    #: The path of the home page.
    HOME: str
    #: The markups in which the same site can be shown; the first is the usual one.
    LAYOUTS: Sequence[str]
    #: How the address of a withdrawn item can answer.
    WITHDRAWN_ANSWERS: Sequence[str]

    def item_path(self, item_id: int, language: str) -> str:
        """The address of an item's page, without the host."""

    def answer(self, site: Site, request: Request) -> Response:
        """Answer a request as the site stands."""

    def answer_missing(self, site: Site, request: Request) -> Response:
        """The page with status 200 that says that nothing is there."""


KINDS: dict[str, Kind] = {"webforms": cast(Kind, webforms)}
