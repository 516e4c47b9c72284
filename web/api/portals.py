"""Portals: their state with its evidence, how they were watched, and their health."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from monitor.portal_rows import list_health_rows, list_portal_rows
from web.api import shapes
from web.api.answers import NOT_FOUND, UNCHANGED, answer_json
from web.api.questions import Portal, PortalId, page
from web.asking import quote
from web.problems import Problem
from web.site import SiteHere

router = APIRouter(tags=["portals"])


@router.get(
    "/portals",
    summary="The portals that are watched",
    response_model=shapes.Page[shapes.PortalRow],
    responses=UNCHANGED,
)
def list_portals(site: SiteHere, request: Request) -> Response:
    """Each with its state and the evidence for it, its last and next poll, and its gaps."""
    with site.store.read() as connection:
        rows = list_portal_rows(connection, site.now(), site.poll_interval)
    return answer_json(request, page(request, rows))


@router.get(
    "/portals/{portal}",
    summary="One portal",
    response_model=shapes.Portal,
    responses=UNCHANGED | NOT_FOUND,
)
def show_portal(site: SiteHere, request: Request, portal: PortalId) -> Response:
    """Its state with the evidence, what to do about it, and the times in which it was not watched."""
    with site.store.read() as connection:
        rows = list_portal_rows(connection, site.now(), site.poll_interval, [portal])
        known = request.app.state.overdue
        healths = list_health_rows(connection, site.now(), site.poll_interval, [portal], known)
    if not rows:
        raise no_portal(404, portal)
    more = ("advice", "certificate", "last_read", "last_new")
    return answer_json(request, rows[0] | {name: healths[0][name] for name in more})


@router.get(
    "/health",
    summary="How the portals fare",
    response_model=shapes.Page[shapes.HealthRow],
    responses=UNCHANGED,
)
def show_health(site: SiteHere, request: Request, portal: Portal = None) -> Response:
    """The state of each portal, the evidence for it, and what to do."""
    ids = None if portal is None else [portal]
    with site.store.read() as connection:
        known = request.app.state.overdue
        rows = list_health_rows(connection, site.now(), site.poll_interval, ids, known)
    if portal is not None and not rows:
        raise no_portal(422, portal)
    return answer_json(request, page(request, rows))


def no_portal(status: int, portal: str) -> Problem:
    """What is said of a portal that is not watched."""
    cure = "see /api/v1/portals for those that are"
    return Problem(status, "portal", f"no portal {quote(portal)} is watched", cure)
