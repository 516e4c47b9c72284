"""What the interface answers: JSON with an ETag, and what is declared of answers that are none."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from fastapi import Request, Response
from pydantic import BaseModel, Field

#: Characters of JSON after which a page of a list ends early: articles and their files may be long.
MOST_CHARACTERS = 8_000_000


class ProblemDocument(BaseModel):
    """Why a request cannot be answered (RFC 9457)."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(description="what is wrong", examples=["there is no kind x"])
    status: int = Field(examples=[422])
    detail: str = Field(description="what is wrong, and what to do")
    field: str | None = Field(None, description="the parameter or field at fault", examples=["kind"])
    cure: str = Field(description="what to do", examples=["give one of communique, statement"])


def declare(status: int, about: str) -> dict[int | str, dict[str, Any]]:
    """An answer of problem+json, for OpenAPI."""
    schema = {"$ref": "#/components/schemas/ProblemDocument"}
    return {status: {"description": about, "content": {"application/problem+json": {"schema": schema}}}}


#: What any request may be answered.
PROBLEMS = {
    **declare(422, "A parameter that is unknown, or cannot be used."),
    **declare(429, "Too many requests; Retry-After says when to come again."),
    **declare(503, "The archive does not answer just now."),
}
UNAUTHORIZED = declare(401, "No token was shown, or none that stands.")
NOT_FOUND = declare(404, "There is none of this name or number.")
UNCHANGED: dict[int | str, dict[str, Any]] = {
    304: {"description": "It is what the ETag in If-None-Match stands for."}
}


def answer_json(request: Request, document: Any) -> Response:
    """A document with an ETag, or 304 where the asker has it."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return answer_bytes(request, body, "application/json")


def answer_bytes(
    request: Request, body: bytes, media_type: str, headers: dict[str, str] | None = None
) -> Response:
    """Bytes with an ETag, or 304 where the asker has them."""
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    told = {"ETag": tag, "Cache-Control": "no-cache"} | (headers or {})
    if is_known(request, tag):
        return Response(status_code=304, headers=told)
    return Response(body, media_type=media_type, headers=told)


def is_known(request: Request, tag: str) -> bool:
    """Whether the asker has what this ETag stands for (If-None-Match, compared weakly)."""
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    return tag in known or known == ["*"]


def take_some(rows: Iterable[dict[str, Any]], limit: int) -> Iterator[dict[str, Any]]:
    """So many rows at most, fewer where they are long."""
    characters = 0
    for count, row in enumerate(rows, start=1):
        yield row
        characters += len(json.dumps(row, ensure_ascii=False))
        if count == limit or characters > MOST_CHARACTERS:
            return
