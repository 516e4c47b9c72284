"""HEAD beside GET, as HTTP wants it; FastAPI answers it nowhere by itself."""

from __future__ import annotations

from copy import copy

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute


def answer_heads(router: APIRouter) -> None:
    """Let whoever asks for the headers of an answer alone have them.

    But for those of a stream: all of it would be made, for nothing. What was done to a router already is not
    done again. Call it before the router is included elsewhere.
    """
    routes = [one for one in router.routes if isinstance(one, APIRoute)]
    headed = {one.path for one in routes if "HEAD" in (one.methods or ())}
    for route in routes:
        is_stream = route.response_class is StreamingResponse
        if route.methods == {"GET"} and route.path not in headed and not is_stream:
            head = copy(route)  # a route of its own: what the document of the interface tells stays as it is
            head.methods, head.include_in_schema = {"HEAD"}, False
            router.routes.append(head)
