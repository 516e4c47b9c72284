"""The site: its pages, feeds and interface in one application."""

from __future__ import annotations

from importlib.resources import files

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.cors import CORSMiddleware

from monitor.expectations.overdue import Overdue
from monitor.expectations.record import Subject
from monitor.remembering import ByPortal
from monitor.statistics.counting import Counting
from web import api, downloads, operations, problems, unreadable
from web.api.document import describe
from web.bodies import BodyLimit
from web.feeds import routes as feeds
from web.heads import answer_heads
from web.hosts import OwnHosts
from web.measures import Measures
from web.pages import (
    article,
    council,
    health,
    portal,
    portals,
    record,
    requests,
    robot,
    search,
    statistics,
    subscribe,
    subscription,
    subscriptions,
    today,
)
from web.parameters import refuse_unknown_of_page
from web.requestlog import RequestLog
from web.safety import SafetyHeaders
from web.sessions import Sessions
from web.site import Site
from web.throttle import Throttle

#: Portals of which it is remembered what is overdue, and what the board of the record shows.
MOST_OVERDUE, MOST_ON_BOARD = 4_096, 160


def make_app(site: Site) -> FastAPI:
    """The application over an archive; it reads, and writes nothing unless somebody shows a token."""
    # The interactive pages of FastAPI load scripts from elsewhere.
    app = FastAPI(title="Balagh", docs_url=None, redoc_url=None)
    app.state.site, app.state.sessions = site, Sessions()
    app.state.counting = Counting(site.store)
    app.state.overdue, app.state.boards = (
        ByPortal[list[Overdue]](MOST_OVERDUE),
        ByPortal[Subject](MOST_ON_BOARD),
    )
    app.state.measures = Measures(site)
    pages = (today, portals, portal, article, search, record, council, health, requests, statistics, robot)
    private = (subscriptions, subscribe, subscription)
    for part in (*pages, *private, downloads):
        answer_heads(part.router)
        app.include_router(part.router, dependencies=[Depends(refuse_unknown_of_page)])
    for part in (feeds, operations):
        answer_heads(part.router)
        app.include_router(part.router)
    app.include_router(api.router)
    app.mount("/static", StaticFiles(directory=str(files("web") / "static")), name="static")
    problems.install(app)
    unreadable.install(app)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]
    app.add_middleware(BodyLimit)
    app.add_middleware(Throttle, per_minute=site.requests_per_minute)
    if site.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=site.cors_origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "If-None-Match"],
            expose_headers=["ETag", "Retry-After"],
        )
    app.add_middleware(OwnHosts, public_url=site.public_url)
    app.add_middleware(SafetyHeaders)
    app.add_middleware(RequestLog, measures=app.state.measures, names_readers=site.names_readers)
    return app
