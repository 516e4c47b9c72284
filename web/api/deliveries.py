"""Deliveries: alerts on their way, sent or given up; and sending again."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse

from monitor.alert_rows import delivery_row
from monitor.replay import retry_one
from storage.model import DeliveryStatus
from storage.outbox import list_some
from storage.subscriptions import list_subscriptions
from web.access import require_token
from web.api import shapes
from web.api.answers import UNAUTHORIZED, UNCHANGED, answer_json
from web.api.questions import Limit, page
from web.asking import LARGEST, quote
from web.problems import Problem
from web.site import SiteHere

router = APIRouter(tags=["deliveries"], dependencies=[Depends(require_token)], responses=UNAUTHORIZED)

Of = Annotated[int | None, Query(ge=1, le=LARGEST, description="Of one subscription.")]
Status = Annotated[DeliveryStatus | None, Query(description="Only those that stand so.")]
After = Annotated[str | None, Query(description="As `next` states it.", examples=["42.dlv_0a1b2c"])]
_PLACE = re.compile(r"(\d{1,18})\.(\w{1,64})", re.ASCII)


@router.get(
    "/deliveries",
    summary="Alerts on their way, sent or given up",
    response_model=shapes.Page[shapes.Delivery],
    responses=UNCHANGED,
)
def list_deliveries(  # the parameters of the address
    site: SiteHere,
    request: Request,
    subscription: Of = None,
    status: Status = None,
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """In the order of their events, as `balagh deliveries --json` prints them; signs of life come first."""
    with site.store.read() as connection:
        found = list_some(connection, _read_place(after), limit + 1, subscription, status)
    more = {"after": f"{found[limit - 1].event or 0}.{found[limit - 1].id}"} if len(found) > limit else {}
    return answer_json(request, page(request, [delivery_row(one) for one in found[:limit]], **more))


@router.post("/deliveries/retry", summary="Send again what was given up", response_model=shapes.Retried)
def retry(site: SiteHere, subscription: Of = None) -> Response:
    """To whoever is still subscribed; `balagh watch` sends it."""
    with site.store.write() as connection:
        standing = [one for one in list_subscriptions(connection) if subscription in (None, one.id)]
        ids = [one for own in standing for one in retry_one(connection, own, site.now())]
    return JSONResponse({"retried": len(ids)})


def _read_place(after: str | None) -> tuple[int, str]:
    if after is None:
        return 0, ""
    found = _PLACE.fullmatch(after)
    if found is None:
        why = f"{quote(after)} is no place in the list"
        raise Problem(422, "after", why, "take it from `next` of the page before, or leave it out")
    return int(found[1]), found[2]
