"""The page that says why there is no other."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from web.problems import Problem
from web.reader import find_reader, guess_reader
from web.rendering import render


def trouble_page(request: Request, problem: Problem, headers: dict[str, str] | None) -> Response:
    """What is wrong, and the way back; in the browser's language where that of the address is at fault."""
    try:
        reader = find_reader(request)
    except Problem:
        reader = guess_reader(request)
    given = request.query_params.get(problem.field or "", request.path_params.get(problem.field or "", ""))
    page = render(
        reader,
        "trouble",
        status=problem.status,
        problem=problem,
        is_given=problem.field in request.query_params,
        is_twice=len(request.query_params.getlist(problem.field or "")) > 1,
        given=given,
    )
    page.headers.update(headers or {})
    return page
