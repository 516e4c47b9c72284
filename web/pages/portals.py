"""The portals that are watched: how each fares, when it was read last, and what it brought last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from storage.browsing import Line, find_place, list_lines
from storage.database import Connection
from storage.directory import Card, list_cards
from storage.filter import ArticleFilter
from storage.model import BROKEN_STATES, MOROCCO, PortalState
from web.asking import read_choice
from web.pages.listing import list_regions
from web.places import call_place
from web.reader import ReaderHere
from web.rendering import render
from web.site import SiteHere

router = APIRouter()

#: Portals on one page.
PAGE = 50
_BROKEN = "broken"  # of whatever state that hides a portal's news


@router.get("/portals", include_in_schema=False)
def show_portals(
    site: SiteHere,
    reader: ReaderHere,
    region: str | None = None,
    state: str | None = None,
    after: str | None = None,
) -> HTMLResponse:
    """A page of the portals by id, from behind the one that the address names."""
    tomorrow = find_place(site.now().astimezone(MOROCCO).date() + timedelta(days=1))
    with site.store.read() as connection:
        cards = list_cards(connection)
        region = read_choice(region, "region", list_regions(cards))
        state = read_choice(state, "state", [_BROKEN, *PortalState])
        after = read_choice(after, "after", cards) or ""
        chosen = _choose(cards, region, state)
        behind = [one for one in chosen if one.id > after]
        shown = behind[:PAGE]
        last = {one.id: _find_last(connection, one.id, tomorrow) for one in shown}
    return render(
        reader,
        "portals",
        shown=shown,
        last=last,
        count=len(chosen),
        is_first=len(behind) == len(chosen),
        more=shown[-1].id if len(behind) > PAGE else None,
        regions=[(one, call_place(one, reader.language)) for one in list_regions(cards)],
        region=region,
        state=state,
        states=[_BROKEN, *(one.value for one in PortalState)],
        former=[one for one in cards.values() if one.removed_at is not None],
    )


def _choose(cards: Mapping[str, Card], region: str | None, state: str | None) -> list[Card]:
    watched = [one for one in cards.values() if one.removed_at is None]
    return sorted(
        (
            one
            for one in watched
            if region in (None, one.region)
            and (state in (None, one.state) or (state == _BROKEN and one.state in BROKEN_STATES))
        ),
        key=lambda one: one.id,
    )


def _find_last(connection: Connection, portal: str, tomorrow: int) -> Line | None:
    """Its newest article but for those of days that are still to come."""
    found = list_lines(connection, ArticleFilter(portal=portal, below=tomorrow), 1)
    return found[0] if found else None
