"""Subscriptions: who is told what. Nothing of them is shown or changed without a token."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from monitor.alert_rows import subscription_row
from monitor.conditions import ConditionError, Conditions, check_conditions
from monitor.saying import Language
from monitor.subscribing import list_alike, refuse_local, send_test
from monitor.targets import show_target
from monitor.timing import read_digest, read_quiet, read_timezone
from storage import subscriptions as kept
from storage.database import Connection
from storage.model import BalaghError, Manner, PortalError, Subscription, UsageError
from web.access import require_token
from web.api import shapes
from web.api.answers import NOT_FOUND, UNAUTHORIZED, UNCHANGED, answer_json, declare
from web.api.questions import condition_problem, page
from web.asking import LARGEST
from web.problems import Problem
from web.site import Site, SiteHere

router = APIRouter(tags=["subscriptions"], dependencies=[Depends(require_token)], responses=UNAUTHORIZED)

T = TypeVar("T")
Number = Annotated[int, Path(ge=1, le=LARGEST, description="The subscription's number.", examples=[1])]
_NO_NUL = r"^[^\x00]*$"
_Words = Annotated[list[Annotated[str, Field(max_length=200, pattern=_NO_NUL)]], Field(max_length=100)]


class Told(BaseModel):
    """How somebody is to be told."""

    model_config = ConfigDict(extra="forbid")

    language: Language = Field(Language.EN, description="of the messages")
    digest: str | None = Field(
        None, max_length=40, description="one message for all: hourly, daily@08:00, weekly@mon-08:00"
    )
    quiet: str | None = Field(
        None, max_length=40, description="hours in which nothing is sent", examples=["22:00-07:00"]
    )
    timezone: str = Field("Africa/Casablanca", max_length=60, description="in which these hours are meant")
    alive_days: int | None = Field(
        None, ge=1, le=3650, description="after so long without an alert, tell how it goes"
    )


class NewSubscription(BaseModel):
    """Who wants what; an empty condition wants everything."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"target": "https://example.org/hook", "kinds": ["tender"], "words": ["voirie"]}]
        },
    )

    target: str = Field(
        min_length=1,
        max_length=2_000,
        pattern=_NO_NUL,
        description="https://… (a webhook), mailto:ADDRESS, or an Apprise address",
    )
    portals: _Words = []
    kinds: _Words = []
    words: _Words = []
    events: _Words = []
    languages: _Words = []
    regions: _Words = []
    provinces: _Words = []
    told: Told = Told()


@router.get(
    "/subscriptions",
    summary="The subscriptions that stand",
    response_model=shapes.Page[shapes.Subscription],
    responses=UNCHANGED,
)
def list_subscriptions(site: SiteHere, request: Request) -> Response:
    """As `balagh subscriptions --json` prints them: of a target what is no secret."""
    with site.store.read() as connection:
        rows = [subscription_row(one) for one in kept.list_subscriptions(connection)]
    return answer_json(request, page(request, rows))


@router.get(
    "/subscriptions/{number}",
    summary="One subscription",
    response_model=shapes.Subscription,
    responses=UNCHANGED | NOT_FOUND,
)
def show_subscription(site: SiteHere, request: Request, number: Number) -> Response:
    """Who is told what."""
    with site.store.read() as connection:
        return answer_json(request, subscription_row(_require(connection, number)))


@router.post(
    "/subscriptions",
    summary="Subscribe",
    status_code=201,
    response_model=shapes.Subscription,
    responses={
        200: {"description": "It stands already; nothing was changed.", "model": shapes.Subscription},
        **declare(400, "What was sent is no JSON."),
        **declare(413, "What was sent is too long."),
    },
)
def subscribe(site: SiteHere, wanted: NewSubscription) -> Response:
    """Be told from now on of what fits the conditions. The same again changes nothing.

    Targets that touch files or the screen of the machine that Balagh runs on are for the command line.
    """
    target = _read_target(site, wanted.target.strip())
    manner = _read_manner(wanted.told)
    with site.store.write() as connection:
        conditions = _check(connection, wanted)
        alike = list_alike(connection, target, conditions)
        same = next((one for one in alike if one.manner == manner), None)
        made = same or kept.insert_subscription(
            connection, target, site.now(), manner=manner, **asdict(conditions)
        )
    where = {"Location": f"/api/v1/subscriptions/{made.id}"}
    return JSONResponse(subscription_row(made), 200 if same else 201, where)


@router.delete(
    "/subscriptions/{number}",
    summary="Unsubscribe",
    status_code=204,
    response_class=Response,
    responses=NOT_FOUND,
)
def unsubscribe(site: SiteHere, number: Number) -> Response:
    """Tell it no more."""
    with site.store.write() as connection:
        if not kept.remove_subscription(connection, number, site.now()):
            raise _none(number)
    return Response(status_code=204)


@router.post(
    "/subscriptions/{number}/test",
    summary="Send one marked message",
    response_model=shapes.Tested,
    responses=NOT_FOUND,
)
def test_subscription(site: SiteHere, number: Number) -> Response:
    """To its target, now; `error` says why it was not accepted."""
    with site.store.read() as connection:
        own = _require(connection, number)
    refusal = _try_target(site, own)
    told: dict[str, Any] = {"target": show_target(own.target), "accepted": refusal is None, "error": refusal}
    return JSONResponse(told)


def _try_target(site: Site, own: Subscription) -> str | None:
    if site.open_channel is None:
        return "nothing is sent from here"
    try:
        return send_test(site.open_channel(own.target), own.manner, site.now())
    except BalaghError as error:
        return str(error)


def _require(connection: Connection, number: int) -> Subscription:
    own = kept.find_subscription(connection, number)
    if own is None:
        raise _none(number)
    return own


def _none(number: int) -> Problem:
    cure = "see /api/v1/subscriptions for those there are"
    return Problem(404, "number", f"there is no subscription {number}", cure)


def _read_target(site: Site, target: str) -> str:
    if site.open_channel is None:
        raise Problem(422, "target", "nothing is sent from here", "use `balagh subscribe`")

    def read(text: str) -> str:
        refuse_local(text)
        assert site.open_channel is not None
        site.open_channel(text).close()
        return text

    return _attempt("target", read, target)


def _read_manner(told: Told) -> Manner:
    return Manner(
        language=told.language.value,
        digest=None if told.digest is None else _attempt("told.digest", read_digest, told.digest),
        quiet=None if told.quiet is None else _attempt("told.quiet", read_quiet, told.quiet),
        timezone=_attempt("told.timezone", read_timezone, told.timezone),
        alive_days=told.alive_days,
    )


def _attempt(field: str, read: Callable[[str], T], text: str) -> T:
    try:
        return read(text)
    except UsageError as error:
        why, _, cure = str(error).removeprefix("--").partition("; ")
        raise Problem(422, field, why, cure or "write it otherwise") from error


def _check(connection: Connection, wanted: NewSubscription) -> Conditions:
    names = ("portals", "kinds", "words", "events", "languages", "regions", "provinces")
    written = {name: tuple(getattr(wanted, name)) for name in names}
    try:
        return check_conditions(connection, Conditions(**written))
    except ConditionError as error:
        field = error.field if error.field in names else f"{error.field}s"
        raise condition_problem(error, field) from error
    except PortalError as error:
        cure = "see /api/v1/portals for those that are"
        raise Problem(422, "portals", str(error).partition("; ")[0], cure) from error
