"""The log, with all that a copy of the archive is made of: it is followed by the number of the last event."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from monitor.payload import event_payload
from storage import amendments
from storage import events as log
from storage.database import Connection
from storage.model import Event
from storage.snapshots import find_portal_snapshot, find_snapshot, list_snapshots
from web.api import shapes
from web.api.answers import UNCHANGED, answer_json, take_some
from web.api.questions import link
from web.asking import LARGEST
from web.problems import Problem
from web.site import SiteHere

router = APIRouter(tags=["events"])

After = Annotated[int, Query(ge=0, le=LARGEST, description="After the event of this number.", examples=[0])]
Amended = Annotated[
    int | None,
    Query(
        ge=0,
        le=LARGEST,
        description="Also what became known without an event, after this number; 0: from the beginning.",
        examples=[0],
    ),
]
Most = Annotated[int, Query(ge=1, le=500, description="So many at most; fewer where they are long.")]
#: Events whose articles are looked up together.
_BATCH = 50


@router.get(
    "/events",
    summary="The log, oldest first, with what each event is about",
    response_model=shapes.Log,
    responses=UNCHANGED,
)
def list_events(
    site: SiteHere, request: Request, after: After = 0, amended: Amended = None, limit: Most = 100
) -> Response:
    """What was committed after an event, in that order: nothing is skipped, and nothing comes twice.

    Begin with `after=0&amended=0`, take over each article and portal in the order in which it stands here,
    events first, and go on at `next`: the copy is then what the archive is. While `more` is true there is
    more to be had at once.
    """
    with site.store.read() as connection:
        newest, last = log.find_newest(connection), amendments.find_last(connection)
        _refuse_ahead("after", after, newest, "event")
        _refuse_ahead("amended", amended or 0, last, "amendment")
        items = list(take_some(_list_items(connection, after, limit), limit))
        found = [] if amended is None else list(take_some(_list_amended(connection, amended, limit), limit))
    come = {"after": items[-1]["id"] if items else after}
    if amended is not None:
        come["amended"] = found[-1]["number"] if found else amended
    more = come["after"] < newest or come.get("amended", last) < last
    document = {"items": items, "amended": found, "next": link(request, **come), "more": more}
    return answer_json(request, document)


def _refuse_ahead(field: str, number: int, newest: int, what: str) -> None:
    """Raise Problem where there never was such a number: its reader would wait for ever."""
    if number > newest:
        why = f"there is no {what} {number} yet, the newest is {newest}"
        cure = "another archive is answering, or an older copy of it: begin anew with 0"
        raise Problem(422, field, why, cure)


def _list_items(connection: Connection, after: int, limit: int) -> Iterator[dict[str, Any]]:
    every = log.list_events(connection, after, limit=limit)
    while batch := list(islice(every, _BATCH)):
        for event, snapshot in zip(batch, list_snapshots(connection, batch), strict=True):
            yield event_payload(event) | _describe(connection, event, snapshot)


def _describe(connection: Connection, event: Event, snapshot: dict[str, Any] | None) -> dict[str, Any]:
    portal = find_portal_snapshot(connection, event.portal) if event.article is None else None
    return {"article_then": snapshot, "portal_now": portal}


def _list_amended(connection: Connection, after: int, limit: int) -> Iterator[dict[str, Any]]:
    for one in amendments.list_amendments(connection, after, limit):
        yield {
            "number": one.number,
            "article_now": find_snapshot(connection, one.article) if one.article is not None else None,
            "portal_now": find_portal_snapshot(connection, one.portal) if one.portal is not None else None,
        }
