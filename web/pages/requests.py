"""The ledger: what was asked of whom, and how they answered."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from storage.directory import list_cards
from storage.requests import MOST_REQUESTS, list_newest_requests
from web.asking import read_choice, read_number
from web.reader import ReaderHere
from web.rendering import render
from web.sayings import speak_to
from web.site import SiteHere

router = APIRouter()

#: Requests on one page.
PAGE = 100


@router.get("/health/requests", include_in_schema=False)
def show_requests(
    site: SiteHere,
    reader: ReaderHere,
    portal: Annotated[str | None, Query()] = None,
    before: Annotated[str | None, Query()] = None,
) -> HTMLResponse:
    """The newest requests first."""
    with site.store.read() as connection:
        cards = list_cards(connection)
        chosen = read_choice(portal, "portal", cards)
        found = list_newest_requests(connection, PAGE + 1, chosen, read_number(before, "before"))
    lines = found[:PAGE]
    return render(
        reader,
        "requests",
        cards=cards,
        portal=chosen,
        lines=lines,
        older=lines[-1].number if len(found) > PAGE else None,
        is_first=not before,
        most=MOST_REQUESTS,
        **speak_to(reader),
    )
