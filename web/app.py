"""The site: its pages, feeds and interface in one application."""

from __future__ import annotations

from importlib.resources import files

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles

from web import downloads, operations, problems
from web.access import Access
from web.feeds import routes as feeds
from web.measures import Measures
from web.pages import article, portal, portals, search, today
from web.safety import SafetyHeaders
from web.site import Site


def make_app(site: Site) -> FastAPI:
    """The application over an archive; it reads, and writes nothing unless somebody shows a token."""
    # The interactive pages of FastAPI load scripts from elsewhere.
    app = FastAPI(title="Balagh", docs_url=None, redoc_url=None)
    app.state.site = site
    app.state.measures = Measures(site)
    for part in (today, portals, portal, article, downloads, search, feeds, operations):
        _answer_heads(part.router)
        app.include_router(part.router)
    app.mount("/static", StaticFiles(directory=str(files("web") / "static")), name="static")
    problems.install(app)
    app.add_middleware(SafetyHeaders)
    app.add_middleware(Access, measures=app.state.measures, names_readers=site.names_readers)
    return app


def _answer_heads(router: APIRouter) -> None:
    """Let whoever asks for the headers of a page alone have them, as HTTP wants it."""
    for route in router.routes:
        if isinstance(route, APIRoute) and not route.include_in_schema and route.methods == {"GET"}:
            route.methods = {"GET", "HEAD"}
