"""Search: articles by their words, as readers of Arabic and French mean them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from monitor.finding import find, found_row
from storage.model import EventType
from text.query import LONGEST_QUERY, parse_query
from text.query import Query as Words
from web.api import shapes
from web.api.answers import UNCHANGED, answer_json
from web.api.questions import FilterHere, page, require_archived
from web.problems import Problem
from web.site import SiteHere

router = APIRouter(tags=["articles"])

Asked = Annotated[
    str,
    Query(
        min_length=1,
        max_length=LONGEST_QUERY,
        description='Words, "a phrase", begin*, -without.',
        examples=["بلاغ", '"انقطاع الماء" -تذكير'],
    ),
]
Event = Annotated[EventType | None, Query(description="Of which this happened, such as edited.")]
Best = Annotated[bool, Query(description="The best match first, not the newest.")]
Most = Annotated[int, Query(ge=1, le=200, description="So many at most.")]


@router.get(
    "/search",
    summary="Search by words",
    response_model=shapes.Page[shapes.Found],
    responses=UNCHANGED,
)
def search(  # the parameters of the address
    site: SiteHere,
    request: Request,
    q: Asked,
    wanted: FilterHere,
    event: Event = None,
    best: Best = False,
    limit: Most = 20,
) -> Response:
    """Articles that hold all the words, newest first; marks say where they stand: [first character, end]."""
    query = _parse(q)
    with site.store.read() as connection:
        require_archived(connection, wanted.portal)
        found = find(connection, query, wanted, limit, event, best=best)
    return answer_json(request, page(request, [found_row(one, query) for one in found]))


def _parse(words: str) -> Words:
    try:
        return parse_query(words)
    except ValueError as error:
        why, _, cure = str(error).partition("; ")
        raise Problem(422, "q", why, cure or "write words as in a sentence") from error
