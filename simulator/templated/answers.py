"""Makes answers: a body in the site's encoding and headers, redirects, and the files beside the pages."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from html import escape
from pathlib import PurePosixPath

from simulator.exchange import Request, Response
from simulator.files import PIXEL, PLAIN_PDF
from simulator.templated.sitefile import Route, SiteFile

_ASSETS = {
    ".css": (b"body { margin: 0 }\n", "text/css"),
    ".js": (b"'use strict';\n", "application/javascript"),
    ".svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml"),
    ".pdf": (PLAIN_PDF, "application/pdf"),
} | dict.fromkeys((".gif", ".png", ".jpg", ".jpeg", ".ico", ".webp"), (PIXEL, "image/gif"))


def make_response(
    file: SiteFile,
    route: Route,
    text: str,
    encoding: str,
    status: int = 200,
    fill: Mapping[str, int] | None = None,
) -> Response:
    """The answer with this text, with the headers and, where it has one, in the encoding of the route."""
    encoding = route.encoding or encoding
    body = text.encode(encoding, "xmlcharrefreplace")
    names_charset = file.declares and ";" not in route.type and not route.is_gzip
    headers = [(name, value.format(**(fill or {}))) for name, value in route.headers.items()]
    return Response(
        status,
        gzip.compress(body, mtime=0) if route.is_gzip else body,
        f"{route.type}; charset={encoding}" if names_charset else route.type,
        (*headers, *server_headers(file)),
    )


def server_headers(file: SiteFile) -> tuple[tuple[str, str], ...]:
    """What the site's server says of itself."""
    powered = (("X-Powered-By", file.powered),) if file.powered else ()
    return (("Server", file.server), *powered)


def redirect(file: SiteFile, location: str, status: int = 302) -> Response:
    """An answer that leads to another address."""
    body = f'<html><head><title>{status}</title></head><body><a href="{escape(location)}">&rarr;</a></body>'
    return Response(status, body.encode(), headers=(("Location", location), *server_headers(file)))


def answer_asset(file: SiteFile, path: str) -> Response | None:
    """Style sheets, scripts, pictures and attached files: some small thing of the kind."""
    suffix = PurePosixPath(path).suffix.lower()
    if suffix not in _ASSETS:
        return None
    body, media_type = _ASSETS[suffix]
    return Response(200, body, media_type, server_headers(file))


def with_etag(response: Response, request: Request) -> Response:
    """The answer with an ETag; 304 where the request brings the same one."""
    if response.status != 200 or not isinstance(response.body, bytes):
        return response
    tag = f'"{hashlib.sha256(response.body).hexdigest()[:20]}"'
    headers = (("ETag", tag), *response.headers)
    if request.headers.get("if-none-match") == tag:
        return Response(304, b"", response.content_type, headers)
    return Response(200, response.body, response.content_type, headers)
