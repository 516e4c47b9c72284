"""What the interface is asked: each parameter read, or refused in words that name it and the cure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Path, Query, Request

from monitor.conditions import ConditionError, require_kinds
from storage.database import Connection
from storage.filter import ArticleFilter
from storage.model import ArticleStatus
from storage.portals import was_watched
from web.asking import LARGEST, quote, require_day
from web.problems import Problem

Number = Annotated[int, Path(ge=1, le=LARGEST, description="The article's number.", examples=[42])]
PortalId = Annotated[str, Path(description="The portal's id.", examples=["meknes"])]
Limit = Annotated[int, Query(ge=1, le=500, description="So many at most; fewer where they are long.")]
Portal = Annotated[str | None, Query(description="Of one portal, by its id.", examples=["meknes"])]
Kind = Annotated[str | None, Query(description="Of one kind.", examples=["communique"])]
_Day = {"format": "date"}
Since = Annotated[
    str | None,
    Query(
        description="Published on this day or later; none without a date.",
        examples=["2026-01-01"],
        json_schema_extra=_Day,
    ),
]
Until = Annotated[
    str | None,
    Query(
        description="Published on this day or earlier; none without a date.",
        examples=["2026-12-31"],
        json_schema_extra=_Day,
    ),
]
Status = Annotated[ArticleStatus | None, Query(description="Still there, or withdrawn.")]


def read_filter(
    portal: Portal = None,
    kind: Kind = None,
    since: Since = None,
    until: Until = None,
    status: Status = None,
) -> ArticleFilter:
    """The conditions of an address. Raises Problem for what is no kind or day."""
    if kind is not None:
        check_kinds("kind", [kind])
    return ArticleFilter(
        portal,
        kind,
        None if since is None else require_day(since, "since"),
        None if until is None else require_day(until, "until"),
        status,
    )


#: The conditions of an address, as an argument of a route.
FilterHere = Annotated[ArticleFilter, Depends(read_filter)]


def check_kinds(field: str, kinds: Iterable[str]) -> None:
    """Raise Problem where one is no kind."""
    try:
        require_kinds(kinds)
    except ConditionError as error:
        raise condition_problem(error, field) from error


def condition_problem(error: ConditionError, field: str | None = None) -> Problem:
    """A condition that nothing could fulfil, said of the field that stated it."""
    why, _, cure = str(error).removeprefix("--").partition("; ")
    return Problem(422, field or error.field, why, cure or "leave it out, or write another one")


def require_archived(connection: Connection, portal: str | None) -> None:
    """Raise Problem where nothing can be of this portal, as it was never watched."""
    if portal is not None and not was_watched(connection, portal):
        cure = "see /api/v1/portals for those that are"
        raise Problem(422, "portal", f"no portal {quote(portal)} was ever watched", cure)


def link(request: Request, **more: object) -> str:
    """The address that was asked for, with other values of some parameters."""
    asked = dict(request.query_params) | {name: str(value) for name, value in more.items()}
    return f"{request.url.path}?{urlencode(asked)}"


def page(request: Request, items: list[dict[str, Any]], **next_one: object) -> dict[str, Any]:
    """A page of a list, with the address of the next one."""
    return {"items": items, "next": link(request, **next_one) if next_one else None}
