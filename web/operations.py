"""For whoever keeps the site running: is it alive, is it ready, and how does it fare."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST

from storage import migrate
from storage.model import StorageError
from web.measures import Measures
from web.site import SiteHere

router = APIRouter()
#: What nobody may keep: it is asked to know how things are now.
_NOW = {"Cache-Control": "no-store"}


@router.get("/healthz", include_in_schema=False)
async def is_alive() -> PlainTextResponse:
    """The process answers."""
    return PlainTextResponse("ok\n", headers=_NOW)


@router.get("/readyz", include_in_schema=False)
def is_ready(site: SiteHere) -> PlainTextResponse:
    """The archive answers, too, and has the tables that we read; 503 and a sentence where it does not."""
    try:
        found = migrate.find_version(site.store) if site.store.exists() else None
    except StorageError:
        # What is wrong names the place, which is not for strangers: the log of the process tells it.
        return _not_ready("the archive does not answer; see the log of balagh serve")
    if found != migrate.list_versions()[-1]:
        return _not_ready(
            f"the archive's tables are of version {found or 'none'}, and this Balagh reads another one; "
            "restart balagh serve with the Balagh that watches"
        )
    return PlainTextResponse("ok\n", headers=_NOW)


@router.get("/metrics", include_in_schema=False)
def show_measures(request: Request) -> Response:
    """The figures for Prometheus."""
    measures: Measures = request.app.state.measures
    return Response(measures.write(), headers=_NOW, media_type=CONTENT_TYPE_LATEST)


def _not_ready(why: str) -> PlainTextResponse:
    return PlainTextResponse(f"{why}\n", 503, headers=_NOW)
