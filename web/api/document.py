"""The OpenAPI document: what FastAPI knows of the routes, and what it does not."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from web.api.answers import ProblemDocument

_ABOUT = """\
The archive of Balagh for programs: what communes publish, every version of it, and what became of it.

Follow `/api/v1/events` to keep a copy; every list has `items` and `next`, the address of what comes after.
Errors are `application/problem+json` (RFC 9457) with the `field` at fault and its `cure`. A parameter that is
not known is an error, too. `GET` answers have an `ETag`. What changes something needs a token.
"""


def describe(app: FastAPI) -> dict[str, Any]:
    """The document, made once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title="Balagh", version=version("balagh"), description=_ABOUT, routes=app.routes
        )
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas["ProblemDocument"] = ProblemDocument.model_json_schema()
        app.openapi_schema = document
    return app.openapi_schema
