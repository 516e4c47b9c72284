"""What is said where a request cannot be answered: problem+json (RFC 9457), or a page for people."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match

from storage.filter import FilterError
from storage.model import BalaghError
from web.bodies import MOST_BODY_BYTES


class Problem(Exception):  # noqa: N818  # RFC 9457's word
    """A request that cannot be answered: which field is at fault, why, and what to do."""

    def __init__(
        self, status: int, field: str | None, why: str, cure: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(f"{why}; {cure}")
        self.status, self.field, self.why, self.cure = status, field, why, cure
        self.headers = headers  #: that the answer has besides


def install(app: FastAPI) -> None:
    """Have everything that goes wrong said in these words."""
    app.add_exception_handler(Problem, _answer_problem)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(FilterError, _answer_filter)
    app.add_exception_handler(BalaghError, _answer_error)


def problem_document(problem: Problem) -> dict[str, Any]:
    """The members of problem+json; `field` and `cure` are our own."""
    told = {"field": problem.field} if problem.field else {}
    return {
        "type": "about:blank",
        "title": problem.why,
        "status": problem.status,
        "detail": str(problem),
        **told,
        "cure": problem.cure,
    }


def answer(request: Request, problem: Problem, headers: dict[str, str] | None = None) -> Response:
    """A page for who reads pages, problem+json for programs."""
    path = request.url.path
    if path.startswith(("/api/", "/feeds/")) or "text/html" not in request.headers.get("accept", ""):
        return JSONResponse(
            problem_document(problem), problem.status, headers, media_type="application/problem+json"
        )
    from web.pages.trouble import trouble_page  # the pages raise problems, too

    return trouble_page(request, problem, headers)


async def _answer_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return answer(request, error, error.headers)


async def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    cures = {
        404: "see the address, or begin at /",
        400: "send JSON, in UTF-8",
        405: "use a method that Allow names",
        413: f"send at most {MOST_BODY_BYTES} bytes",
    }
    problem = Problem(
        error.status_code, None, str(error.detail).lower(), cures.get(error.status_code, "try again")
    )
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(_list_methods(request))
    return answer(request, problem, headers or None)


def _list_methods(request: Request) -> list[str]:
    """What an address may be asked by; each of its routes knows its own alone."""
    known = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    routes = request.app.routes
    return [
        method
        for method in known
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    ]


async def _answer_filter(request: Request, error: Exception) -> Response:
    assert isinstance(error, FilterError)
    return answer(request, Problem(422, error.field, error.why, error.cure))


async def _answer_error(request: Request, _error: Exception) -> Response:
    """The archive cannot be read just now; what it says names the place, which is not for strangers."""
    return answer(request, Problem(503, None, "the archive does not answer", "try again in a minute"))
