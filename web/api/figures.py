"""Figures: the archive counted, and what councils published of their sessions."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from monitor.expectations.rows import FIRST_YEAR, read_record
from monitor.statistics.counting import Counting
from monitor.statistics.rows import describe
from storage.model import MOROCCO
from storage.portals import find_portal
from storage.statistics import Grouping
from web.api import shapes
from web.api.answers import NOT_FOUND, UNCHANGED, answer_json
from web.api.portals import no_portal
from web.api.questions import FilterHere, PortalId, require_archived
from web.problems import Problem
from web.site import SiteHere

router = APIRouter(tags=["figures"])

By = Annotated[Grouping, Query(description="One group for each.")]
Year = Annotated[int | None, Query(description="The present one.", examples=[2026])]


@router.get(
    "/statistics",
    summary="Counts of articles, edits, withdrawals and delays",
    response_model=shapes.Statistics,
    responses=UNCHANGED,
)
def show_statistics(
    site: SiteHere, request: Request, wanted: FilterHere, by: By = Grouping.PORTAL
) -> Response:
    """What `balagh stats --json` prints (docs/statistics.md says what each figure means)."""
    with site.store.read() as connection:
        require_archived(connection, wanted.portal)
    counting: Counting = request.app.state.counting
    _, found = counting.read(wanted, by, site.now())
    return answer_json(request, describe(found))


@router.get(
    "/portals/{portal}/record",
    summary="What a portal shows of its council's sessions in a year, and what it does not",
    response_model=dict[str, Any],
    responses=UNCHANGED | NOT_FOUND,
)
def show_record(site: SiteHere, request: Request, portal: PortalId, year: Year = None) -> Response:
    """What `balagh record --json` prints."""
    now = site.now()
    present = now.astimezone(MOROCCO).year
    if year is not None and not FIRST_YEAR <= year <= present:
        cure = f"give a year from {FIRST_YEAR} to {present}"
        raise Problem(422, "year", f"there is no record of {year}", cure)
    with site.store.read() as connection:
        watched = find_portal(connection, portal)
        if watched is None:
            raise no_portal(404, portal)
        return answer_json(request, read_record(connection, watched, site.folders, year or present, now))
