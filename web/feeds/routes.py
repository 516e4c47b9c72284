"""The addresses of feeds, and the answer to who has the newest already."""

from __future__ import annotations

import json
from email.utils import format_datetime
from hashlib import sha256
from importlib.metadata import version

from fastapi import APIRouter, Request
from fastapi.responses import Response

from storage.definitions import list_definitions
from storage.timeline import Standing, find_standing
from web.feeds.asked import read_asked
from web.feeds.atom import write_atom
from web.feeds.jsonfeed import make_json_feed
from web.feeds.making import MEDIA_TYPES, Maker
from web.problems import Problem
from web.reader import Reader, ReaderHere
from web.site import Site, SiteHere

router = APIRouter()
#: Seconds for which a reader need not ask again.
_FRESH = 60
_VERSION = version("balagh")


@router.get("/feeds/all.{form}", include_in_schema=False)
def show_all(request: Request, site: SiteHere, reader: ReaderHere, form: str) -> Response:
    """Everything that was found."""
    return _answer(request, site, reader, form, "/feeds/all", {})


@router.get("/feeds/portals/{portal}.{form}", include_in_schema=False)
def show_portal(request: Request, site: SiteHere, reader: ReaderHere, portal: str, form: str) -> Response:
    """What one portal publishes."""
    return _answer(request, site, reader, form, f"/feeds/portals/{portal}", {"portal": portal})


@router.get("/feeds/kinds/{kind}.{form}", include_in_schema=False)
def show_kind(request: Request, site: SiteHere, reader: ReaderHere, kind: str, form: str) -> Response:
    """Articles of one kind."""
    return _answer(request, site, reader, form, f"/feeds/kinds/{kind}", {"kind": kind})


@router.get("/feeds/regions/{region}.{form}", include_in_schema=False)
def show_region(request: Request, site: SiteHere, reader: ReaderHere, region: str, form: str) -> Response:
    """What the portals of one region publish."""
    return _answer(request, site, reader, form, f"/feeds/regions/{region}", {"region": region})


@router.get("/feeds/search.{form}", include_in_schema=False)
def show_search(request: Request, site: SiteHere, reader: ReaderHere, form: str) -> Response:
    """Articles that hold certain words."""
    if not request.query_params.get("q"):
        raise Problem(422, "q", "nothing is looked for", "give words, as /feeds/search.atom?q=…")
    return _answer(request, site, reader, form, "/feeds/search", {})


def _answer(
    request: Request, site: Site, reader: Reader, form: str, path: str, named: dict[str, str]
) -> Response:
    if form not in MEDIA_TYPES:
        cure = f"end the address in one of {', '.join(f'.{one}' for one in MEDIA_TYPES)}"
        raise Problem(404, "form", f"there is no feed in the form {form}", cure)
    base = site.public_url or str(request.base_url)
    with site.store.read() as connection:
        standing = find_standing(connection, named.get("portal"))
        headers = _make_headers(standing, f"{base} {form} {reader.language} {request.url.query} {path}")
        if _has_newest(request, headers):
            return Response(status_code=304, headers=headers)
        portals = list_definitions(connection)
        asked = read_asked(path, named, request.query_params, portals)
        maker = Maker(asked, form, reader.language, base, is_language_chosen=reader.is_chosen)
        feed = maker.make(connection, portals, standing)
    links = ", ".join(f'<{one.href}>; rel="{one.rel}"' for one in feed.links)
    body = (
        write_atom(feed)
        if form == "atom"
        else json.dumps(make_json_feed(feed), ensure_ascii=False).encode("utf-8")
    )
    if links.isascii():  # as headers are; a host of other letters is in the feed itself
        headers["Link"] = links
    return Response(body, 200, headers, f"{MEDIA_TYPES[form]}; charset=utf-8")


def _make_headers(standing: Standing, address: str) -> dict[str, str]:
    """What a reader keeps, to ask whether there is anything newer; made before anything is read."""
    digest = sha256(f"{_VERSION} {address}".encode()).hexdigest()[:16]
    dated = {} if standing.at is None else {"Last-Modified": format_datetime(standing.at, usegmt=True)}
    return {
        "ETag": f'W/"{standing.event}-{standing.forgotten}-{digest}"',
        **dated,
        "Cache-Control": f"public, max-age={_FRESH}",
        "Vary": "Accept-Language",
    }


def _has_newest(request: Request, headers: dict[str, str]) -> bool:
    """Whether the reader has what we would send; a date counts only where no tag is shown."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return tags.strip() == "*" or headers["ETag"].removeprefix("W/") in [
            one.strip().removeprefix("W/") for one in tags.split(",")
        ]
    # Only this very date: what was found later may bear an earlier one.
    since = request.headers.get("if-modified-since")
    return since is not None and since == headers.get("Last-Modified")
