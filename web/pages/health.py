"""How the portals fare: the broken first, each with the evidence for its state and what can be done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from monitor.condition import find_conditions
from monitor.outages import find_outages
from storage.directory import Card, list_cards
from storage.model import PortalState
from storage.portals import list_portals
from storage.subscriptions import list_subscriptions
from web.asking import read_choice
from web.leafing import leaf_through
from web.reader import ReaderHere
from web.rendering import render
from web.sayings import speak_to
from web.site import SiteHere

router = APIRouter()

#: Portals on one page.
PAGE = 30
#: Behind the broken ones, in this order.
_ORDER = (PortalState.QUIET, PortalState.UNPOLLED, PortalState.PAUSED, PortalState.HEALTHY)
#: Portals of an outage that are named.
MOST_NAMED = 12


@router.get("/health", include_in_schema=False)
def show_health(
    site: SiteHere,
    reader: ReaderHere,
    portal: Annotated[str | None, Query()] = None,
    state: Annotated[str | None, Query()] = None,
    page: Annotated[str | None, Query()] = None,
) -> HTMLResponse:
    """The state of every portal that is watched."""
    with site.store.read() as connection:
        cards = list_cards(connection)
        watched = [one for one in cards.values() if one.removed_at is None]
        chosen = _choose(watched, portal or None, state or None)
        leaf = leaf_through(chosen, PAGE, page)
        found = {one.id: one for one in list_portals(connection, [one.id for one in leaf.shown])}
        conditions = find_conditions(
            connection, [found[one.id] for one in leaf.shown], site.now(), site.poll_interval, reader.language
        )
        failing = [one for one in list_subscriptions(connection) if one.failing_since]
    counts = Counter(one.state for one in watched)
    return render(
        reader,
        "health",
        state=state or None,
        portal=portal or None,
        counts=[(one, counts[one]) for one in sorted(counts, key=_rank)],
        total=len(watched),
        failing=failing,
        broken=sum(one.is_hidden for one in watched),
        outages=find_outages(watched),
        most_named=MOST_NAMED,
        cards=cards,
        conditions=conditions,
        leaf=leaf,
        kept={"portal": portal, "state": state},
        **speak_to(reader),
    )


def _choose(watched: Sequence[Card], portal: str | None, state: str | None) -> list[Card]:
    """Those that are asked for, the broken first, of these the newest trouble."""
    read_choice(portal, "portal", [one.id for one in watched])
    read_choice(state, "state", list(PortalState))
    chosen = [one for one in watched if portal in (None, one.id) and state in (None, one.state.value)]
    chosen.sort(key=lambda one: one.id)
    chosen.sort(key=lambda one: one.state_since, reverse=True)
    return sorted(chosen, key=lambda one: _rank(one.state))


def _rank(state: PortalState) -> int:
    return _ORDER.index(state) if state in _ORDER else -1
