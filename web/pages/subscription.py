"""One subscription: what became of what it was told, and its end."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import RedirectResponse, Response

from monitor.replay import retry_one
from monitor.subscribing import send_test
from storage.database import Connection
from storage.directory import list_cards
from storage.events import find_events
from storage.model import BalaghError, DeliveryStatus, Subscription
from storage.outbox import count_by_status, list_newest
from storage.subscriptions import find_subscription, remove_subscription
from web.asking import LARGEST, read_number
from web.forms import WriterHere, require_writer
from web.leafing import Leaf
from web.pages.subscriptions import HEADERS, describe, show_login, show_private
from web.problems import Problem
from web.reader import Reader, ReaderHere
from web.sessions import Session, SessionHere
from web.site import Site, SiteHere

router = APIRouter()

#: Deliveries on one page.
PAGE = 50
#: What a page may be told to say of what was done just now.
_SAID = ("made", "retried", "there")
Number = Annotated[int, Path(ge=1, le=LARGEST)]


@router.get("/subscriptions/{number}", include_in_schema=False)
def show_subscription(  # a route's arguments
    site: SiteHere,
    reader: ReaderHere,
    session: SessionHere,
    number: Number,
    page: Annotated[str | None, Query()] = None,
    said: Annotated[str | None, Query()] = None,
) -> Response:
    """Its conditions and its deliveries, the newest first."""
    if session is None:
        return show_login(reader)
    return _show(site, reader, session, number, page=page, said=said if said in _SAID else None)


@router.post("/subscriptions/{number}/end", include_in_schema=False, dependencies=[Depends(require_writer)])
def end_subscription(site: SiteHere, reader: ReaderHere, number: Number) -> Response:
    """Tell it no more."""
    with site.store.write() as connection:
        if not remove_subscription(connection, number, site.now()):
            raise _none(number)
    return RedirectResponse(reader.link("/subscriptions"), 303, HEADERS)


@router.post("/subscriptions/{number}/retry", include_in_schema=False, dependencies=[Depends(require_writer)])
def retry_deliveries(site: SiteHere, reader: ReaderHere, number: Number) -> Response:
    """Put what was given up on its way again; `balagh watch` sends it."""
    with site.store.write() as connection:
        retry_one(connection, _require(connection, number), site.now())
    return RedirectResponse(reader.link(f"/subscriptions/{number}", said="retried"), 303, HEADERS)


@router.post("/subscriptions/{number}/test", include_in_schema=False)
def test_subscription(site: SiteHere, reader: ReaderHere, session: WriterHere, number: Number) -> Response:
    """Send one marked message there."""
    with site.store.read() as connection:
        own = _require(connection, number)
    refusal = try_target(site, own.target, own)
    said = "tested" if refusal is None else "refused"
    return _show(site, reader, session, number, said=said, refusal=refusal)


def try_target(site: Site, target: str, told: Subscription) -> str | None:
    """Send a test; gives why it was not accepted, None where it was."""
    if site.open_channel is None:
        return "nothing is sent from here"
    try:
        return send_test(site.open_channel(target), told.manner, site.now())
    except BalaghError as error:
        return str(error)


def _show(  # what a page shows
    site: Site,
    reader: Reader,
    session: Session,
    number: int,
    *,
    page: str | None = None,
    said: str | None = None,
    refusal: str | None = None,
) -> Response:
    with site.store.read() as connection:
        own = _require(connection, number)
        counts = count_by_status(connection).get(number, {})
        leaf = _leaf(sum(counts.values()), page)
        found = list_newest(connection, number, PAGE, (leaf.number - 1) * PAGE)
        told = find_events(connection, [one.event for one in found if one.event is not None])
        names = {one.id: one.call(reader.language) for one in list_cards(connection).values()}
    return show_private(
        reader,
        "subscription",
        session,
        path=f"/subscriptions/{number}",
        of=number,
        said=said,
        refusal=refusal,
        counts=counts,
        failed=counts.get(DeliveryStatus.FAILED, 0),
        deliveries=[(one, told.get(one.event) if one.event is not None else None) for one in found],
        names=names,
        leaf=leaf,
        **describe(own, names, reader),
    )


def _leaf(total: int, page: str | None) -> Leaf[None]:
    number, last = read_number(page, "page") or 1, max(1, -(-total // PAGE))
    if number > last:
        raise Problem(422, "page", f"there is no page {number}", f"give a number from 1 to {last}")
    return Leaf((), number, last, total)


def _require(connection: Connection, number: int) -> Subscription:
    own = find_subscription(connection, number)
    if own is None:
        raise _none(number)
    return own


def _none(number: int) -> Problem:
    return Problem(
        404, "number", f"there is no subscription {number}", "choose one on the page /subscriptions"
    )
