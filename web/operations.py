"""For whoever keeps the site running: is it alive, is it ready."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse

from storage.portals import list_failing
from web.site import SiteHere

router = APIRouter()


@router.get("/healthz", include_in_schema=False)
async def is_alive() -> PlainTextResponse:
    """The process answers."""
    return PlainTextResponse("ok\n")


@router.get("/readyz", include_in_schema=False)
def is_ready(site: SiteHere) -> PlainTextResponse:
    """The archive answers, too; 503 where it does not."""
    with site.store.read() as connection:
        list_failing(connection)
    return PlainTextResponse("ok\n")
