"""The page that says why there is no other."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from monitor.saying import Language
from web.problems import Problem
from web.reader import Reader, find_reader
from web.rendering import render


def trouble_page(request: Request, problem: Problem, headers: dict[str, str] | None) -> Response:
    """What is wrong, and the way back; in Arabic where the language itself is at fault."""
    try:
        reader = find_reader(request)
    except Problem:
        reader = Reader(Language.AR, is_chosen=False)
    page = render(reader, "trouble", status=problem.status, path="/", problem=problem)
    page.headers.update(headers or {})
    return page
